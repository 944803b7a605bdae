"""Rows of two tables that are paired: which stay in their group, and what each group gains."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel(
    "void(int32[::1], int32[::1], int64[::1], int32[::1], int64[::1], boolean[::1], boolean[::1],"
    "int64[:, ::1])"
)
def _compare(partner, group, weight, old_group, old_weight, is_new, is_gone, totals):  # type: ignore[no-untyped-def]
    for i in range(old_group.size):
        is_gone[i] = old_weight[i] != 0
    for i in range(group.size):
        if weight[i] == 0:
            continue
        g, p = group[i], partner[i]
        if p >= 0 and is_gone[p] and old_group[p] == g:
            is_gone[p] = False
            totals[4, g] += weight[i] - old_weight[p]
            continue
        is_new[i] = True
        totals[0, g] += 1
        totals[1, g] += weight[i]
    for i in range(old_group.size):
        if is_gone[i]:
            totals[2, old_group[i]] += 1
            totals[3, old_group[i]] += old_weight[i]


def compare_groups(
    partner: NDArray[np.int32],
    now: tuple[NDArray[np.int32], NDArray[np.int64]],
    before: tuple[NDArray[np.int32], NDArray[np.int64]],
    groups: int,
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.int64]]:
    """Compare rows that weigh something (int64) by group (int32) with their partners before.

    partner int32: the row before of each row now, -1 for none. Returns which rows now are new to
    their group, which rows before are gone from theirs (bool), and int64 (5, groups): how many are
    new, their weight, how many are gone, their weight, and by how much those grew that stayed.
    """
    is_new, is_gone = np.zeros(len(now[0]), np.bool_), np.empty(len(before[0]), np.bool_)
    totals = np.zeros((5, groups), np.int64)
    _compare(partner, *now, *before, is_new, is_gone, totals)
    return is_new, is_gone, totals
