"""Which texts of a string table contain a word, a block at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.recording.strings import StringTable

_BLOCK = 1 << 19
"""Bytes searched at once: the interpreter is held for a millisecond, no longer."""


def texts_with(strings: StringTable, word: str) -> NDArray[np.bool_]:
    """Which texts contain a word, case ignored: bool (texts). Letters beyond ASCII are told apart
    by case, as nothing is decoded."""
    found = np.zeros(len(strings), np.bool_)
    wanted = word.encode("utf-8", "replace").lower()
    if not wanted:
        return ~found
    offsets, first = strings.offsets, 0
    while first < len(strings):
        # At least one text, however long.
        wish = np.int64(offsets[first] + _BLOCK)
        last = max(first + 1, int(np.searchsorted(offsets, wish, "right")) - 1)
        block = strings.arena[offsets[first] : offsets[last]].tobytes().lower()
        places = np.array(_places(block, wanted), np.int64) + offsets[first]
        which = np.searchsorted(offsets, places, "right") - 1
        # A hit that runs across the end of a text is none.
        found[which[places + len(wanted) <= offsets[which + 1]]] = True
        first = last
    return found


def _places(block: bytes, wanted: bytes) -> list[int]:
    places, at = [], block.find(wanted)
    while at >= 0:
        places.append(at)
        at = block.find(wanted, at + 1)
    return places
