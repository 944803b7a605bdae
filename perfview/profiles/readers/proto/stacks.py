"""Samples' lists of locations as one table of stacks, with its frames and functions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_pairs
from perfview.kernels.list_cutting import cut_lists
from perfview.kernels.prefix_tree import plant
from perfview.kernels.varint_lists import decode_lists
from perfview.profiles.model import Frames, Functions, Stacks
from perfview.profiles.readers.proto.content import Content
from perfview.profiles.readers.proto.places import (
    Candidates,
    Places,
    candidates_of,
    functions_of_lines,
    lines_first,
    places_of,
    rows_of_ids,
)
from perfview.profiles.readers.proto.pruning import (
    Pruning,
    UnusablePattern,
    droppable,
    no_pruning,
    pruning,
)
from perfview.profiles.readers.proto.schema import DROP_FRAMES, KEEP_FRAMES, LOCATIONS
from perfview.profiles.readers.proto.weights import scalar
from perfview.recording.report import ImportReport


@dataclass(frozen=True)
class Code:
    """What ran: of_sample is the stack of each sample, int32, -1 for none."""

    functions: Functions
    frames: Frames
    stacks: Stacks
    of_sample: NDArray[np.int32]


def code_of(content: Content, report: ImportReport) -> Code:
    """The stacks of a profile, what it wants left out left out. Notes what is odd."""
    candidates = candidates_of(content)
    prune = _pruning(content, candidates, report)
    places = places_of(content, candidates, prune)
    first, ids = decode_lists(*content.rows.lists.packed())
    item = rows_of_ids(content.column(LOCATIONS, "id"), ids).astype(np.int32)
    lost = int(np.count_nonzero(item < 0))
    report.note("missing-location", lost, "Stacks name locations that are not in the file.")
    if prune.is_needed:
        cut = cut_lists(first, item, prune.mark)
        report.note("dropped-frames", cut, _DROPPED)
    parent, label, leaf = plant(
        first, item, places.first, np.arange(len(places.line), dtype=np.int32)
    )
    is_used = np.zeros(len(places.line), np.bool_)
    is_used[label] = True
    used, frame = np.flatnonzero(is_used), (np.cumsum(is_used) - 1)[label]
    functions, function = _functions(candidates, places, used)
    frames = Frames(function, places.line[used], places.address[used], places.inlined[used])
    of_sample = np.append(leaf, np.int32(-1))[content.rows.of_list]
    report.note("unsymbolized", places.unsymbolized, _UNSYMBOLIZED)
    return Code(functions, frames, Stacks(parent, frame.astype(np.int32)), of_sample)


_DROPPED = (
    "Different stacks had their innermost frames left out: the profile says they are of no interest"
    " (drop_frames)."
)
_UNSYMBOLIZED = (
    "Places in code have no function name in the file and are shown by the binary they are in."
    " `pprof -proto` writes the profile with names where the binary is at hand."
)


def _pruning(content: Content, candidates: Candidates, report: ImportReport) -> Pruning:
    first = lines_first(content)
    drop = content.text(scalar(content, DROP_FRAMES))
    if not drop:
        return no_pruning(len(first) - 1)
    texts = content.rows.texts
    named = candidates.name[: candidates.of_mapping]
    names = [texts.text(i).decode("utf-8", "replace") for i in named.tolist()]
    try:
        drops = droppable(names, drop, content.text(scalar(content, KEEP_FRAMES)))
    except UnusablePattern:
        report.note(
            "drop-frames",
            1,
            "The profile names frames to leave out by a pattern that cannot be used; all are kept.",
        )
        return no_pruning(len(first) - 1)
    return pruning(drops, functions_of_lines(content), first)


def _functions(
    candidates: Candidates, places: Places, used: NDArray[np.intp]
) -> tuple[Functions, NDArray[np.int32]]:
    """The functions of the frames in use, each once by name, file and first line, and the function
    of each of these frames, int32."""
    of_frame = places.candidate[used]
    named, _ = number_pairs(candidates.name[of_frame], candidates.file[of_frame])
    function, first = number_pairs(named, candidates.line[of_frame])
    chosen = of_frame[first]
    none = np.full(len(first), -1, np.int32)
    return Functions(
        name=candidates.name[chosen],
        file=candidates.file[chosen],
        line=candidates.line[chosen],
        column=np.zeros(len(first), np.int32),
        module=places.module[used][first],
        category=none,
    ), function
