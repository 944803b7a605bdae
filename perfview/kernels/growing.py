"""Sequences of nodes of trees, counted in pieces for several subtrees at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel("void(int32[::1], float64[::1], uint64[::1], uint64[::1], int64, float64[:,:,::1])")
def _count(node, weight, inner, outer, piece, found):  # type: ignore[no-untyped-def]
    n = node.size
    before = np.uint64(0)
    one = np.uint64(1)
    for i in range(n):
        at = node[i]
        if at < 0:
            before = np.uint64(0)
            continue
        into, around = inner[at], outer[at]
        row = i // piece
        left = around
        bit = 0
        while left:
            if left & one:
                if (into >> np.uint64(bit)) & one:
                    found[0, bit, row] += weight[i]
                    if not (before >> np.uint64(bit)) & one:
                        found[2, bit, row] += 1.0
                else:
                    found[1, bit, row] += weight[i]
            left >>= one
            bit += 1
        before = into


def counted_in_pieces(
    node: NDArray[np.int32],
    weight: NDArray[np.float64],
    inner: NDArray[np.uint64],
    outer: NDArray[np.uint64],
    subtrees: int,
    pieces: int,
) -> NDArray[np.float64]:
    """How much falls on each subtree as a sequence goes on.

    node int32 (n), -1 for none, and weight float64 (n): the sequence. inner, outer uint64 by node:
    bit b is set where the node is in subtree b (of at most 64), and in what lies around it, which
    holds the subtree. Returns float64 (3, subtrees, pieces) over equally long pieces of the
    sequence: the weight in the subtree, the weight around it, and how often it was entered.
    """
    found = np.zeros((3, subtrees, pieces))
    piece = max(1, -(-len(node) // pieces))
    _count(np.ascontiguousarray(node), np.ascontiguousarray(weight), inner, outer, piece, found)
    return found
