"""How much later each row of a tree may end before the tree ends later."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.forest import end_of
from perfview.kernels.jit import kernel, part
from perfview.kernels.last_returning import Trees
from perfview.kernels.retiming import place_child, was_waited_for
from perfview.kernels.sorting import sort_items


@part
def _first_waiting(position, ended, k, count):  # type: ignore[no-untyped-def]
    """The first child after the k-th that waited for the one that ended as number `position`."""
    a, b = k + 1, count + 1
    while a < b:
        m = (a + b) >> 1
        if ended[m] > position:
            b = m
        else:
            a = m + 1
    return a


@part
def _spread(row, above, last, first, child, start, duration, role, leeway, local, names):  # type: ignore[no-untyped-def]
    """Set the leeway of a row's children from the row's own."""
    long = end_of(start[row], duration[row]) - start[row]
    a = first[row]
    count = first[row + 1] - a
    high, key, tie, waited, least = local[1], local[3], local[4], local[7], local[8]
    by_end, ended, position = names[0], names[2], names[3]
    for k in range(count):
        place_child(row, child[a + k], above, count == 1, long, start, duration, role, local, k)
        key[k], tie[k], by_end[k] = high[k], k, k
    sort_items(key, tie, by_end, local[5], local[6], names[1], count)
    done, latest = 0, np.int64(0)
    for k in range(count + 1):
        while done < count and was_waited_for(done, k, long, count, local, by_end):
            latest = max(latest, high[by_end[done]])
            done += 1
        ended[k], waited[k] = done, latest
    for j in range(count):
        position[by_end[j]] = j
    least[count] = waited[count] + leeway[row]
    for k in range(count - 1, -1, -1):
        c = child[a + k]
        m = _first_waiting(position[k], ended, k, count)
        if m <= count:
            leeway[c] = max(np.int64(0), least[m] - high[k])
        else:
            leeway[c] = max(np.int64(0), last - end_of(start[c], duration[c]))
        least[k] = min(least[k + 1], waited[k] + leeway[c])


@kernel(
    "void(int32[::1], int64, int32[::1], int64[::1], int32[::1], int64[::1], int64[::1],"
    " uint8[::1], int64[::1], int64[:, ::1], int32[:, ::1])"
)
def _leeway(rows, last, parent, first, child, start, duration, role, leeway, local, names):  # type: ignore[no-untyped-def]
    queue = names[4]
    count = 0
    for i in range(rows.size):
        row = rows[i]
        if parent[row] < 0:
            leeway[row] = max(np.int64(0), last - end_of(start[row], duration[row]))
            queue[count] = row
            count += 1
    at = 0
    while at < count:
        row = queue[at]
        at += 1
        _spread(row, parent[row], last, first, child, start, duration, role, leeway, local, names)
        for k in range(first[row], first[row + 1]):
            queue[count] = child[k]
            count += 1


def leeway(trees: Trees, rows: NDArray[np.int32], last: int) -> NDArray[np.int64]:
    """Per row of whole trees (int32 rows), how much longer it may take: int64, as many as rows.

    `last` is when the trees end. A row may take as much longer as the siblings that waited for it,
    or its parent's end, had to wait for others anyway; what no one waited for, until `last`.
    """
    found = np.zeros(len(trees.start), np.int64)
    local = np.empty((9, len(rows) + 1), np.int64)
    names = np.empty((5, len(rows) + 1), np.int32)
    _leeway(
        rows, last, trees.parent, trees.first, trees.child, trees.start, trees.duration,
        trees.role, found, local, names,
    )  # fmt: skip
    return found[rows]
