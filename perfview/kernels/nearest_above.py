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


@kernel("void(uint32[::1], int32[::1], boolean[::1], boolean[::1], int32[::1], int64, int64, int64,"
        " uint8[::1], int32[::1])")  # fmt: skip
def _reach(first, target, followed, cut, place, start, low, high, seen, stack):  # type: ignore[no-untyped-def]
    stack[0] = start
    seen[place[start] - low] = 1
    depth = 1
    while depth:
        depth -= 1
        node = stack[depth]
        for edge in range(first[node], first[node + 1]):
            to = target[edge]
            at = place[to]
            if not followed[edge] or at < low or at >= high or seen[at - low] or cut[edge]:
                continue
            seen[at - low] = 1
            stack[depth] = to
            depth += 1


def unreached_within(
    first: NDArray[np.uint32],
    target: NDArray[np.int32],
    followed: NDArray[np.bool_],
    cut: NDArray[np.bool_],
    place: NDArray[np.int32],
    span: tuple[int, int, int],
) -> NDArray[np.bool_]:
    """Which nodes of a subtree its top reaches no more without the cut edges, by their place in
    the subtree.

    first, target: edges of each node, `followed` and `cut` bool an edge; place int32: each node's
    place in preorder; span: the top node, its place, and how many nodes its subtree has. As the
    tree is one of dominators, no node of it is reached but through its top.
    """
    top, low, count = span
    seen, stack = np.zeros(count, np.uint8), np.empty(count, np.int32)
    _reach(first, target, followed, cut, place, top, low, low + count, seen, stack)
    unreached: NDArray[np.bool_] = seen == 0
    return unreached


@kernel("void(uint32[::1], int32[::1], int32[::1], uint32[::1], int32[::1], boolean[::1],"
        " int32[::1], int32[::1], int64[::1])")  # fmt: skip
def _towards(first_in, source, rank, first, target, followed, nodes, parents, edges):  # type: ignore[no-untyped-def]
    for i in range(nodes.size):
        node, best = nodes[i], -1
        for r in range(first_in[node], first_in[node + 1]):
            s = source[r]
            if 0 <= rank[s] < rank[node] and (best < 0 or rank[s] < rank[best]):
                best = s
        parents[i], edges[i] = best, -1
        if best < 0:
            continue
        for edge in range(first[best], first[best + 1]):
            if target[edge] == node and followed[edge]:
                edges[i] = edge
                break


def towards(
    incoming: tuple[NDArray[np.uint32], NDArray[np.int32]],
    outgoing: tuple[NDArray[np.uint32], NDArray[np.int32]],
    followed: NDArray[np.bool_],
    rank: NDArray[np.int32],
    nodes: NDArray[np.int32],
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The step from each of some nodes to its predecessor of least rank, when that is lower than
    its own: the predecessor int32 and the edge from it int64, -1 for none.

    incoming: where each node's predecessors begin, and they; outgoing: where each node's edges
    begin, and where they lead. Ranks below 0 are never taken.
    """
    parents, edges = np.empty(len(nodes), np.int32), np.empty(len(nodes), np.int64)
    _towards(*incoming, rank, *outgoing, followed, nodes, parents, edges)
    return parents, edges
