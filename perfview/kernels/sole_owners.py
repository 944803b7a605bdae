"""Nodes without a life of their own, each given to the only node that reaches it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.bit_rows import has_bit
from perfview.kernels.jit import kernel

NOBODY = -1
"""The owner of what is reached from no owner."""

SEVERAL = -2
"""The owner of what is reached from more than one."""


@kernel("int64(uint32[::1], int32[::1], uint8[::1], int32[::1], int32[::1])", _nrt=False)
def _claim(first, target, closed, owner, stack):  # type: ignore[no-untyped-def]
    deepest = 0
    for start in range(owner.size):
        if owner[start] != start:
            continue
        depth, node, mine = 0, np.int64(start), np.int32(start)
        while True:
            for e in range(np.int64(first[node]), np.int64(first[node + 1])):
                w = np.int64(target[e])
                known = owner[w]
                if known == w or has_bit(closed, e):
                    continue
                if known == NOBODY:
                    owner[w] = mine
                elif known != mine and known != SEVERAL:
                    owner[w] = SEVERAL
                else:
                    continue
                stack[depth] = w
                depth += 1
            if depth == 0:
                break
            depth -= 1
            node = np.int64(stack[depth])
            mine = owner[node]
        deepest = max(deepest, depth)
    return deepest


def sole_owners(
    first: NDArray[np.uint32],
    target: NDArray[np.int32],
    closed: NDArray[np.uint8],
    ownable: NDArray[np.bool_],
) -> NDArray[np.int32]:
    """Of each node its owner, int32 (n): itself where it is not ownable (bool (n)); of an ownable
    one the only other node that reaches it over ownable nodes, or `NOBODY` or `SEVERAL`.

    Node i leads to target[first[i]:first[i + 1]]; closed edges (bits) do not count.
    """
    owner = np.arange(len(ownable), dtype=np.int32)
    owner[ownable] = NOBODY
    # Each is put there at most twice: when first claimed, and when claimed by another.
    stack = np.empty(2 * int(np.count_nonzero(ownable)) + 1, np.int32)
    _claim(first, target, closed, owner, stack)
    return owner


@kernel("void(int32[::1], uint8[::1], int64[::1])", _nrt=False)
def _hand_over(owner, refuses, value):  # type: ignore[no-untyped-def]
    for i in range(owner.size):
        o = owner[i]
        if o >= 0 and o != i and refuses[o] == 0:
            value[o] += value[i]
            value[i] = 0


def hand_over(
    owner: NDArray[np.int32], refuses: NDArray[np.bool_], value: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Values, int64 (n), after each went to its owner, unless the owner refuses (bool (n))."""
    left = value.copy()
    _hand_over(owner, refuses.view(np.uint8), left)
    return left
