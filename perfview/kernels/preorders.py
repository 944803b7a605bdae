"""Trees laid out in preorder: every subtree one stretch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel(
    "void(int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1],"
    " int32[::1])",
    _nrt=False,
)
def _lay_out(above, vertex, size, free, parent, order, place, count):  # type: ignore[no-untyped-def]
    n = order.size
    for i in range(1, n + 1):
        size[i] = 1
    for i in range(n, 1, -1):
        size[above[i]] += size[i]
    free[1] = 1
    order[0], parent[vertex[1]], place[vertex[1]], count[vertex[1]] = vertex[1], -1, 0, n
    for i in range(2, n + 1):
        node, up = vertex[i], above[i]
        at = free[up]
        free[up] = at + size[i]
        free[i] = at + 1
        order[at], place[node], count[node], parent[node] = node, at, size[i], vertex[up]


def lay_out(
    above: NDArray[np.int32], vertex: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """A tree over numbers as one over nodes: parent, order, place and count, each int32 (n).

    above int32 (n + 1): the parent of the numbers 2 to n, always a lesser one; vertex int32
    (n + 1): the node of each number. parent: of each node, -1 of the root; order: nodes in
    preorder, children by number; place: where in it each stands; count: nodes in its subtree.
    """
    n = len(vertex) - 1
    size, free = np.zeros((2, n + 1), np.int32)
    parent, order, place, count = (np.empty(n, np.int32) for _ in range(4))
    if n:
        _lay_out(above, vertex, size, free, parent, order, place, count)
    return parent, order, place, count


@kernel("void(int32[::1], int32[::1], int64[::1])", _nrt=False)
def _add_up(parent, order, total):  # type: ignore[no-untyped-def]
    for i in range(order.size - 1, 0, -1):
        node = order[i]
        total[parent[node]] += total[node]


def subtree_sums(
    parent: NDArray[np.int32], order: NDArray[np.int32], value: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The sum of `value` (int64) over each node's subtree, int64 (n); `order` is a preorder."""
    total = value.copy()
    _add_up(parent, order, total)
    return total


@kernel("int64(int32[::1], int32[::1], int64, int64, int32[::1])", _nrt=False)
def _children(order, count, place, end, found):  # type: ignore[no-untyped-def]
    at, k = place + 1, 0
    while at < end:
        if k < found.size:
            found[k] = order[at]
        k += 1
        at += count[order[at]]
    return k


def children_of(
    order: NDArray[np.int32], count: NDArray[np.int32], place: int, end: int
) -> NDArray[np.int32]:
    """The children, int32, of the node whose subtree is order[place:end]."""
    found = np.empty(_children(order, count, place, end, np.empty(0, np.int32)), np.int32)
    _children(order, count, place, end, found)
    return found
