"""Places of a text told by line and column, as offsets into its UTF-8 bytes.

Columns count UTF-16 units, as ECMA-426 ("Source map format", Mappings) says of generated code. A
line ends with its line feed, as those who write such places count them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

_LINE_FEED = 10
_LEAD, _FOUR = 0xC0, 0xF0


@kernel("void(uint8[::1], int32[::1], int32[::1], int64[::1], int64[::1])")
def _offsets(text, line, column, offset, stop):  # type: ignore[no-untyped-def]
    """Walk the text and the places, both in order, once."""
    n, places = text.size, line.size
    at, row, unit, i = 0, 0, 0, 0
    while i < places:
        while row < line[i] and at < n:
            if text[at] == _LINE_FEED:
                row, unit = row + 1, 0
            at += 1
        if row < line[i]:
            break
        while at < n and unit < column[i] and text[at] != _LINE_FEED:
            unit += 2 if text[at] >= _FOUR else 1
            at += 1
            while at < n and (text[at] & _LEAD) == 0x80:
                at += 1
        offset[i] = at
        i += 1
    while i < places:
        offset[i] = n
        i += 1
    end = n
    for back in range(places):
        i = places - 1 - back
        if i + 1 < places and line[i + 1] == line[i]:
            stop[i] = stop[i + 1]
            continue
        end = offset[i]
        while end < n and text[end] != _LINE_FEED:
            end += 1
        stop[i] = end


def byte_places(
    text: NDArray[np.uint8], line: NDArray[np.int32], column: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each place begins, and where its line ends (before the line feed), int64 (n).

    line, column int32 (n) from 0, in order by both. Columns beyond a line's end are its end, lines
    beyond the text's end the text's.
    """
    offset, stop = np.empty(len(line), np.int64), np.empty(len(line), np.int64)
    _offsets(text, np.ascontiguousarray(line), np.ascontiguousarray(column), offset, stop)
    return offset, stop
