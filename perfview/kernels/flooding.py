"""Everything that can be reached from some nodes of a graph."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.bit_rows import has_bit, no_bits, set_bit, set_bits
from perfview.kernels.jit import inlined, kernel
from perfview.kernels.memory import prefetch

_AHEAD = 8
"""So many nodes before its turn a node's edges are asked for; where they stand, earlier."""


@inlined
def ask_ahead(first, target, queue, head, count):  # type: ignore[no-untyped-def]
    """Ask for what nodes further back in a queue will need: they come in no order memory knows."""
    far = np.int64(queue[min(head + 2 * _AHEAD, count - 1)])
    prefetch(np.int64(first.ctypes.data) + 4 * far)
    near = np.int64(queue[min(head + _AHEAD, count - 1)])
    prefetch(np.int64(target.ctypes.data) + 4 * np.int64(first[near]))


@kernel(
    "int64(uint32[::1], int32[::1], uint8[::1], uint8[::1], int32[::1], int64)",
    _nrt=False,
)
def _flood(first, target, closed, reached, queue, count):  # type: ignore[no-untyped-def]
    head = 0
    while head < count:
        ask_ahead(first, target, queue, head, count)
        node = np.int64(queue[head])
        head += 1
        for e in range(np.int64(first[node]), np.int64(first[node + 1])):
            w = np.int64(target[e])
            if has_bit(reached, w) or has_bit(closed, e):
                continue
            set_bit(reached, w)
            queue[count] = w
            count += 1
    return count


def flood(
    first: NDArray[np.uint32],
    target: NDArray[np.int32],
    closed: NDArray[np.uint8],
    seeds: NDArray[np.int32],
) -> NDArray[np.uint8]:
    """Which nodes the seeds (int32) reach, themselves included, over edges that are not closed.

    Node i leads to target[first[i]:first[i + 1]]; `closed`: bits of edges. Returns bits of nodes.
    """
    reached = no_bits(len(first) - 1)
    queue = np.empty(len(first), np.int32)
    seeds = np.unique(seeds)
    queue[: len(seeds)] = seeds
    set_bits(reached, seeds.astype(np.int64))
    _flood(first, target, closed, reached, queue, len(seeds))
    return reached
