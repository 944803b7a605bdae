"""Nodes that name their parent, in any order and perhaps in circles: parents brought first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel("int64(int32[::1], int32[::1], int32[::1])")
def _root(parent, rank, way):  # type: ignore[no-untyped-def]
    """Number nodes so that each comes after its parent; `rank` is -1 before. Returns the cuts."""
    n = parent.size
    count = 0
    cuts = 0
    for i in range(n):
        length = 0
        at = i
        while at >= 0 and rank[at] == -1:
            rank[at] = -2
            way[length] = at
            length += 1
            up = parent[at]
            if up >= n or up < -1 or (up >= 0 and rank[up] == -2):
                parent[at] = up = -1
                cuts += 1
            at = up
        for k in range(length - 1, -1, -1):
            rank[way[k]] = count
            count += 1
    return cuts


def parents_first(
    parent: NDArray[np.int32],
) -> tuple[NDArray[np.int32], NDArray[np.int32], int]:
    """Order nodes so that each comes after its parent, otherwise as they are.

    parent int32 (n), -1 for none. Returns the new index of each node, int32 (n), the parents by
    new index, int32 (n), and how many links had to be cut because they lead outside or in a
    circle; those nodes become roots.
    """
    above = np.array(parent, np.int32)
    rank = np.full(len(above), -1, np.int32)
    cuts = _root(above, rank, np.empty(len(above), np.int32))
    placed = np.empty_like(above)
    placed[rank] = np.where(above >= 0, np.take(rank, np.maximum(above, 0)), -1)
    return rank, placed, int(cuts)
