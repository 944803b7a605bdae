"""A forest folded by label: rows with the same way of labels from their root become one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import FULL, mix
from perfview.kernels.jit import kernel, part

_U = np.uint64


@part
def _enter(above, label, slots, mask, parent, name, count):  # type: ignore[no-untyped-def]
    """The number of the fold under `above` with this label; `count` when it is new."""
    j = np.int64(mix((_U(np.uint32(above)) << _U(32)) | _U(np.uint32(label)))) & mask
    while slots[j] >= 0:
        e = slots[j]
        if parent[e] == above and name[e] == label:
            return np.int64(e)
        j = (j + 1) & mask
    slots[j] = count
    return np.int64(count)


@kernel(
    "int64(int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1],"
    " int32[::1])"
)
def _fold(rows, above, label, slots, parent, name, fold, path):  # type: ignore[no-untyped-def]
    mask = slots.size - 1
    count = 0
    for i in range(rows.size):
        fold[rows[i]] = -1
    for i in range(rows.size):
        at = rows[i]
        length = 0
        while at >= 0 and fold[at] < 0:
            path[length] = at
            length += 1
            at = above[at]
        over = fold[at] if at >= 0 else -1
        for k in range(length - 1, -1, -1):
            if 2 * count > mask or count >= parent.size:
                return FULL
            found = _enter(over, label[path[k]], slots, mask, parent, name, count)
            if found == count:
                parent[count], name[count] = over, label[path[k]]
                count += 1
            fold[path[k]] = over = found
    return count


def fold_by_label(
    rows: NDArray[np.int32], above: NDArray[np.int32], label: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Fold whole trees: parent int32 and label int32 per fold, and the fold of each row or -1.

    `rows` int32 are all rows of the trees to fold, `above` and `label` int32 per row of the model
    (-1 for none). Folds stand behind their parents.
    """
    fold = np.full(len(above), -1, np.int32)
    path = np.empty(len(rows), np.int32)
    size = 1 << 12
    while True:
        parent, name = np.empty((2, size // 2), np.int32)
        slots = np.full(size, -1, np.int32)
        count = _fold(rows, above, label, slots, parent, name, fold, path)
        if count != FULL:
            return parent[:count].copy(), name[:count].copy(), fold
        size *= 8


@kernel("void(int64[::1], int32[::1], int32[::1], int32[::1], int32[::1])")
def _preorder(first, child, tops, stack, order):  # type: ignore[no-untyped-def]
    depth = 0
    for k in range(tops.size - 1, -1, -1):
        stack[depth] = tops[k]
        depth += 1
    at = 0
    while depth > 0:
        depth -= 1
        v = stack[depth]
        order[at] = v
        at += 1
        for k in range(first[v + 1] - 1, first[v] - 1, -1):
            stack[depth] = child[k]
            depth += 1


def preorder(
    first: NDArray[np.int64], child: NDArray[np.int32], tops: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Nodes with each parent right before its children's subtrees, in the order given: int32."""
    order = np.empty(len(first) - 1, np.int32)
    _preorder(first, child, tops, np.empty(len(order) + 1, np.int32), order)
    return order


@kernel(
    "void(int32[::1], int64[::1], float64[::1], int64[::1], int64[::1], int64[::1], int32[::1])"
)
def _lay_out(parent, total, inside, cursor, start, width, depth):  # type: ignore[no-untyped-def]
    n = parent.size
    for i in range(n):
        inside[i] = 0.0
    for i in range(n):
        if parent[i] >= 0:
            inside[parent[i]] += np.float64(total[i])
    free = np.int64(0)
    for i in range(n):
        p = parent[i]
        if p < 0:
            start[i], width[i], depth[i] = free, total[i], 0
            free += total[i]
        else:
            whole = max(np.float64(total[p]), inside[p], 1.0)
            width[i] = np.int64(np.float64(width[p]) * np.float64(total[i]) / whole)
            start[i], depth[i] = cursor[p], depth[p] + 1
            cursor[p] += width[i]
        cursor[i] = start[i]


def lay_out(
    parent: NDArray[np.int32], total: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """Boxes of trees whose parents stand before their children: start, width int64, depth int32.

    Roots stand side by side, as wide as their total; children from their parent's left edge on, to
    its scale. Children with more in total than their parent are narrowed to fit into it.
    """
    start, width, cursor = np.empty((3, len(parent)), np.int64)
    depth = np.empty(len(parent), np.int32)
    _lay_out(parent, total, np.empty(len(parent), np.float64), cursor, start, width, depth)
    return start, width, depth
