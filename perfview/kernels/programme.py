"""Trees of timed rows as programmes: what each row does between its children, and what it awaits.

A programme holds no times, only what is waited for and how long the row itself takes before it
goes on: it can be run again under other circumstances (`replay`). The order is that of `retiming`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.forest import end_of
from perfview.kernels.jit import kernel
from perfview.kernels.last_returning import Trees
from perfview.kernels.margins import order_children
from perfview.kernels.retiming import GONE_WITH_GAP, Change, scaled
from perfview.kernels.sorting import sort_items
from perfview.kernels.splitting import in_threads, ranges


@dataclass(frozen=True)
class Programmes:
    """Of n rows with m children in all; those of a row stand at first[row]..first[row + 1].

    by_end int32 (m): children by end. issue int32 (m): children in the order they are begun;
    need int32 (m): when so many by end have ended; gap int64 (m): and the row has worked so long.
    need_end int32, gap_end int64 (n): the same for the row's own end.
    """

    first: NDArray[np.int64]
    by_end: NDArray[np.int32]
    issue: NDArray[np.int32]
    need: NDArray[np.int32]
    gap: NDArray[np.int64]
    need_end: NDArray[np.int32]
    gap_end: NDArray[np.int64]


@kernel(
    "void(int64, int64, int32[::1], int32[::1], int64[::1], int32[::1], int64[::1], int64[::1],"
    " uint8[::1], float64[::1], int32[::1], int64[::1], int32[::1], int32[::1], int32[::1],"
    " int64[::1], int32[::1], int64[::1], int64[::1], int64[:, ::1], int32[:, ::1], int32[::1])"
)
def _write(  # type: ignore[no-untyped-def]
    begin, stop, order, parent, first, child, start, duration, role, scale, bundle, wait,
    by_end, issue, need, gap, need_end, gap_end, trimmed, local, names, open_slot,
):  # fmt: skip
    low, trim, waited, later = local[0], local[2], local[7], local[8]
    ended, position = names[2], names[3]
    for i in range(begin, stop):
        row = order[i]
        a = first[row]
        long = end_of(start[row], duration[row]) - start[row]
        if scale[row] <= 0:
            need_end[row], gap_end[row] = 0, 0
            continue
        count = order_children(row, parent[row], first, child, start, duration, role, local, names)
        running = 0
        for k in range(count + 1):
            while running < k and position[running] < ended[k]:
                running += 1
            upto = low[k] if k < count else long
            alone = min(upto, long)
            if running < k:
                alone = min(alone, low[running])
            own, between = max(np.int64(0), alone - waited[k]), upto - waited[k]
            if k < count:
                idle = min(own, wait[child[a + k]])
                own, between = own - idle, between - idle
            between += scaled(own, scale[row]) - own
            if k == count:
                need_end[row], gap_end[row] = ended[k], between
                break
            c = child[a + k]
            trimmed[c] = trim[k]
            if scale[c] == GONE_WITH_GAP:
                between = min(between, np.int64(0))
            by_end[a + position[k]] = c
            issue[a + k], need[a + k], gap[a + k] = c, ended[k], between
            b = bundle[c]
            if b < 0:
                continue
            if open_slot[b] < 0:
                open_slot[b], later[k] = a + k, 0
                continue
            # Bundles start with their first, each after its own gap, if that is no later.
            f = open_slot[b] - a
            later[f] += max(np.int64(0), between)
            if low[k] > low[f] + later[f]:
                need[a + k], gap[a + k] = need[a + f], gap[a + f] + later[f]
        for k in range(count):
            local[3, k], local[4, k], names[0, k] = need[a + k], k, k
        sort_items(local[3], local[4], names[0], local[5], local[6], names[1], count)
        for k in range(count):
            names[1, k], local[7, k] = issue[a + k], gap[a + k]
        for k in range(count):
            at = names[0, k]
            need[a + k] = np.int32(local[3, k])
            issue[a + k], gap[a + k] = names[1, at], local[7, at]


def programmes(
    trees: Trees,
    group: NDArray[np.int64],
    order: NDArray[np.int32],
    change: Change,
    wait: NDArray[np.int64],
) -> Programmes:
    """What every row does. `order` int32 holds every row once, in groups of whole trees.

    `wait` int64 (n): so much of what stood before the row is no work of its parent's.
    """
    n, m = len(trees.start), len(trees.child)
    by_end, issue, need = np.zeros((3, m), np.int32)
    gap, need_end = np.zeros(m, np.int64), np.zeros(n, np.int32)
    gap_end, trimmed = np.zeros((2, n), np.int64)
    bundles = int(change.bundle.max(initial=-1)) + 1
    largest = int(np.diff(trees.first).max(initial=0))
    open_slot = np.full(bundles, -1, np.int32)

    def work(begin: int, stop: int) -> None:
        local = np.empty((11, largest + 1), np.int64)
        names = np.empty((5, largest + 1), np.int32)
        _write(
            int(group[begin]), int(group[stop]), order, trees.parent, trees.first, trees.child,
            trees.start, trees.duration, trees.role, change.scale, change.bundle, wait,
            by_end, issue, need, gap, need_end, gap_end, trimmed, local, names, open_slot,
        )  # fmt: skip

    in_threads(work, ranges(group))
    # What sticks out of its parent was not waited for up to its end.
    gap_end -= np.minimum(trimmed, np.maximum(gap_end, 0))
    return Programmes(trees.first, by_end, issue, need, gap, need_end, gap_end)
