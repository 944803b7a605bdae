"""Lists that begin alike, as one tree: each node a label and the node before it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import FULL
from perfview.kernels.jit import kernel
from perfview.kernels.stacks import enter


@kernel(
    "int64(int64[::1], int32[::1], int64[::1], int32[::1], int32[::1], int32[::1], int32[::1],"
    " int32[::1])"
)
def _plant(first, item, part_first, part, slots, parent, label, leaf):  # type: ignore[no-untyped-def]
    mask = slots.size - 1
    count = 0
    for i in range(first.size - 1):
        at = np.int32(-1)
        for k in range(first[i + 1] - 1, first[i] - 1, -1):
            whole = item[k]
            if whole < 0:
                continue
            for j in range(part_first[whole + 1] - 1, part_first[whole] - 1, -1):
                if 2 * count > mask or count >= parent.size:
                    return FULL
                found = enter(at, part[j], slots, mask, parent, label, count)
                if found == count:
                    parent[count], label[count] = at, part[j]
                    count += 1
                at = np.int32(found)
        leaf[i] = at
    return count


def plant(
    first: NDArray[np.int64],
    item: NDArray[np.int32],
    part_first: NDArray[np.int64],
    part: NDArray[np.int32],
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Lists of items, each item being some parts, read from their ends to one tree of parts.

    List i is item[first[i]:first[i + 1]] (int32, -1 for none), item k the parts
    part[part_first[k]:part_first[k + 1]] (int32, from 0); what stands last is nearest to the root.
    Returns parent int32 (nodes, parents before children, -1 for roots), label int32 (nodes), and
    the node at which each list's way ends, int32 (lists), -1 for lists without any part.
    """
    leaf = np.empty(len(first) - 1, np.int32)
    size = 1 << max(12, (len(first) * 8).bit_length())
    while True:
        parent, label = np.empty((2, size // 2), np.int32)
        slots = np.full(size, -1, np.int32)
        count = _plant(first, item, part_first, part, slots, parent, label, leaf)
        if count != FULL:
            return parent[:count].copy(), label[:count].copy(), leaf
        size *= 4
