"""Texts of frames, each once, as functions and frames."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import Interner
from perfview.profiles.assembling.distinct import distinct
from perfview.profiles.model import Frames, Functions
from perfview.profiles.readers.text.frame_words import Words, words_of

_TELLING_ENDS = b")]"


@dataclass(frozen=True)
class Written:
    """What a text says, a row a text: name, file, category int32 ids, -1 none; line int32; inlined
    bool."""

    name: NDArray[np.int32]
    file: NDArray[np.int32]
    category: NDArray[np.int32]
    line: NDArray[np.int32]
    inlined: NDArray[np.bool_]


def written(
    texts: Interner, take_apart: Callable[[str], Words] = words_of, ends: bytes = _TELLING_ENDS
) -> Written:
    """Take texts apart that end in one of the bytes `ends`; names and files of their own are added
    to `texts`."""
    count = len(texts)
    arena, offsets = texts.packed()
    last = np.where(np.diff(offsets) > 0, arena[np.maximum(offsets[1:] - 1, 0)], 0)
    found = Written(
        np.arange(count, dtype=np.int32),
        np.full(count, -1, np.int32),
        np.full(count, -1, np.int32),
        np.zeros(count, np.int32),
        np.zeros(count, np.bool_),
    )
    known: dict[str, int] = {"": -1}
    for row in np.flatnonzero(np.isin(last, list(ends))).tolist():
        text = arena[offsets[row] : offsets[row + 1]].tobytes().decode("utf-8", "replace")
        words = take_apart(text)
        for each in (words.name, words.file, words.category):
            if each not in known and each != text:
                known[each] = texts.add(each.encode())
        if words.name != text:
            found.name[row] = known[words.name]
        found.file[row], found.category[row] = known[words.file], known[words.category]
        found.line[row], found.inlined[row] = words.line, words.inlined
    return found


def frames_of(
    rows: Written, used: NDArray[np.int32]
) -> tuple[Functions, Frames, NDArray[np.int32]]:
    """Functions and frames of the texts in `used` (int32), and which frame each of them is."""
    text, frame = np.unique(used, return_inverse=True)
    name, file, category = rows.name[text], rows.file[text], rows.category[text]
    function, first = distinct(name, file)
    nowhere, none = np.zeros(len(first), np.int32), np.full(len(first), -1, np.int32)
    functions = Functions(name[first], file[first], nowhere, nowhere, none, category[first])
    frames = Frames(function, rows.line[text], np.zeros(len(text), np.int64), rows.inlined[text])
    return functions, frames, frame.astype(np.int32)
