"""Trees given by each node's parent, parents before children: folded, summed, laid out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import FULL, mix
from perfview.kernels.jit import inlined, kernel

_U = np.uint64


@inlined
def enter(above, key, slots, mask, parent, label, count):  # type: ignore[no-untyped-def]
    """The number of the node under `above` with this key; `count` when there is none yet.

    slots int32, -1 where free, a power of two of them: mask + 1. The first place looked at lies
    near those of the parent's neighbours, which were looked at just before; only what finds it
    taken is scattered. That is thrice as quick for trees too large for the processor's cache.
    """
    word = (_U(np.uint32(above)) << _U(32)) | _U(np.uint32(key))
    spread = (_U(np.uint32(key)) * _U(0x9E3779B97F4A7C15)) >> _U(60)
    j = (2 * np.int64(above) + np.int64(spread)) & mask
    e = slots[j]
    if e >= 0:
        if parent[e] == above and label[e] == key:
            return np.int64(e)
        j = np.int64(mix(word)) & mask
        while slots[j] >= 0:
            e = slots[j]
            if parent[e] == above and label[e] == key:
                return np.int64(e)
            j = (j + 1) & mask
    slots[j] = count
    return np.int64(count)


@kernel("int64(int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1])", _nrt=False)
def _fold(parent, key, slots, above, label, fold):  # type: ignore[no-untyped-def]
    mask = slots.size - 1
    count = 0
    for i in range(parent.size):
        if 2 * count > mask or count >= above.size:
            return FULL
        over = np.int32(-1) if parent[i] < 0 else fold[parent[i]]
        found = enter(over, key[i], slots, mask, above, label, count)
        if found == count:
            above[count], label[count] = over, key[i]
            count += 1
        fold[i] = found
    return count


def fold_stacks(
    parent: NDArray[np.int32], key: NDArray[np.int32], expected: int = 0
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Nodes with the same way of keys from their root become one.

    parent int32 (n), less than the own index, -1 for roots; key int32 (n); expected: about how many
    folds there will be. Returns parent int32, key int32 (folds, parents before children) and the
    fold of each node, int32 (n).
    """
    fold = np.empty(len(parent), np.int32)
    size = max(1 << 12, 2 << expected.bit_length())
    while True:
        above, label = np.empty((2, size // 2), np.int32)
        count = _fold(parent, key, np.full(size, -1, np.int32), above, label, fold)
        if count != FULL:
            return above[:count].copy(), label[:count].copy(), fold
        size *= 8


@kernel("void(int32[::1], float64[::1])")
def _add_up(parent, total):  # type: ignore[no-untyped-def]
    for i in range(parent.size - 1, -1, -1):
        if parent[i] >= 0:
            total[parent[i]] += total[i]


def totals(parent: NDArray[np.int32], own: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each node's own number with those of all nodes below it, float64 (n)."""
    total = np.array(own, np.float64)
    _add_up(parent, total)
    return total


@kernel(
    "void(int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1],"
    " int32[::1])"
)
def _nest(parent, key, child, beside, way, seen, nesting, depth):  # type: ignore[no-untyped-def]
    n = parent.size
    first = np.int32(-1)
    for i in range(n - 1, -1, -1):
        p = parent[i]
        if p < 0:
            beside[i], first = first, i
        else:
            beside[i], child[p] = child[p], i
    length = 0
    at = first
    while at >= 0 or length > 0:
        if at < 0:
            length -= 1
            left = way[length]
            seen[key[left]] -= 1
            at = beside[left]
            continue
        seen[key[at]] += 1
        nesting[at], depth[at] = seen[key[at]], length
        way[length] = at
        length += 1
        at = child[at]


def nest(
    parent: NDArray[np.int32], key: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """How many nodes with its key a node and those above it are (1: the outermost one), and how
    many nodes are above it: two int32 (n). Keys count from 0."""
    n = len(parent)
    child = np.full(n, -1, np.int32)
    beside, way, nesting, depth = np.empty((4, n), np.int32)
    seen = np.zeros(int(key.max(initial=-1)) + 1, np.int32)
    _nest(parent, key, child, beside, way, seen, nesting, depth)
    return nesting, depth


@kernel("void(int32[::1], int32[::1], float64[::1], float64[::1], float64[::1])")
def _stand(parent, order, total, free, start):  # type: ignore[no-untyped-def]
    beginning = 0.0
    for k in range(order.size):
        i = order[k]
        p = parent[i]
        if p < 0:
            start[i] = beginning
            beginning += total[i]
        else:
            start[i] = free[p]
            free[p] += total[i]
    for i in range(parent.size):
        if parent[i] >= 0:
            start[i] += start[parent[i]]


def stand(
    parent: NDArray[np.int32], order: NDArray[np.int32], width: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Where each node's box begins, float64 (n), when siblings stand side by side from their
    parent's beginning on, in this order of all nodes, and roots from 0 on."""
    start = np.empty(len(parent), np.float64)
    _stand(parent, order, width, np.zeros(len(parent)), start)
    return start
