"""Trees given by each node's parent, parents before children: bits handed down."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel("void(int32[::1], uint32[::1], boolean[::1], uint32[::1], uint32[::1])")
def _hand_down(parent, bits, fresh, since, above):  # type: ignore[no-untyped-def]
    for i in range(parent.size):
        p = parent[i]
        if p < 0:
            since[i], above[i] = bits[i], 0
            continue
        above[i] = above[p] | bits[p]
        since[i] = bits[i] if fresh[i] else since[p] | bits[i]


def handed_down(
    parent: NDArray[np.int32], bits: NDArray[np.uint32], fresh: NDArray[np.bool_]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Which bits stand on the way to each node.

    parent int32, bits uint32, fresh bool (n). Returns two uint32 (n): the bits of a node and of
    those above it up to the nearest fresh one, that one's included; and those of all above it.
    """
    since, above = np.empty((2, len(parent)), np.uint32)
    _hand_down(parent, bits, fresh, since, above)
    return since, above


@kernel("void(int32[::1], uint64[::1])")
def _inherit(parent, bits):  # type: ignore[no-untyped-def]
    for i in range(parent.size):
        if parent[i] >= 0:
            bits[i] |= bits[parent[i]]


def inherited(parent: NDArray[np.int32], bits: NDArray[np.uint64]) -> None:
    """Give each node the bits of all above it, in place: bits uint64 (n)."""
    _inherit(parent, bits)
