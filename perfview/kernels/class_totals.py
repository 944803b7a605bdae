"""Sums over rows by group: of those that weigh something, and of the outermost in a tree."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel("void(int32[::1], int64[::1], int32[::1], int64[::1], int64[::1], int32[::1])")
def _totals(group, weight, depth, counts, weights, least):  # type: ignore[no-untyped-def]
    for i in range(group.size):
        if weight[i] == 0:
            continue
        g = group[i]
        if counts[g] == 0 or depth[i] < least[g]:
            least[g] = depth[i]
        counts[g] += 1
        weights[g] += weight[i]


def totals(
    group: NDArray[np.int32], weight: NDArray[np.int64], depth: NDArray[np.int32], groups: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """Of each group's rows that weigh something: how many, their weight, their least depth."""
    counts, weights = np.zeros(groups, np.int64), np.zeros(groups, np.int64)
    least = np.zeros(groups, np.int32)
    _totals(group, weight, depth, counts, weights, least)
    return counts, weights, least


@kernel("void(int32[::1], int32[::1], int32[::1], int64[::1], int64[::1], int64[::1], int64[::1])")
def _outermost(order, count, group, weight, inclusive, until, total):  # type: ignore[no-untyped-def]
    for place in range(order.size):
        row = order[place]
        g = group[row]
        if place < until[g] or weight[row] == 0:
            continue
        total[g] += inclusive[row]
        until[g] = place + count[row]


def outermost_totals(
    order: NDArray[np.int32],
    count: NDArray[np.int32],
    group: NDArray[np.int32],
    weight: NDArray[np.int64],
    inclusive: NDArray[np.int64],
    groups: int,
) -> NDArray[np.int64]:
    """Per group the inclusive weights of its rows that weigh something and stand below no other
    such row of the group: int64 (groups).

    order int32: the rows of a tree in preorder; count int32: rows in each one's subtree.
    """
    total = np.zeros(groups, np.int64)
    _outermost(order, count, group, weight, inclusive, np.zeros(groups, np.int64), total)
    return total
