"""Boxes of a tree side by side, the heaviest of siblings first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import inlined, kernel, part
from perfview.kernels.sorting import sort_items

_FEW = 16


@inlined
def _sort_few(total, item, count):  # type: ignore[no-untyped-def]
    """Bring the first items into falling order of their totals; equal ones stay as they are."""
    for i in range(1, count):
        moved = item[i]
        weight = total[moved]
        j = i - 1
        while j >= 0 and total[item[j]] < weight:
            item[j + 1] = item[j]
            j -= 1
        item[j + 1] = moved


@part
def _sort_many(bits, item, key, tie, key2, tie2, item2, count):  # type: ignore[no-untyped-def]
    """The same for many; `bits` int64 are those of the totals."""
    for k in range(count):
        number = bits[item[k]]
        # Read as whole numbers, floats rise with their bits, those below zero against them.
        key[k] = ~(number ^ ((number >> 63) & np.int64(0x7FFFFFFFFFFFFFFF)))
        tie[k] = k
    sort_items(key, tie, item, key2, tie2, item2, count)


@kernel(
    "void(int32[::1], int32[::1], int32[::1], float64[::1], int64[::1], float64[::1], int32[::1],"
    " int64[::1], int64[::1], int64[::1], int64[::1], int32[::1])"
)
def _stand(parent, child, beside, total, bits, start, item, key, tie, key2, tie2, item2):  # type: ignore[no-untyped-def]
    """child (n + 1), beside (n): room for linking siblings; the rest for sorting them."""
    n = parent.size
    for i in range(n - 1, -1, -1):
        p = n if parent[i] < 0 else parent[i]
        beside[i], child[p] = child[p], i
    for above in range(-1, n):
        at = child[n] if above < 0 else child[above]
        beginning = 0.0 if above < 0 else start[above]
        count = 0
        while at >= 0:
            item[count] = at
            count += 1
            at = beside[at]
        if count > _FEW:
            _sort_many(bits, item, key, tie, key2, tie2, item2, count)
        elif count > 1:
            _sort_few(total, item, count)
        for k in range(count):
            start[item[k]] = beginning
            beginning += total[item[k]]


def left_heavy(parent: NDArray[np.int32], total: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where each node's box begins, float64 (n), when siblings stand side by side from their
    parent's beginning on, heaviest first, and roots from 0 on; of equals the first.

    parent int32 (n), less than the own index, -1 for roots.
    """
    n = len(parent)
    start, weight = np.empty(n), np.ascontiguousarray(total)
    child, beside = np.full(n + 1, -1, np.int32), np.empty(n, np.int32)
    most = int(np.bincount(parent + 1).max(initial=0))
    key, tie, key2, tie2 = np.empty((4, most), np.int64)
    item, item2 = np.empty((2, most), np.int32)
    bits = weight.view(np.int64)
    _stand(parent, child, beside, weight, bits, start, item, key, tie, key2, tie2, item2)
    return start
