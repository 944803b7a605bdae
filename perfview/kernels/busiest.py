"""Which key comes up most often in each group."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel(
    "void(int64[::1], int32[::1], int32[::1], boolean[::1], int64, int32[::1], int32[::1],"
    " int32[::1], int32[::1])"
)
def _busiest(first, row, key, allowed, least, tally, met, best, count):  # type: ignore[no-untyped-def]
    for g in range(first.size - 1):
        most, winner = 0, -1
        if first[g + 1] - first[g] >= least:
            for i in range(first[g], first[g + 1]):
                k = key[row[i]]
                if k >= 0 and allowed[k]:
                    if met[k] != g:
                        met[k] = g
                        tally[k] = 0
                    tally[k] += 1
                    if tally[k] > most:
                        most, winner = tally[k], k
        best[g] = winner
        count[g] = most


def busiest_keys(
    first: NDArray[np.int64],
    row: NDArray[np.int32],
    key: NDArray[np.int32],
    allowed: NDArray[np.bool_],
    least: int,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Per group the allowed key that most of its rows have, -1 for none, and how many: int32 both.

    Group g has row[first[g]:first[g + 1]], groups of fewer than `least` rows count as empty. `key`
    int32 is by row, below len(allowed), -1 for none.
    """
    groups = len(first) - 1
    best, count = np.empty(groups, np.int32), np.empty(groups, np.int32)
    tally, met = np.zeros((2, max(1, len(allowed))), np.int32)
    met[:] = -1
    _busiest(first, row, key, allowed, least, tally, met, best, count)
    return best, count
