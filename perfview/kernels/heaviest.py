"""Which keys weigh most in each group."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel(
    "void(int64[::1], int32[::1], int64[::1], int32[::1], int32[::1], int64[::1],"
    " int64[::1], int32[::1], int32[:, ::1], int64[:, ::1], int64[::1])"
)
def _weigh(  # type: ignore[no-untyped-def]
    group_first, member, member_first, row, key, weight, sums, touched, best, heavy, total
):  # fmt: skip
    places = best.shape[1]
    for g in range(group_first.size - 1):
        seen = 0
        whole = np.int64(0)
        for m in range(group_first[g], group_first[g + 1]):
            for i in range(member_first[member[m]], member_first[member[m] + 1]):
                w = weight[row[i]]
                if w <= 0:
                    continue
                k = key[row[i]]
                if sums[k] == 0:
                    touched[seen] = k
                    seen += 1
                sums[k] += w
                whole += w
        total[g] = whole
        for p in range(places):
            best[g, p] = -1
            heavy[g, p] = 0
        for i in range(seen):
            k = touched[i]
            w = sums[k]
            sums[k] = 0
            p = places
            while p > 0 and heavy[g, p - 1] < w:
                p -= 1
            for q in range(places - 1, p, -1):
                best[g, q] = best[g, q - 1]
                heavy[g, q] = heavy[g, q - 1]
            if p < places:
                best[g, p] = k
                heavy[g, p] = w


def heaviest_keys(
    group_first: NDArray[np.int64],
    member: NDArray[np.int32],
    member_first: NDArray[np.int64],
    row: NDArray[np.int32],
    key: NDArray[np.int32],
    weight: NDArray[np.int64],
    keys: int,
    places: int,
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    """The keys with the largest summed weight in each group.

    Group g has the members member[group_first[g]:group_first[g + 1]], member m the rows
    row[member_first[m]:member_first[m + 1]]; `key` int32 and `weight` int64 are by row, keys lie
    below `keys`. Returns keys int32 (groups, places), -1 where there are fewer, their weights
    int64, and the weight of everything int64 (groups).
    """
    groups = len(group_first) - 1
    best = np.empty((groups, places), np.int32)
    heavy = np.empty((groups, places), np.int64)
    total = np.empty(groups, np.int64)
    sums, touched = np.zeros(keys, np.int64), np.empty(keys, np.int32)
    _weigh(
        group_first, member, member_first, row, key, weight, sums, touched, best, heavy, total
    )  # fmt: skip
    return best, heavy, total
