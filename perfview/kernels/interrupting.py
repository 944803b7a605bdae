"""Tree nodes that stand on top of whatever came before them, instead of where the tree has them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import FULL
from perfview.kernels.jit import kernel
from perfview.kernels.stacks import enter

NOTHING, SAME = -1, -2
"""Instead of a node: nothing is there, or still what was there before."""


@kernel("int64(int32[::1], int64[::1], uint8[::1], int32[::1], int32[::1], int32[::1], int32[::1])")
def _interrupt(node, first, interrupts, slots, above, label, out):  # type: ignore[no-untyped-def]
    """Fill `out`; returns how many further nodes were made, FULL when there is no room."""
    base = interrupts.size
    mask = slots.size - 1
    count = 0
    for run in range(first.size - 1):
        now = np.int64(NOTHING)
        last = np.int64(NOTHING)
        for i in range(first[run], first[run + 1]):
            to = np.int64(node[i])
            if to in (last, SAME):
                out[i] = now
                continue
            last = to
            if to < 0 or interrupts[to] == 0 or now < 0:
                now = to
            else:
                at = now
                while at >= base and label[at - base] != to:
                    at = np.int64(above[at - base])
                if at >= base or at == to:
                    now = at
                else:
                    if 2 * count > mask or count >= above.size:
                        return np.int64(FULL)
                    found = enter(np.int32(now), np.int32(to), slots, mask, above, label, count)
                    if found == count:
                        above[count], label[count] = now, to
                        count += 1
                    now = base + found
            out[i] = now
    return np.int64(count)


def interrupt(
    node: NDArray[np.int32], first: NDArray[np.int64], interrupts: NDArray[np.uint8]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Let nodes interrupt what stood before them in their run, until another ordinary one comes.

    node int32 (n), NOTHING or SAME instead of one; run r is first[r]:first[r + 1], int64. Nodes
    whose `interrupts` (uint8, s) is 1 stand on what was there before; what is there already is
    returned to. Returns the nodes that then are there, int32 (n), which count on from s for those
    made: each stands on the node `above` (int32, always less) and is a copy of `label` (int32).
    """
    out = np.empty(len(node), np.int32)
    size = 1 << 12
    while True:
        above, label = np.empty((2, size // 2), np.int32)
        slots = np.full(size, -1, np.int32)
        count = _interrupt(node, first, interrupts, slots, above, label, out)
        if count != FULL:
            return out, above[:count].copy(), label[:count].copy()
        size *= 8
