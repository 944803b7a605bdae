"""Locations of a profile.proto as frames: which function, line and address, outermost first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.readers.proto.content import Content
from perfview.profiles.readers.proto.pruning import Pruning
from perfview.profiles.readers.proto.schema import FUNCTIONS, LINES, LOCATIONS, MAPPINGS

_DENSE = 4
"""Ids up to this many times their count are looked up in a table, others by searching."""
_MOST_LINE = (1 << 31) - 1


def rows_of_ids(ids: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """The row at which each wanted id stands in `ids`, int64, -1 for none; 0 is no id."""
    if not len(ids):
        return np.full(len(wanted), -1, np.int64)
    least, most = int(ids.min()), int(ids.max())
    if least >= 0 and most <= _DENSE * len(ids) + 1024:
        table = np.full(most + 2, -1, np.int64)
        table[ids] = np.arange(len(ids))
        table[0] = -1
        is_within = (wanted >= 0) & (wanted <= most)
        return table[np.where(is_within, wanted, most + 1)]
    order = np.argsort(ids, kind="stable")
    at = np.minimum(np.searchsorted(ids[order], wanted), len(ids) - 1)
    found = order[at]
    return np.where((ids[found] == wanted) & (wanted != 0), found, -1)


@dataclass(frozen=True)
class Candidates:
    """What a frame's function may be: the file's functions, then a stand-in for each mapping,
    then one for code of which nothing is known.

    name, file, module int32 text ids, -1 none; line int32. of_mapping: the first stand-in.
    """

    name: NDArray[np.int32]
    file: NDArray[np.int32]
    line: NDArray[np.int32]
    of_mapping: int
    mapping_module: NDArray[np.int32]

    @property
    def unknown(self) -> int:
        """The stand-in of which nothing is known."""
        return len(self.name) - 1


def candidates_of(content: Content) -> Candidates:
    """Names as `pprof -top` shows them: a mapping without symbols as ``[binary]``."""
    texts = content.rows.texts
    files = content.text_ids(content.column(MAPPINGS, "file"))
    bases = [_base(texts.text(file)) if file >= 0 else b"" for file in files.tolist()]
    unknown = texts.add(b"<unknown>")
    stand_ins = [texts.add(b"[" + base + b"]") if base else unknown for base in bases]
    name = content.text_ids(content.column(FUNCTIONS, "name"))
    name = np.where(name < 0, content.text_ids(content.column(FUNCTIONS, "system_name")), name)
    name = np.where(name < 0, unknown, name)
    none = np.full(len(stand_ins) + 1, -1, np.int32)
    file = content.text_ids(content.column(FUNCTIONS, "file"))
    begins = np.clip(content.column(FUNCTIONS, "start_line"), 0, _MOST_LINE)
    return Candidates(
        np.concatenate([name, np.array([*stand_ins, unknown], np.int32)]).astype(np.int32),
        np.concatenate([file, none]).astype(np.int32),
        np.concatenate([begins, np.zeros(len(none), np.int64)]).astype(np.int32),
        len(name),
        np.array([texts.add(base) if base else -1 for base in bases], np.int32),
    )


def _base(path: bytes) -> bytes:
    """A path's last part; of what has none, as ``//anon``, the whole."""
    return path.replace(b"\\", b"/").rstrip(b"/").rpartition(b"/")[2] or path


@dataclass(frozen=True)
class Places:
    """Frames by location: those of location k are first[k]:first[k + 1], innermost first.

    candidate, line, module int32, address int64, inlined bool (frames): `candidate` is an index
    into `Candidates`. unsymbolized: locations of which the function is not known.
    """

    first: NDArray[np.int64]
    candidate: NDArray[np.int32]
    line: NDArray[np.int32]
    address: NDArray[np.int64]
    inlined: NDArray[np.bool_]
    module: NDArray[np.int32]
    unsymbolized: int


def functions_of_lines(content: Content) -> NDArray[np.int64]:
    """The row in the table of functions of every line, -1 for none."""
    return rows_of_ids(content.column(FUNCTIONS, "id"), content.column(LINES, "function"))


def lines_first(content: Content) -> NDArray[np.int64]:
    """Lines of location k are first[k]:first[k + 1], int64 (locations + 1)."""
    ends = content.column(LOCATIONS, "lines_end")
    return np.concatenate([np.zeros(1, np.int64), ends.astype(np.int64)])


def places_of(content: Content, candidates: Candidates, pruning: Pruning) -> Places:
    """Every location as frames, without the lines that the profile says are of no interest."""
    first = lines_first(content)
    begins = first[:-1] + pruning.skipped_lines
    lines = first[1:] - begins
    count = np.maximum(lines, 1)
    frames_first = np.concatenate([np.zeros(1, np.int64), np.cumsum(count)])
    location = np.repeat(np.arange(len(lines)), count)
    within = np.arange(int(frames_first[-1])) - frames_first[location]
    has_line = lines[location] > 0
    row = np.where(has_line, begins[location] + within, -1)
    mapping = rows_of_ids(content.column(MAPPINGS, "id"), content.column(LOCATIONS, "mapping"))
    by_mapping = np.where(mapping >= 0, candidates.of_mapping + mapping, candidates.unknown)
    function = np.append(functions_of_lines(content), -1)[row]
    number = np.append(content.column(LINES, "line"), 0)[row]
    module = np.append(candidates.mapping_module, -1)[mapping].astype(np.int32)
    return Places(
        frames_first,
        np.where(function >= 0, function, by_mapping[location]).astype(np.int32),
        np.clip(number, 0, _MOST_LINE).astype(np.int32),
        content.column(LOCATIONS, "address")[location],
        has_line & (within < lines[location] - 1),
        module[location],
        int(np.count_nonzero(function < 0)),
    )
