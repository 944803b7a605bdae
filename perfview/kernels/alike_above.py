"""Trees in which the same label comes again and again on the way down."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel(
    "void(int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1])",
    _nrt=False,
)
def _alike_above(order, count, label, above, latest, open_node, open_end):  # type: ignore[no-untyped-def]
    depth = 0
    for at in range(order.size):
        while depth > 0 and open_end[depth - 1] <= at:
            depth -= 1
            gone = open_node[depth]
            latest[label[gone]] = above[gone]
        node = order[at]
        above[node] = latest[label[node]]
        if count[node] > 1:
            latest[label[node]] = node
            open_node[depth] = node
            open_end[depth] = at + count[node]
            depth += 1


def alike_above(
    order: NDArray[np.int32], count: NDArray[np.int32], label: NDArray[np.int32], labels: int
) -> NDArray[np.int32]:
    """The nearest node above each that has its label, -1 for none; int32 (n).

    order: the nodes in preorder; count: how many nodes the subtree of each has, itself included;
    label int32 (n): 0 to `labels` - 1.
    """
    n = len(order)
    above, node, end = (np.empty(n, np.int32) for _ in range(3))
    _alike_above(order, count, label, above, np.full(labels, -1, np.int32), node, end)
    return above


@kernel("int64(int32[::1], int32[::1], int32[::1], int32[::1])", _nrt=False)
def _nests(order, above, top, depth):  # type: ignore[no-untyped-def]
    deepest = 0
    for at in range(order.size):
        node = order[at]
        upper = above[node]
        if upper < 0:
            top[node] = node
            depth[node] = 1
        else:
            top[node] = top[upper]
            depth[node] = depth[upper] + 1
        deepest = max(deepest, depth[node])
    return deepest


def nests(
    order: NDArray[np.int32], above: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The uppermost node of each node's label above it, itself where there is none, and how many of
    that label are on the way from there, both included: two int32 (n)."""
    top, depth = np.empty(len(above), np.int32), np.empty(len(above), np.int32)
    _nests(order, above, top, depth)
    return top, depth
