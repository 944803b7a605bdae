"""Trees given by each node's parent and an order in which parents come first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel("void(int32[::1], int32[::1], boolean[::1], int32[::1])")
def _nearest_above(order, parent, marked, found):  # type: ignore[no-untyped-def]
    for i in range(order.size):
        node = order[i]
        above = parent[node]
        if above < 0:
            found[node] = -1
        elif marked[above]:
            found[node] = above
        else:
            found[node] = found[above]


def nearest_above(
    order: NDArray[np.int32], parent: NDArray[np.int32], marked: NDArray[np.bool_]
) -> NDArray[np.int32]:
    """The nearest marked node above each, itself left out, -1 for none; int32 (n)."""
    found = np.empty(len(parent), np.int32)
    _nearest_above(order, parent, marked, found)
    return found


@kernel("void(int32[::1], boolean[::1], int64[::1], int64[::1], int64[::1])")
def _sum_by(group, counted, values, sums, counts):  # type: ignore[no-untyped-def]
    for i in range(group.size):
        if counted[i] and group[i] >= 0:
            sums[group[i]] += values[i]
            counts[group[i]] += 1


def sums_by_node(
    group: NDArray[np.int32], counted: NDArray[np.bool_], values: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The sum of values and the number of nodes by the node they are put down to, of those that
    are counted: two int64 (n)."""
    sums, counts = np.zeros((2, len(group)), np.int64)
    _sum_by(group, counted, values, sums, counts)
    return sums, counts
