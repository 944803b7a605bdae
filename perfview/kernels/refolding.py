"""Trees changed node by node and folded again: nodes left out, cut off, moved to the root."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import FULL
from perfview.kernels.jit import kernel
from perfview.kernels.stacks import enter

KEEP = 0
"""The node stays below its parent."""
MERGE = 1
"""The node becomes its parent, or nothing where it has none."""
ROOT = 2
"""The node becomes a root, whatever becomes of its parent."""
DROP = 3
"""The node is gone, and what is below it unless that becomes a root."""
BECOME = 4
"""The node becomes what another one above it becomes."""

_GONE = -2


@kernel(
    "int64(int32[::1], int32[::1], uint8[::1], int32[::1], int32[::1], int32[::1], int32[::1],"
    " int32[::1])",
    _nrt=False,
)
def _refold(parent, key, action, other, slots, above, label, fold):  # type: ignore[no-untyped-def]
    mask = slots.size - 1
    count = 0
    for i in range(parent.size):
        todo = action[i]
        over = np.int32(-1) if parent[i] < 0 else fold[parent[i]]
        if todo == BECOME:
            fold[i] = fold[other[i]]
            continue
        if todo == MERGE:
            fold[i] = over
            continue
        if todo == ROOT:
            over = np.int32(-1)
        elif todo == DROP or over == _GONE:
            fold[i] = _GONE
            continue
        if 2 * count > mask or count >= above.size:
            return FULL
        found = enter(over, key[i], slots, mask, above, label, count)
        if found == count:
            above[count], label[count] = over, key[i]
            count += 1
        fold[i] = found
    return count


def refold(
    parent: NDArray[np.int32],
    key: NDArray[np.int32],
    action: NDArray[np.uint8],
    other: NDArray[np.int32] | None = None,
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Change a tree, then let nodes with the same way of keys become one.

    parent int32 (n), less than the own index, -1 for roots; key int32 (n), the new keys; action
    uint8 (n): KEEP, MERGE, ROOT, DROP, BECOME; other int32 (n): for BECOME, a node with a lower
    index. Returns parent int32, key int32 of the folds (parents before children) and the fold of
    each node, int32 (n), -1 for those that are gone or nothing.
    """
    fold = np.empty(len(parent), np.int32)
    other = np.zeros(0, np.int32) if other is None else other
    size = 1 << max(12, int(2 * len(parent)).bit_length())
    above, label = np.empty((2, size // 2), np.int32)
    slots = np.full(size, -1, np.int32)
    count = _refold(parent, key, action, other, slots, above, label, fold)
    np.maximum(fold, -1, out=fold)
    return above[:count].copy(), label[:count].copy(), fold


@kernel("void(int32[::1], uint8[::1], int32[::1])")
def _nearest(parent, chosen, nearest):  # type: ignore[no-untyped-def]
    for i in range(parent.size):
        p = parent[i]
        if p < 0:
            nearest[i] = -1
        elif chosen[p]:
            nearest[i] = p
        else:
            nearest[i] = nearest[p]


def nearest_above(parent: NDArray[np.int32], chosen: NDArray[np.bool_]) -> NDArray[np.int32]:
    """The nearest chosen node above each node (not itself), int32 (n), -1 where there is none.

    parent int32 (n), less than the own index; chosen bool (n).
    """
    nearest = np.empty(len(parent), np.int32)
    _nearest(parent, np.ascontiguousarray(chosen).view(np.uint8), nearest)
    return nearest
