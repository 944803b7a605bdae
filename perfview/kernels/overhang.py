"""How far rows stick out of the row above them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.forest import end_of
from perfview.kernels.jit import kernel

_TOLERANCE = 100


@kernel("void(int32[::1], int32[::1], boolean[::1], int64[::1], int64[::1], int64, int64[::1])")
def _measure(parent, territory, must_end, start, duration, least, found):  # type: ignore[no-untyped-def]
    for row in range(parent.size):
        p = parent[row]
        if p < 0 or territory[p] == territory[row]:
            continue
        end = end_of(start[p], duration[p])
        out = start[p] - start[row]
        if must_end[row]:
            out = max(out, end_of(start[row], duration[row]) - end)
        if out <= least or out <= (end - start[p]) // _TOLERANCE:
            continue
        found[0] += 1
        if out > found[1]:
            found[1], found[2] = out, row


def largest_overhang(
    parent: NDArray[np.int32],
    territory: NDArray[np.int32],
    must_end: NDArray[np.bool_],
    start: NDArray[np.int64],
    duration: NDArray[np.int64],
    least: int,
) -> tuple[int, int, int]:
    """Rows in another territory than their parent that begin before it, or, where `must_end`, end
    after it: how many, the largest overhang and its row (-1 for none).

    Counted from `least` and 1 % of the parent's length on; both are about clock reading.
    """
    found = np.array([0, 0, -1], np.int64)
    _measure(parent, territory, must_end, start, duration, least, found)
    count, largest, row = found.tolist()
    return count, largest, row
