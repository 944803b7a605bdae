"""A tree that grows while a file is read: nodes are found by their parent and key, or made."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel
from perfview.kernels.stacks import enter


@kernel("void(int32[::1], int32[::1], int64, int32[::1])")
def _rehash(parent, key, count, slots):  # type: ignore[no-untyped-def]
    mask = slots.size - 1
    for i in range(count):
        enter(parent[i], key[i], slots, mask, parent, key, i)


@kernel("void(int32[::1], int32[::1])")
def _inherit(parent, value):  # type: ignore[no-untyped-def]
    for i in range(parent.size):
        if value[i] < 0 and parent[i] >= 0:
            value[i] = value[parent[i]]


def inherited(parent: NDArray[np.int32], value: NDArray[np.int32]) -> NDArray[np.int32]:
    """Each node's own value, or where that is -1 that of the nearest node above: int32 (n).

    parent int32 (n), less than the own index, -1 for roots; value int32 (n).
    """
    found = np.array(value, np.int32)
    _inherit(np.ascontiguousarray(parent), found)
    return found


class GrowingStacks:
    """Nodes in order of arrival, parents first; kernels enter them with `stacks.enter`.

    parent, key int32 and slots int32 (a power of two, at most half full) are the arrays as they
    stand; `grow` replaces them. A kernel counts nodes itself and stops when `parent` is full.
    """

    def __init__(self, room: int = 1 << 14) -> None:
        self.parent, self.key = np.empty((2, room), np.int32)
        self.slots = np.full(2 * room, -1, np.int32)

    def grow(self, count: int) -> None:
        """Four times the room, with the first `count` nodes in it."""
        room = 4 * len(self.parent)
        parent, key = np.empty((2, room), np.int32)
        parent[:count], key[:count] = self.parent[:count], self.key[:count]
        self.parent, self.key = parent, key
        self.slots = np.full(2 * room, -1, np.int32)
        _rehash(parent, key, count, self.slots)
