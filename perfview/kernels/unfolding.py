"""A graph of weighted edges unfolded into a tree, each node's weight shared among its contexts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

FULL = -1
_DEEPEST = 1000


@dataclass(frozen=True)
class Graph:
    """f nodes and e edges of m kinds of weight.

    Edges of node i are first[i]:first[i + 1] (int64, f + 1), heaviest first; target int32 (e).
    own, whole float64 (f, m): a node's weight without and with what its edges lead to; edge
    float64 (e, m): the part of `whole` that leads over this edge.
    """

    first: NDArray[np.int64]
    target: NDArray[np.int32]
    own: NDArray[np.float64]
    whole: NDArray[np.float64]
    edge: NDArray[np.float64]


@dataclass(frozen=True)
class Unfolded:
    """n nodes of the tree, parents first.

    parent, node int32 (n): -1 for roots, and the graph's node; share float64 (n, m): how much of
    that node's `whole` is here; home int32 (f): of each node of the graph the heaviest place.
    """

    parent: NDArray[np.int32]
    node: NDArray[np.int32]
    share: NDArray[np.float64]
    home: NDArray[np.int32]


@kernel(
    "int64(int64[::1], int32[::1], float64[:, ::1], float64[:, ::1], float64[:, ::1],"
    " float64[::1], int64, int32[::1], int32[::1], int32[::1], float64[:, ::1], int32[::1],"
    " float64[::1])"
)
def _unfold(first, target, own, whole, edge, least, count, parent, node, depth, share, stamp, room):  # type: ignore[no-untyped-def]
    """Expand the `count` roots; how many nodes there are then, or FULL."""
    kinds = least.size
    i = 0
    while i < count:
        f = node[i]
        up = i
        while up >= 0:
            stamp[node[up]] = i
            up = parent[up]
        # Circles make edges heavier than what they lead out of: they get what there is.
        for k in range(kinds):
            leaving = 0.0
            ratio = share[i, k] / whole[f, k] if whole[f, k] > 0 else 0.0
            for j in range(first[f], first[f + 1]):
                leaving += ratio * edge[j, k] if stamp[target[j]] != i else 0.0
            left = max(share[i, k] - ratio * own[f, k], 0.0)
            room[k] = ratio * (left / leaving if leaving > left else 1.0)
        for j in range(first[f], first[f + 1]):
            heavy = False
            for k in range(kinds):
                heavy = heavy or room[k] * edge[j, k] >= least[k]
            if not heavy or stamp[target[j]] == i or depth[i] >= _DEEPEST:
                continue
            if count >= parent.size:
                return FULL
            parent[count], node[count], depth[count] = i, target[j], depth[i] + 1
            for k in range(kinds):
                share[count, k] = room[k] * edge[j, k]
            count += 1
        i += 1
    return count


@kernel(
    "int64(int64[::1], int32[::1], int32[::1], int64, int32[::1], int32[::1], int32[::1],"
    " int32[::1])"
)
def _reach(first, target, order, count, parent, node, home, queue):  # type: ignore[no-untyped-def]
    """Give nodes without a place one below the first that leads there, or a root's."""
    begin = end = 0
    for i in range(count):
        if home[node[i]] == i:
            queue[end] = node[i]
            end += 1
    next_root = 0
    while True:
        while begin < end:
            f = queue[begin]
            begin += 1
            for j in range(first[f], first[f + 1]):
                c = target[j]
                if home[c] < 0:
                    parent[count], node[count], home[c] = home[f], c, count
                    queue[end] = c
                    count, end = count + 1, end + 1
        while next_root < order.size and home[order[next_root]] >= 0:
            next_root += 1
        if next_root == order.size:
            return count
        c = order[next_root]
        parent[count], node[count], home[c] = -1, c, count
        queue[end] = c
        count, end = count + 1, end + 1


def unfold(graph: Graph, roots: NDArray[np.float64], least: float, most: int) -> Unfolded:
    """The tree of all ways from the roots that carry a part of at least `least` of all weight.

    roots float64 (f, m): how much of each node comes from nowhere. A node stands on no way twice.
    Whatever is not reached so has one place more, below a node that leads to it. At most `most`
    nodes and one more for each of the graph's; `least` is raised until that suffices.
    """
    total = roots.sum(axis=0)
    while True:
        bound = np.where(total > 0, total * least, np.inf)
        begins = np.flatnonzero((roots >= np.maximum(bound, np.finfo(np.float64).tiny)).any(axis=1))
        if len(begins) <= most:
            begins = begins[np.argsort(-roots[begins, 0], kind="stable")]
            found = _unfolded(graph, roots, begins, bound, most)
            if found is not None:
                return found
        least *= 4


def _unfolded(
    graph: Graph,
    roots: NDArray[np.float64],
    begins: NDArray[np.intp],
    bound: NDArray[np.float64],
    most: int,
) -> Unfolded | None:
    f, kinds = graph.own.shape
    parent, node, depth = np.full((3, most + f), -1, np.int32)
    share = np.zeros((most + f, kinds))
    r = len(begins)
    node[:r], depth[:r], share[:r] = begins, 0, roots[begins]
    count = int(
        _unfold(
            graph.first,
            graph.target,
            graph.own,
            graph.whole,
            graph.edge,
            bound,
            r,
            parent[:most],
            node[:most],
            depth[:most],
            share[:most],
            np.full(f, -1, np.int32),
            np.empty(kinds),
        )
    )
    if count == FULL:
        return None
    home = np.full(f, -1, np.int32)
    by_weight = np.argsort(share[:count, 0], kind="stable").astype(np.int32)
    home[node[by_weight]] = by_weight
    order = np.argsort(-graph.whole[:, 0], kind="stable").astype(np.int32)
    queue = np.empty(f, np.int32)
    count = int(_reach(graph.first, graph.target, order, count, parent, node, home, queue))
    return Unfolded(parent[:count].copy(), node[:count].copy(), share[:count].copy(), home)
