"""Where a value stands in a long column."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

_BLOCK = 256
"""So many values are looked at together, which takes vector instructions, before any by itself."""


@kernel("int64(int32[::1], int32, int64, int64[::1])", _nrt=False)
def _occur(column, value, start, found):  # type: ignore[no-untyped-def]
    """Goes on at the row `start`; returns how many were found, at most as many as there is room
    for."""
    count, row = 0, start
    while row < column.size:
        end = min(row + _BLOCK, column.size)
        here = 0
        for k in range(row, end):
            here += np.int32(column[k] == value)
        if here > 0:
            for k in range(row, end):
                if column[k] == value:
                    if count == found.size:
                        return count
                    found[count] = k
                    count += 1
        row = end
    return count


def occurrences(column: NDArray[np.int32], value: int) -> NDArray[np.int64]:
    """The rows, int64, ascending, in which an int32 column has this value."""
    pieces, start, room = [], 0, 1 << 10
    while True:
        found = np.empty(room, np.int64)
        count = _occur(column, np.int32(value), start, found)
        pieces.append(found[:count])
        if count < room:
            return np.concatenate(pieces)
        start, room = int(found[-1]) + 1, 4 * room
