"""A tree kept in preorder, walked level by level: the children of many nodes at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

_TREE = "int32[::1], int32[::1], int32[::1]"


@kernel(f"int64(int32[::1], {_TREE})", _nrt=False)
def _count(nodes, order, place, size):  # type: ignore[no-untyped-def]
    found = 0
    for i in range(nodes.size):
        at = place[nodes[i]] + 1
        stop = place[nodes[i]] + size[nodes[i]]
        while at < stop:
            found += 1
            at += size[order[at]]
    return found


@kernel(f"void(int32[::1], {_TREE}, int32[::1], int32[::1])", _nrt=False)
def _fill(nodes, order, place, size, child, owner):  # type: ignore[no-untyped-def]
    found = 0
    for i in range(nodes.size):
        at = place[nodes[i]] + 1
        stop = place[nodes[i]] + size[nodes[i]]
        while at < stop:
            child[found] = order[at]
            owner[found] = i
            found += 1
            at += size[order[at]]


def children_of(
    nodes: NDArray[np.int32],
    order: NDArray[np.int32],
    place: NDArray[np.int32],
    size: NDArray[np.int32],
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The children of all these nodes, int32, and which of `nodes` (by its index) each belongs to.

    order int32 (n): the nodes in preorder; place int32 (n): where in it each stands; size int32
    (n), at least 1: nodes of its subtree. Takes time by the children, not by their subtrees.
    """
    found = _count(nodes, order, place, size)
    child, owner = np.empty(found, np.int32), np.empty(found, np.int32)
    _fill(nodes, order, place, size, child, owner)
    return child, owner


@kernel("void(int64[::1], int32[::1], int32[::1])", _nrt=False)
def _own(first, member, group):  # type: ignore[no-untyped-def]
    for k in range(first.size - 1):
        for i in range(first[k], first[k + 1]):
            group[member[i]] = k


def groups_of(first: NDArray[np.int64], member: NDArray[np.int32], nodes: int) -> NDArray[np.int32]:
    """Which group each node is in, int32 (nodes), -1 for none; the members of group k are
    member[first[k]:first[k + 1]]."""
    group = np.full(nodes, -1, np.int32)
    _own(first, member, group)
    return group
