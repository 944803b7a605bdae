"""Which marks stand on a node of a tree or above it, a bit a mark."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel("void(int32[::1], int32[::1], uint64[::1])")
def _inherit(parent, mark, bits):  # type: ignore[no-untyped-def]
    for i in range(parent.size):
        above = np.uint64(0) if parent[i] < 0 else bits[parent[i]]
        own = np.uint64(0) if mark[i] < 0 else np.uint64(1) << np.uint64(mark[i])
        bits[i] = above | own


def inherit_bits(parent: NDArray[np.int32], mark: NDArray[np.int32]) -> NDArray[np.uint64]:
    """Bit k is set where mark k stands on a node or above it: uint64 (n).

    parent int32 (n), less than the own index, -1 for roots; mark int32 (n), below 64, -1 for none.
    """
    bits = np.empty(len(parent), np.uint64)
    _inherit(parent, mark, bits)
    return bits
