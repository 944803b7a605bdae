"""A forest cut into heavy paths, so that what two nodes share is found in a few steps.

Nodes are numbered anew, each before what is below it and its largest child right behind it; then a
subtree is a range of numbers, a heavy path is one, too, and from any node fewer than log2(n) paths
lead to a root (Sleator and Tarjan: A Data Structure for Dynamic Trees, 1983).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import inlined, kernel

HEAD, OVER, AFTER, DEPTH = range(4)
"""Columns of `HeavyPaths.links`."""


@dataclass(frozen=True)
class HeavyPaths:
    """A forest of n nodes under one node over everything, number 0.

    node int32 (n + 1): which node each number is, -1 for the one over everything. number int32 (n):
    that of each node. links int32 (n + 1, 4), by number: the number its heavy path begins with; the
    number above that one, -1 for none; the number behind the last one below it; its depth, 0 for
    roots and -1 for the one over everything. They stand side by side as they are asked for at once.
    """

    node: NDArray[np.int32]
    number: NDArray[np.int32]
    links: NDArray[np.int32]


@kernel(
    "void(int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[:, ::1], int32[::1])",
    _nrt=False,
)
def _cut(parent, size, largest, cursor, node, links, number):  # type: ignore[no-untyped-def]
    """size, largest, cursor (n + 1): room, by node, that over everything last."""
    n = parent.size
    for i in range(n + 1):
        size[i], largest[i] = 1, -1
    for i in range(n - 1, -1, -1):
        p = n if parent[i] < 0 else parent[i]
        size[p] += size[i]
        if largest[p] < 0 or size[largest[p]] <= size[i]:
            largest[p] = i
    node[0] = -1
    links[0, HEAD], links[0, OVER], links[0, AFTER], links[0, DEPTH] = 0, -1, n + 1, -1
    cursor[n] = 1 + (size[largest[n]] if n > 0 else 0)
    for i in range(n):
        p = n if parent[i] < 0 else parent[i]
        above = 0 if p == n else number[p]
        if largest[p] == i:
            at = above + 1
            links[at, HEAD], links[at, OVER] = links[above, HEAD], links[above, OVER]
        else:
            at = cursor[p]
            cursor[p] += size[i]
            links[at, HEAD], links[at, OVER] = at, above
        number[i], node[at] = at, i
        links[at, AFTER], links[at, DEPTH] = at + size[i], links[above, DEPTH] + 1
        cursor[i] = at + 1 + (size[largest[i]] if largest[i] >= 0 else 0)


def heavy_paths(parent: NDArray[np.int32]) -> HeavyPaths:
    """Cut a forest: parent int32 (n), less than the own index, -1 for roots. Releases the GIL."""
    n = len(parent)
    size, largest, cursor = np.empty((3, n + 1), np.int32)
    node, number, links = (
        np.empty(n + 1, np.int32),
        np.empty(n, np.int32),
        np.empty((n + 1, 4), np.int32),
    )
    _cut(parent, size, largest, cursor, node, links, number)
    return HeavyPaths(node, number, links)


@inlined
def shared(a, head_a, b, head_b, links):  # type: ignore[no-untyped-def]
    """The number of the lowest node that two, their heads given, are at or below."""
    while head_a != head_b:
        # The head with the higher number is below nothing of the other path.
        if head_a > head_b:
            a = links[a, OVER]
            head_a = links[a, HEAD]
        else:
            b = links[b, OVER]
            head_b = links[b, HEAD]
    return min(a, b)


@inlined
def lifted(a, depth, links):  # type: ignore[no-untyped-def]
    """The number of the node at or above `a` that is no deeper than `depth`."""
    while links[a, DEPTH] > depth:
        head = links[a, HEAD]
        if links[head, DEPTH] > depth:
            a = links[a, OVER]
        else:
            a -= links[a, DEPTH] - depth
    return a
