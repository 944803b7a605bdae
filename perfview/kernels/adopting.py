"""Rows that lost the row above them, put below one of their group that encloses them in time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.forest import end_of
from perfview.kernels.jit import kernel, part

# A group of a hundred thousand such rows must not take the square of that.
_MOST_LOOKS = 4096


@part
def _is_below(row, above, parent):  # type: ignore[no-untyped-def]
    """Whether `row` is `above` or stands somewhere below it."""
    while row >= 0 and row != above:
        row = parent[row]
    return row >= 0


@part
def _enclosing(i, a, top, order, mark, parent, start, duration):  # type: ignore[no-untyped-def]
    """The narrowest earlier row of the same mark that encloses the i-th, else `top`, else -1."""
    row = order[a + i]
    s, e = start[row], end_of(start[row], duration[row])
    best, narrowest = -1, np.int64(0)
    for j in range(i - 1, max(-1, i - 1 - _MOST_LOOKS), -1):
        other = order[a + j]
        ends = end_of(start[other], duration[other])
        if mark[other] != mark[row] or ends < e:
            continue
        width = ends - start[other]
        if (best < 0 or width < narrowest) and not _is_below(other, row, parent):
            best, narrowest = other, width
    if best < 0 and top >= 0 and top != row:
        encloses = start[top] <= s and end_of(start[top], duration[top]) >= e
        if encloses and not _is_below(top, row, parent):
            return top
    return best


@part
def _deepen_all(a, count, order, parent, depth, path):  # type: ignore[no-untyped-def]
    """The depths of a group's rows anew; there are no rings."""
    for i in range(count):
        depth[order[a + i]] = -1
    for i in range(count):
        at, length = order[a + i], 0
        while at >= 0 and depth[at] < 0:
            path[length] = at
            length += 1
            at = parent[at]
        below = depth[at] if at >= 0 else -1
        for k in range(length - 1, -1, -1):
            below += 1
            depth[path[k]] = below


@kernel(
    "void(int32[::1], int64[::1], int32[::1], int32[::1], int32[::1], boolean[::1], int64[::1],"
    " int64[::1], int32[::1], int32[::1], boolean[::1], int32[::1])"
)
def _adopt(  # type: ignore[no-untyped-def]
    groups, first, order, root, mark, lost, start, duration, parent, depth, adopted, path
):  # fmt: skip
    for g in groups:
        a, count = first[g], first[g + 1] - first[g]
        any_adopted = False
        for i in range(count):
            row = order[a + i]
            if not lost[row] or parent[row] >= 0 or row == root[g]:
                continue
            above = _enclosing(i, a, root[g], order, mark, parent, start, duration)
            if above >= 0:
                parent[row] = above
                adopted[row] = any_adopted = True
        if any_adopted:
            _deepen_all(a, count, order, parent, depth, path)


def adopt_lost(
    groups: NDArray[np.int32],
    first: NDArray[np.int64],
    order: NDArray[np.int32],
    root: NDArray[np.int32],
    mark: NDArray[np.int32],
    lost: NDArray[np.bool_],
    start: NDArray[np.int64],
    duration: NDArray[np.int64],
    parent: NDArray[np.int32],
    depth: NDArray[np.int32],
) -> NDArray[np.bool_]:
    """Put the `lost` rows of these groups (int32) that have no parent below another row.

    That is the narrowest row of the same mark (int32) that begins no later and ends no earlier, of
    the 4,096 before it by start; else the group's root (int32) when that encloses it; else none.
    Group g is order[first[g]:first[g + 1]], by start, longer first. Changes parent and depth (int32
    per row, rings cut already); returns which rows were adopted.
    """
    adopted = np.zeros(len(parent), np.bool_)
    longest = int(np.max(np.diff(first), initial=1))
    path = np.empty(longest, np.int32)
    _adopt(
        groups, first, order, root, mark, lost, start, duration, parent, depth, adopted, path
    )  # fmt: skip
    return adopted
