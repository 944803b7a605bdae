"""Intervals and what covers them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.forest import end_of
from perfview.kernels.jit import kernel
from perfview.kernels.splitting import even_ranges, in_threads


@kernel("void(int64, int64, int64[::1], int32[::1], int64[::1], int64[::1], int64[::1])")
def _uncover(begin, stop, first, child, start, duration, uncovered):  # type: ignore[no-untyped-def]
    for row in range(begin, stop):
        end = end_of(start[row], duration[row])
        covered_to = start[row]
        left = end - covered_to
        for k in range(first[row], first[row + 1]):
            c = child[k]
            s = max(start[c], covered_to)
            e = min(end_of(start[c], duration[c]), end)
            if e > s:
                left -= e - s
                covered_to = e
        uncovered[row] = left


def uncovered_by_children(
    first: NDArray[np.int64],
    child: NDArray[np.int32],
    start: NDArray[np.int64],
    duration: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Per row, its length minus the union of its children within it: int64 (n), never negative.

    The children of row i, sorted by start, are child[first[i]:first[i + 1]].
    """
    uncovered = np.empty(len(start), np.int64)

    def work(begin: int, stop: int) -> None:
        _uncover(begin, stop, first, child, start, duration, uncovered)

    in_threads(work, even_ranges(len(start)))
    return uncovered
