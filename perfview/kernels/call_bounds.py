"""By how much a row may be moved so that it lies within the row above it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.forest import end_of
from perfview.kernels.jit import kernel

UNBOUNDED = (1 << 62) - 1


@kernel(
    "int64(int32[::1], int32[::1], uint8[::1], boolean[::1], boolean[::1], int64[::1], int64[::1],"
    " int32[::1], int64[::1], int64[::1])"
)
def _bounds(  # type: ignore[no-untyped-def]
    parent, territory, kind, calls, called, start, duration, row, lower, upper
):
    count = 0
    for i in range(parent.size):
        p = parent[i]
        if p < 0 or territory[p] == territory[i] or not called[kind[i]] or not calls[kind[p]]:
            continue
        low = start[p] - start[i]
        high = end_of(start[p], duration[p]) - end_of(start[i], duration[i])
        row[count], lower[count] = i, low
        upper[count] = high if high >= low else UNBOUNDED
        count += 1
    return count


def call_bounds(
    parent: NDArray[np.int32],
    territory: NDArray[np.int32],
    kind: NDArray[np.uint8],
    calls: NDArray[np.bool_],
    called: NDArray[np.bool_],
    start: NDArray[np.int64],
    duration: NDArray[np.int64],
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    """Of rows in another territory than their parent: (row int32, lower, upper int64).

    Moved by anything from lower to upper, a row lies within its parent; one that is longer than
    that only has to begin behind it: upper is `UNBOUNDED`. `calls` and `called` (bool, 256) say
    which kinds of parents and rows count.
    """
    n = len(parent)
    row, lower, upper = np.empty(n, np.int32), np.empty(n, np.int64), np.empty(n, np.int64)
    count = _bounds(
        parent, territory, kind, calls, called, start, duration, row, lower, upper
    )  # fmt: skip
    return row[:count], lower[:count], upper[:count]
