"""Exact percentiles of grouped values by selection, nothing sorted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather
from perfview.kernels.jit import kernel, part
from perfview.kernels.splitting import in_threads, ranges

_U = np.uint64


@part
def _select(value, low, high, k):  # type: ignore[no-untyped-def]
    """Move the k-th smallest of value[low..high] to its place (Hoare); random pivots."""
    seed = _U(0x9E3779B97F4A7C15)
    while low < high:
        seed = seed * _U(6364136223846793005) + _U(1442695040888963407)
        pivot = value[low + np.int64((seed >> _U(33)) % _U(high - low + 1))]
        i, j = low, high
        while i <= j:
            while value[i] < pivot:
                i += 1
            while value[j] > pivot:
                j -= 1
            if i <= j:
                value[i], value[j] = value[j], value[i]
                i += 1
                j -= 1
        if k <= j:
            high = j
        elif k >= i:
            low = i
        else:
            return


@kernel(
    "void(int64, int64, int64[::1], int32[::1], int64[::1], int64[::1], int64[::1], int64[:, ::1])"
)
def _percentiles(begin, stop, first, order, value, percent, room, out):  # type: ignore[no-untyped-def]
    for g in range(begin, stop):
        a, b = first[g], first[g + 1]
        for i in range(a, b):
            room[i] = value[order[i]]
        low = a
        for q in range(percent.size):
            if b == a:
                out[q, g] = 0
                continue
            k = a + max(np.int64(0), (percent[q] * (b - a) + 99) // 100 - 1)
            _select(room, low, b - 1, k)
            out[q, g] = room[k]
            low = k


def percentiles_by(
    group: NDArray[np.int32], groups: int, value: NDArray[np.int64], *percent: int
) -> NDArray[np.int64]:
    """Nearest-rank percentiles of each group's values: int64 (percents, groups), 0 for none.

    The p-th percentile of c values is the ceil(p c / 100)-th smallest. `percent` must rise.
    """
    first, order = gather(group, groups)
    out = np.empty((len(percent), groups), np.int64)
    room = np.empty(len(order), np.int64)
    wanted = np.array(percent, np.int64)

    def work(begin: int, stop: int) -> None:
        _percentiles(begin, stop, first, order, value, wanted, room, out)

    in_threads(work, ranges(first))
    return out
