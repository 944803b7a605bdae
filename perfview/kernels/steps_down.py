"""Steps from nodes of a graph towards where a number of theirs is least."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


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


@kernel(
    "int64(uint32[::1], int32[::1], int32[::1], uint32[::1], int32[::1], boolean[::1],"
    " int64, int32[::1], int32[::1], int64[::1])"
)
def _climb(first_in, source, rank, first, target, followed, node, nodes, parents, edges):  # type: ignore[no-untyped-def]
    steps = 0
    while steps < nodes.size and node >= 0:
        best = -1
        for r in range(first_in[node], first_in[node + 1]):
            s = source[r]
            if 0 <= rank[s] < rank[node] and (best < 0 or rank[s] < rank[best]):
                best = s
        nodes[steps], parents[steps], edges[steps] = node, best, -1
        if best >= 0:
            for edge in range(first[best], first[best + 1]):
                if target[edge] == node and followed[edge]:
                    edges[steps] = edge
                    break
        steps += 1
        node = best
    return steps


def all_the_way(
    incoming: tuple[NDArray[np.uint32], NDArray[np.int32]],
    outgoing: tuple[NDArray[np.uint32], NDArray[np.int32]],
    followed: NDArray[np.bool_],
    rank: NDArray[np.int32],
    node: int,
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
    """Steps as of `towards` from one node on, as far as they go: the nodes they start at int32, the
    predecessors int32 and the edges int64."""
    longest = 1024
    while True:
        nodes, parents = np.empty((2, longest), np.int32)
        edges = np.empty(longest, np.int64)
        steps = _climb(*incoming, rank, *outgoing, followed, node, nodes, parents, edges)
        if steps < longest or longest > len(rank):
            return nodes[:steps], parents[:steps], edges[:steps]
        longest *= 8
