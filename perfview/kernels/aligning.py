"""Two rows of rising numbers brought beside each other, each in its order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

_MOST_CELLS = 16_000_000


@kernel("void(int64[::1], int64[::1], float64[::1], uint8[::1], int32[::1])")
def _align(short, long, cost, taken, partner):  # type: ignore[no-untyped-def]
    m, n = short.size, long.size
    for j in range(n + 1):
        cost[j] = 0.0
    for i in range(m):
        diagonal = cost[i]
        cost[i] = np.inf
        for j in range(i, n):
            with_it = diagonal + abs(np.float64(short[i]) - np.float64(long[j]))
            diagonal = cost[j + 1]
            takes = with_it <= cost[j]
            cost[j + 1] = with_it if takes else cost[j]
            taken[i * n + j] = takes
    j = n - 1
    for i in range(m - 1, -1, -1):
        while taken[i * n + j] == 0:
            j -= 1
        partner[i] = j
        j -= 1


def align(left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int32]:
    """The partner in `right` of each number of `left`, int32, -1 for none.

    Both rise. All of the shorter find one, in order, so that the distances add up to the least
    (dynamic programming as in sequence alignment: Needleman and Wunsch, Journal of Molecular
    Biology 48, 1970). Rows too long for that are paired one after another.
    """
    if len(left) > len(right):
        back = align(right, left)
        partner = np.full(len(left), -1, np.int32)
        partner[back] = np.arange(len(right), dtype=np.int32)
        return partner
    m, n = len(left), len(right)
    partner = np.arange(m, dtype=np.int32)
    if m and m < n and m * n <= _MOST_CELLS:
        taken = np.zeros(m * n, np.uint8)
        _align(left, right, np.empty(n + 1, np.float64), taken, partner)
    return partner
