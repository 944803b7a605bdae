"""Of every row of many trees: how much longer it may take for nothing, and how much its tree would
shorten without it.

Between siblings the order is that of `retiming`: the k-th child by start begins when a prefix of
the children by end has ended. A row's length is then the longest way through its children, and:

- leeway: the longest way through a child may grow until it is as long as the longest of all;
- relief: without a child, what is left is the longest way that avoids it. Children by start are in
  topological order, so such a way steps from some earlier child u to some later child w, and its
  length is the end of u, what w waited after its last predecessor, and the rest from w on. The
  best u for each w is found as w moves on, and all w that waited for every earlier child are
  settled by one look at a running minimum.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.forest import end_of
from perfview.kernels.jit import kernel, part
from perfview.kernels.last_returning import Trees
from perfview.kernels.retiming import place_child, was_waited_for
from perfview.kernels.sorting import sort_items
from perfview.kernels.splitting import in_threads, ranges

_NEVER = 1 << 60
_LATEST = (1 << 63) - 1


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
def order_children(row, above, first, child, start, duration, role, local, names):  # type: ignore[no-untyped-def]
    """Who waited for whom; returns the number of children.

    ended (names[2]): so many children by end (names[0]; names[3] is the way back) had ended when
    child k began, the last of them at waited (local[7]); k = count stands for the row's own end.
    low, high and what was trimmed of each child are local[0:3].
    """
    long = end_of(start[row], duration[row]) - start[row]
    a = first[row]
    count = first[row + 1] - a
    high, key, tie, waited = local[1], local[3], local[4], local[7]
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
    return count


@part
def _spread_leeway(row, last, count, first, child, start, duration, pinned, leeway, local, names):  # type: ignore[no-untyped-def]
    """Set the leeway of a row's children from its own, and what it would be were that nothing."""
    high, waited, least, own_least, own = local[1], local[7], local[8], local[9], local[10]
    ended, position = names[2], names[3]
    least[count], own_least[count], own[count] = waited[count] + leeway[row], waited[count], 0
    for k in range(count - 1, -1, -1):
        c = child[first[row] + k]
        m = _first_waiting(position[k], ended, k, count)
        if m <= count:
            leeway[c] = max(np.int64(0), least[m] - high[k])
            own[k] = max(np.int64(0), own_least[m] - high[k])
        else:
            leeway[c] = max(np.int64(0), last - end_of(start[c], duration[c]))
            own[k] = _NEVER
        if pinned[c]:
            leeway[c] = 0
        least[k] = min(least[k + 1], waited[k] + leeway[c])
        own_least[k] = min(own_least[k + 1], waited[k] + own[k])


@part
def _shortest_detour(v, before, second, farthest, count, local, names):  # type: ignore[no-untyped-def]
    """How much shorter than the longest way is the longest one that avoids child v.

    Of the children before v the last to end did so at `before`, as number `farthest` by end, the
    last but one at `second`.
    """
    low, high, waited, own_least, own = local[0], local[1], local[7], local[9], local[10]
    by_end, ended = names[0], names[2]
    found = high[v] - low[v]
    m = v + 1
    if farthest >= 0:
        m = _first_waiting(farthest, ended, v, count)
    if m <= count:
        found = min(found, own_least[m] - before)
    ready, at = np.int64(0), ended[v + 1]
    for j in range(at - 1, -1, -1):
        if by_end[j] < v:
            ready = max(ready, high[by_end[j]])
            break
    for w in range(v + 1, min(m, count + 1)):
        if found <= own_least[w] - second:
            break
        while at < ended[w]:
            if by_end[at] < v:
                ready = max(ready, high[by_end[at]])
            at += 1
        found = min(found, own[w] + waited[w] - ready)
    return max(np.int64(0), found)


@part
def _spread_relief(row, count, first, child, relief, local, names):  # type: ignore[no-untyped-def]
    """Set the relief of a row's children: what the row would shorten by, as far as that helps."""
    high, own = local[1], local[10]
    ended, position = names[2], names[3]
    before, second, farthest = np.int64(0), np.int64(0), -1
    for k in range(count):
        if own[k] == 0:
            shorter = _shortest_detour(k, before, second, farthest, count, local, names)
            relief[child[first[row] + k]] = min(shorter, relief[row])
        if position[k] < ended[count]:
            farthest = max(farthest, position[k])
            if high[k] > before:
                before, second = high[k], before
            else:
                second = max(second, high[k])


@kernel(
    "void(int64, int64, int32[::1], int64[::1], int32[::1], int64[::1], int32[::1], int64[::1],"
    " int32[::1], int64[::1], int64[::1], uint8[::1], boolean[::1], int64[::1], int64[::1],"
    " int64[:, ::1], int32[:, ::1])"
)
def _margins(  # type: ignore[no-untyped-def]
    begin, stop, main, lasts, order, group, parent, first, child, start, duration, role, pinned,
    leeway, relief, local, names,
):  # fmt: skip
    queue = names[4]
    for g in range(begin, stop):
        count = 0
        for i in range(group[g], group[g + 1]):
            row = order[i]
            if parent[row] < 0:
                end = end_of(start[row], duration[row])
                leeway[row] = max(np.int64(0), lasts[g] - end)
                if row == main[g] and end > start[row]:
                    leeway[row], relief[row] = 0, end - start[row]
                queue[count] = row
                count += 1
        at = 0
        while at < count:
            row = queue[at]
            at += 1
            if first[row + 1] == first[row]:
                continue
            above = parent[row]
            children = order_children(row, above, first, child, start, duration, role, local, names)
            _spread_leeway(
                row, lasts[g], children, first, child, start, duration, pinned, leeway, local,
                names,
            )  # fmt: skip
            if relief[row] > 0:
                _spread_relief(row, children, first, child, relief, local, names)
            for k in range(first[row], first[row + 1]):
                queue[count] = child[k]
                count += 1


def margins(
    trees: Trees,
    group: NDArray[np.int64],
    order: NDArray[np.int32],
    root: NDArray[np.int32],
    extent: NDArray[np.int64],
    pinned: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Leeway and relief of every row, int64 (n) both.

    Group g is order[group[g]:group[g + 1]], holds whole trees, lasts `extent` (int64 per group)
    from its first row on, and is as long as its root (int32 per group, -1 for none). leeway: what a
    row may take longer before its root does, or, where that did not wait for it, before the group
    lasts longer; 0 for pinned rows (bool, n). relief: what the root would shorten by without the
    row and what is below it; 0 in groups without a root or with one that took no time.
    """
    leeway, relief = np.zeros((2, len(trees.start)), np.int64)
    begins = trees.start[order[group[:-1]]]
    lasts = begins + np.minimum(extent, _LATEST - np.maximum(begins, 0))

    def work(begin: int, stop: int) -> None:
        largest = int(np.diff(group[begin : stop + 1]).max(initial=0))
        local = np.empty((11, largest + 1), np.int64)
        names = np.empty((5, largest + 1), np.int32)
        _margins(
            begin, stop, root, lasts, order, group, trees.parent, trees.first, trees.child,
            trees.start, trees.duration, trees.role, pinned, leeway, relief, local, names,
        )  # fmt: skip

    in_threads(work, ranges(group))
    return leeway, relief
