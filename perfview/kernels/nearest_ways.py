"""By which edge each node of a graph is best reached, the levels of the nodes being known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

_UNREACHED = 255


@kernel(
    "int64(uint32[::1], int32[::1], uint8[::1], boolean[::1], int32[::1], uint8[::1], uint8[::1],"
    " int64[::1], int32[::1], int64)",
    _nrt=False,
)
def _by_levels(first, target, kind, allowed, level, rank, best, via, queue, end):  # type: ignore[no-untyped-def]
    """Breadth first along edges that lead one level on. `queue` begins with `end` nodes, whose
    `best` is 0. Returns the queue's new end."""
    at = 0
    while at < end:
        node = queue[at]
        at += 1
        for edge in range(np.int64(first[node]), np.int64(first[node + 1])):
            to = target[edge]
            if not allowed[edge] or level[to] != level[node] + 1:
                continue
            if rank[kind[edge]] < best[to]:
                if best[to] == 255:
                    queue[end] = to
                    end += 1
                best[to] = rank[kind[edge]]
                via[to] = edge
            elif rank[kind[edge]] == best[to] and edge < via[to]:
                via[to] = edge
    return end


@kernel(
    "int64(uint32[::1], int32[::1], boolean[::1], uint8[::1], int64[::1], int32[::1], int64)",
    _nrt=False,
)
def _by_any(first, target, allowed, best, via, queue, end):  # type: ignore[no-untyped-def]
    """Breadth first along any allowed edge from the nodes of the queue, to those not in it."""
    at = 0
    while at < end:
        node = queue[at]
        at += 1
        for edge in range(np.int64(first[node]), np.int64(first[node + 1])):
            to = target[edge]
            if allowed[edge] and best[to] == 255:
                best[to] = 0
                via[to] = edge
                queue[end] = to
                end += 1
    return end


def nearest_ways(
    first: NDArray[np.uint32],
    target: NDArray[np.int32],
    kind: NDArray[np.uint8],
    allowed: NDArray[np.bool_],
    level: NDArray[np.int32],
    rank: NDArray[np.uint8],
    roots: NDArray[np.int32],
) -> NDArray[np.int64]:
    """The last edge of a way from a root to each node of a graph, int64 (n), -1 for roots and what
    no allowed edge reaches. Followed back it always ends at a root.

    Node i has the edges first[i]:first[i + 1] to `target`, of a `kind`; `level` int32 (n) is how
    far each node is. Ways lead one level on with each edge; among several edges one of the kind
    with the lowest `rank` (uint8 by kind, 1 to 254) is taken, among equals the first. What
    cannot be reached so is reached breadth first by whatever edges are allowed.
    """
    via = np.full(len(level), -1, np.int64)
    best = np.full(len(level), _UNREACHED, np.uint8)
    queue = np.empty(len(level), np.int32)
    queue[: len(roots)] = roots
    best[roots] = 0
    end = _by_levels(first, target, kind, allowed, level, rank, best, via, queue, len(roots))
    _by_any(first, target, allowed, best, via, queue, end)
    return via
