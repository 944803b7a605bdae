"""Trees of timed rows laid out anew when some of them take less, are gone, or run side by side.

A row's child starts when the siblings that had ended before it have ended, after the same time of
the row's own; the row ends in the same way after those children that had ended by its end. Rows
that outlive their parent were not waited for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.forest import end_of
from perfview.kernels.jit import kernel, part
from perfview.kernels.last_returning import Trees, keeps_its_times
from perfview.kernels.sorting import sort_items
from perfview.kernels.splitting import in_threads, ranges

GONE = 0.0
"""As a row's scale: it and what is below it take no time."""
GONE_WITH_GAP = -1.0
"""The same, and so does its parent's own time before it."""

_TOLERANCE = 100
"""One part in so many of the parent: overlaps and overhangs below that are the clocks."""


@part
def scaled(gap, factor):  # type: ignore[no-untyped-def]
    """A stretch of a row's own time, times a factor; what is none stays none."""
    if factor == 1.0 or gap <= 0:
        return gap
    return np.int64(np.rint(np.float64(gap) * factor))


@part
def place_child(row, c, above, only, long, start, duration, role, local, k):  # type: ignore[no-untyped-def]
    """Where the child lies in its parent's time: low, high, and what was trimmed off it."""
    s, e = start[row], start[row] + long
    cs, ce = start[c], end_of(start[c], duration[c])
    length = ce - cs
    if (cs < s or ce > e) and keeps_its_times(c, row, above, only, role, length, long):
        cs = s + max(np.int64(0), (long - length) // 2)
        ce = min(cs + length, e)
    if cs < s and ce > s and (s - cs) * _TOLERANCE < long:
        cs = s
    if ce > e and cs < e and (ce - e) * _TOLERANCE < long:
        ce = e
    local[0, k], local[1, k], local[2, k] = cs - s, ce - s, length - (ce - cs)


@part
def was_waited_for(j, k, long, count, local, by_end):  # type: ignore[no-untyped-def]
    """Whether child k in order of start (the parent's end when k is `count`) began after the j-th
    by end had ended."""
    low, high = local[0], local[1]
    other = by_end[j]
    if k == count:
        return high[other] <= long
    if other >= k:
        return False
    if high[other] <= low[k]:
        return True
    if high[other] >= high[k] or low[other] >= low[k]:
        return False
    if (high[other] - low[k]) * _TOLERANCE >= long:
        return False
    if j + 1 < count and high[by_end[j + 1]] <= high[other]:
        return False
    return k + 1 >= count or low[k + 1] > high[other]


@part
def _start_of(c, waited, gap, scale, bundle, open_from, open_gap):  # type: ignore[no-untyped-def]
    """When a child starts that has waited so long and is `gap` late; bundles start together."""
    if scale[c] == GONE_WITH_GAP:
        gap = min(gap, np.int64(0))
    at = waited + gap
    b = bundle[c]
    if b < 0:
        return at
    if open_from[b] < 0:
        open_from[b], open_gap[b] = max(np.int64(0), at), np.int64(0)
        return at
    open_gap[b] += max(np.int64(0), gap)
    return min(at, open_from[b] + open_gap[b])


@part
def _lay_children(  # type: ignore[no-untyped-def]
    row, above, first, child, start, duration, role, scale, bundle,
    fresh, delta, local, names, open_from, open_gap,
):  # fmt: skip
    """Lay the children of a row out; sets their delta and returns the row's new length."""
    long = end_of(start[row], duration[row]) - start[row]
    a = first[row]
    count = first[row + 1] - a
    high, key, tie, new_end = local[1], local[3], local[4], local[7]
    by_end, has_ended = names[0], names[3]
    for k in range(count):
        place_child(row, child[a + k], above, count == 1, long, start, duration, role, local, k)
        key[k], tie[k], by_end[k], has_ended[k] = high[k], k, k, 0
    sort_items(key, tie, by_end, local[5], local[6], names[1], count)
    ended, running, latest, waited = 0, 0, np.int64(0), np.int64(0)
    for k in range(count + 1):
        while ended < count and was_waited_for(ended, k, long, count, local, by_end):
            waited = max(waited, new_end[by_end[ended]])
            latest = max(np.int64(0), high[by_end[ended]])
            has_ended[by_end[ended]] = 1
            ended += 1
        while running < k and has_ended[running] == 1:
            running += 1
        upto = local[0, k] if k < count else long
        # The row's own work is what no child covers and what lies before its end.
        alone = min(upto, long)
        if running < k:
            alone = min(alone, local[0, running])
        own = max(np.int64(0), alone - latest)
        gap = upto - latest - own + scaled(own, scale[row])
        if k == count:
            return waited + gap
        c = child[a + k]
        at = _start_of(c, waited, gap, scale, bundle, open_from, open_gap)
        delta[c] = at - local[0, k]
        new_end[k] = at + max(np.int64(0), fresh[c] - local[2, k])
    return waited


@kernel(
    "void(int64, int64, boolean[::1], int32[::1], int64[::1], int32[::1], int32[::1], int64[::1],"
    " int32[::1], int64[::1], int64[::1], uint8[::1], float64[::1], int32[::1], int64[::1],"
    " int64[::1], int64[::1], int64[:, ::1], int32[:, ::1], int64[::1], int64[::1])"
)
def _retime(  # type: ignore[no-untyped-def]
    begin, stop, wanted, root, group, order, parent, first, child, start, duration, role, scale,
    bundle, fresh, delta, extent, local, names, open_from, open_gap,
):  # fmt: skip
    queue = names[2]
    for g in range(begin, stop):
        if not wanted[g]:
            continue
        count = 0
        for i in range(group[g], group[g + 1]):
            if parent[order[i]] < 0:
                queue[count] = order[i]
                delta[order[i]] = 0
                count += 1
        at = 0
        while at < count:
            row = queue[at]
            at += 1
            if scale[row] > 0:
                for k in range(first[row], first[row + 1]):
                    queue[count] = child[k]
                    count += 1
        for i in range(count - 1, -1, -1):
            row = queue[i]
            fresh[row] = 0
            if scale[row] > 0 and first[row] == first[row + 1]:
                fresh[row] = scaled(end_of(start[row], duration[row]) - start[row], scale[row])
            elif scale[row] > 0:
                above = parent[row]
                fresh[row] = _lay_children(
                    row, above, first, child, start, duration, role, scale, bundle,
                    fresh, delta, local, names, open_from, open_gap,
                )  # fmt: skip
        if root[g] >= 0 and duration[root[g]] > 0:
            extent[g] = max(np.int64(0), fresh[root[g]])
            continue
        low, high = np.int64((1 << 63) - 1), np.int64(-(1 << 63))
        for i in range(count):
            row = queue[i]
            if parent[row] >= 0:
                delta[row] += delta[parent[row]]
            if scale[row] > 0:
                low = min(low, start[row] + delta[row])
                high = max(high, start[row] + delta[row] + fresh[row])
        extent[g] = max(np.int64(0), high - low) if count and high >= low else 0


@dataclass(frozen=True)
class Change:
    """What is to be different; n rows.

    scale float64 (n): factor on a row's own time, 1.0 to leave it, `GONE` or `GONE_WITH_GAP` to
    take it out. bundle int32 (n): siblings with one number start together, -1 for none.
    """

    scale: NDArray[np.float64]
    bundle: NDArray[np.int32]


def retime_groups(
    trees: Trees,
    group: NDArray[np.int64],
    order: NDArray[np.int32],
    wanted: NDArray[np.bool_],
    root: NDArray[np.int32],
    change: Change,
    extent: NDArray[np.int64],
) -> None:
    """Lay the wanted groups out anew: sets extent (int64 per group), its root's length.

    Group g is order[group[g]:group[g + 1]] and holds whole trees; root int32 per group. Roots keep
    their start. Without a root (-1), or when it took no time, from first start to last end.
    """
    fresh, delta = np.empty((2, len(trees.start)), np.int64)
    bundles = int(change.bundle.max(initial=-1)) + 1

    def work(begin: int, stop: int) -> None:
        largest = int(np.diff(group[begin : stop + 1])[wanted[begin:stop]].max(initial=1))
        local, names = np.empty((8, largest), np.int64), np.empty((4, largest), np.int32)
        _retime(
            begin, stop, wanted, root, group, order, trees.parent, trees.first, trees.child,
            trees.start, trees.duration, trees.role, change.scale, change.bundle, fresh, delta,
            extent, local, names, np.full(bundles, -1, np.int64), np.zeros(bundles, np.int64),
        )  # fmt: skip

    in_threads(work, ranges(group))
