"""Which edge leads into each node of a graph from its parent in some tree over it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

SKIP = 255
"""As the rank of a kind of edge: such edges are never taken."""


@kernel(
    "void(uint32[::1], int32[::1], uint8[::1], uint8[::1], int32[::1], uint8[::1], int32[::1])",
    _nrt=False,
)
def _enter(first, target, kind, rank, parent, best, entry):  # type: ignore[no-untyped-def]
    for node in range(first.size - 1):
        for edge in range(np.int64(first[node]), np.int64(first[node + 1])):
            to = target[edge]
            if parent[to] == node and rank[kind[edge]] < best[to]:
                best[to] = rank[kind[edge]]
                entry[to] = edge


def entry_edges(
    first: NDArray[np.uint32],
    target: NDArray[np.int32],
    kind: NDArray[np.uint8],
    rank: NDArray[np.uint8],
    parent: NDArray[np.int32],
) -> NDArray[np.int32]:
    """The edge by which each node's parent refers to it, int32 (n); -1 where none does.

    first uint32 (n + 1), target int32 (e), kind uint8 (e): node i has the edges
    first[i]:first[i + 1]. rank uint8 (256): of several edges the one of the lowest rank is taken,
    then the earliest, and none of rank `SKIP`. parent int32 (n), -1 for a root.
    """
    entry = np.full(len(parent), -1, np.int32)
    best = np.full(len(parent), SKIP, np.uint8)
    _enter(first, target, kind, rank, parent, best, entry)
    return entry
