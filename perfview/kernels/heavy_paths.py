"""A forest cut into heavy paths, so that what two nodes share is found in a few steps.

Nodes are numbered anew, each before what is below it and its largest child right behind it; then a
subtree is a range of numbers, a heavy path is one, too, and from any node fewer than log2(n) paths
lead to a root (Sleator and Tarjan: A Data Structure for Dynamic Trees, 1983).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel, part


@dataclass(frozen=True)
class HeavyPaths:
    """A forest of n nodes under one node over everything, number 0. All by number, int32 (n + 1).

    node: which node it is, -1 for the one over everything; after: the number behind the last one
    below it; head: the number its heavy path begins with; over: the number above that path's head,
    -1 for none. number int32 (n): that of each node.
    """

    node: NDArray[np.int32]
    after: NDArray[np.int32]
    head: NDArray[np.int32]
    over: NDArray[np.int32]
    number: NDArray[np.int32]


@kernel(
    "void(int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1],"
    " int32[::1], int32[::1])"
)
def _cut(parent, size, largest, cursor, node, after, head, over, number):  # type: ignore[no-untyped-def]
    """size, largest, cursor (n + 1): room, by node, that over everything last."""
    n = parent.size
    for i in range(n + 1):
        size[i], largest[i] = 1, -1
    for i in range(n - 1, -1, -1):
        p = n if parent[i] < 0 else parent[i]
        size[p] += size[i]
        if largest[p] < 0 or size[largest[p]] <= size[i]:
            largest[p] = i
    node[0], after[0], head[0], over[0] = -1, n + 1, 0, -1
    cursor[n] = 1 + (size[largest[n]] if n > 0 else 0)
    for i in range(n):
        p = n if parent[i] < 0 else parent[i]
        above = 0 if p == n else number[p]
        if largest[p] == i:
            at = above + 1
            head[at], over[at] = head[above], over[above]
        else:
            at = cursor[p]
            cursor[p] += size[i]
            head[at], over[at] = at, above
        number[i], node[at], after[at] = at, i, at + size[i]
        cursor[i] = at + 1 + (size[largest[i]] if largest[i] >= 0 else 0)


def heavy_paths(parent: NDArray[np.int32]) -> HeavyPaths:
    """Cut a forest: parent int32 (n), less than the own index, -1 for roots. Releases the GIL."""
    n = len(parent)
    room = np.empty((3, n + 1), np.int32)
    node, after, head, over = np.empty((4, n + 1), np.int32)
    number = np.empty(n, np.int32)
    _cut(parent, room[0], room[1], room[2], node, after, head, over, number)
    return HeavyPaths(node, after, head, over, number)


@part
def shared(a, b, head, over):  # type: ignore[no-untyped-def]
    """The number of the lowest node that two are at or below."""
    while head[a] != head[b]:
        # The head with the higher number is below nothing of the other path.
        if head[a] > head[b]:
            a = over[a]
        else:
            b = over[b]
    return min(a, b)


@part
def toward(a, b, head, over):  # type: ignore[no-untyped-def]
    """The number of the child of `a` at or above which `b` is; `b` is below `a`."""
    while head[b] != head[a]:
        if over[b] == a:
            return head[b]
        b = over[b]
    return a + 1
