"""Trees laid out in preorder: every subtree one stretch."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


class Preorder(NamedTuple):
    """A tree of n nodes, every subtree one stretch of `order`; all int32 (n).

    order: the nodes, parents before their children; place: where in it each stands; size: how many
    nodes its subtree has, itself included.
    """

    order: NDArray[np.int32]
    place: NDArray[np.int32]
    size: NDArray[np.int32]


@kernel("void(int32[::1], int32[::1], int32[::1], int32[::1], int32[::1])", _nrt=False)
def _lay_out(parent, falling, order, place, count):  # type: ignore[no-untyped-def]
    n = falling.size
    for i in range(n - 1, 0, -1):
        node = falling[i]
        count[parent[node]] += count[node]
    # While a node's children are being placed, its place is that of the next of them.
    order[0] = falling[0]
    place[falling[0]] = 1
    for i in range(1, n):
        node = falling[i]
        up = parent[node]
        at = place[up]
        place[up] = at + count[node]
        place[node] = at + 1
        order[at] = node


def lay_out(
    parent: NDArray[np.int32],
    falling: NDArray[np.int32],
    room: tuple[NDArray[np.int32], NDArray[np.int32]] | None = None,
) -> Preorder:
    """The preorder of a tree; siblings in the order of `falling`.

    parent int32 (n): of each node, of the root anything; falling int32 (n): the nodes, the root
    first and parents before their children. `room`: two arrays of n to lay it out in.
    """
    n = len(falling)
    order, place = room or (np.empty(n, np.int32), np.empty(n, np.int32))
    count = np.ones(n, np.int32)
    if n:
        _lay_out(parent, falling, order, place, count)
        place -= count
    return Preorder(order, place, count)


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
