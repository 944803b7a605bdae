"""Trees given by each node's parent, parents before children: what stands above a node."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel("void(int32[::1], boolean[::1], int32[::1])")
def _nearest(parent, marked, found):  # type: ignore[no-untyped-def]
    for i in range(parent.size):
        if marked[i]:
            found[i] = i
        elif parent[i] >= 0:
            found[i] = found[parent[i]]
        else:
            found[i] = -1


def nearest_marked(parent: NDArray[np.int32], marked: NDArray[np.bool_]) -> NDArray[np.int32]:
    """The nearest marked node at each node or above it, -1 for none; int32 (n)."""
    found = np.empty(len(parent), np.int32)
    _nearest(parent, marked, found)
    return found


@kernel("void(int32[::1], boolean[::1], int32[::1])")
def _outermost(parent, marked, found):  # type: ignore[no-untyped-def]
    for i in range(parent.size):
        above = -1 if parent[i] < 0 else found[parent[i]]
        found[i] = i if above < 0 and marked[i] else above


def outermost_marked(parent: NDArray[np.int32], marked: NDArray[np.bool_]) -> NDArray[np.int32]:
    """The marked node nearest to the root at each node or above it, -1 for none; int32 (n)."""
    found = np.empty(len(parent), np.int32)
    _outermost(parent, marked, found)
    return found
