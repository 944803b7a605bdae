"""The backward walk over last-returning children that decides how long a tree takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.forest import end_of
from perfview.kernels.jit import kernel, part
from perfview.kernels.sorting import sort_items

CALLER, CALLEE = 1, 2
"""Roles of rows; 0 for neither."""

_LENGTHENED = 1.01
_ALLOWED_OVERLAP = 100


@part
def keeps_its_times(row, parent, above, only, role, long, parent_long):  # type: ignore[no-untyped-def]
    """Whether a callee may overflow its caller: the only child, hardly longer, clocks differ."""
    if not only or role[row] != CALLEE or long > _LENGTHENED * parent_long:
        return False
    if role[parent] == CALLER:
        return True
    return role[parent] != CALLEE and above >= 0 and role[above] == CALLEE


@part
def _trim_children(row, above, s, e, long, first, child, start, duration, role, local, names):  # type: ignore[no-untyped-def]
    """Bring the children into their parent's time; those outside it are dropped. Their count."""
    low, high, span, key, tie = local[0], local[1], local[2], local[3], local[4]
    kept = 0
    only = first[row + 1] - first[row] == 1
    for k in range(first[row], first[row + 1]):
        c = child[k]
        cs, ce = start[c], end_of(start[c], duration[c])
        if keeps_its_times(c, row, above, only, role, ce - cs, long):
            span[kept] = min(ce - cs, long)
        elif (cs >= s and ce <= e) or (ce > s and cs < e and (cs >= s or ce <= e)):
            cs, ce = max(cs, s), min(ce, e)
            span[kept] = ce - cs
        else:
            continue
        low[kept], high[kept] = cs, ce
        key[kept], tie[kept] = -ce, -np.int64(c)
        names[0, kept], names[1, kept] = c, kept
        kept += 1
    return kept


@part
def _alone_in(lower, upper, low, count):  # type: ignore[no-untyped-def]
    """Whether only one of the rising numbers in `low` lies within lower..upper (one does)."""
    a, b = 0, count
    while a < b:
        m = (a + b) >> 1
        if low[m] < lower:
            a = m + 1
        else:
            b = m
    return a + 1 >= count or low[a + 1] > upper


@part
def _happens_before(j, later, long, count, low, high, by_end):  # type: ignore[no-untyped-def]
    """Whether the j-th child by end (latest first) returned before child `later` began."""
    before = by_end[j]
    if high[before] < low[later]:
        return True
    if high[before] >= high[later] or low[before] >= low[later]:
        return False
    if (high[before] - low[later]) * _ALLOWED_OVERLAP >= long:
        return False
    if j + 1 < count and high[by_end[j + 1]] >= low[later]:
        return False
    if high[by_end[j - 1]] == high[before]:
        return False
    return _alone_in(low[later], high[before], low, count)


@kernel(
    "int64(int32, int32[::1], int64[::1], int32[::1], int64[::1], int64[::1], uint8[::1],"
    " int64[::1], int64[::1], int64[:, ::1], int32[:, ::1], int64[:, ::1], int32[:, ::1])"
)
def _walk(  # type: ignore[no-untyped-def]
    top, parent, first, child, start, duration, role, exclusive, inclusive,
    local, names, stack, rows,
):  # fmt: skip
    low, high, span, key, tie = local[0], local[1], local[2], local[3], local[4]
    by_end = names[1]
    way, piece = 0, 0
    depth = 1
    rows[0, 0] = top
    stack[0, 0], stack[1, 0] = start[top], end_of(start[top], duration[top])
    stack[2, 0] = stack[1, 0] - stack[0, 0]
    while depth > 0:
        depth -= 1
        row, s, e, long = rows[0, depth], stack[0, depth], stack[1, depth], stack[2, depth]
        rows[1, way] = row
        way += 1
        count = 0
        if first[row + 1] > first[row]:
            above = parent[row]
            count = _trim_children(
                row, above, s, e, long, first, child, start, duration, role, local, names
            )
            sort_items(key, tie, by_end, local[5], local[6], names[2], count)
        own, upto, later, chosen = long, e, -1, 0
        for j in range(count):
            c = by_end[j]
            if j > 0 and not _happens_before(j, later, long, count, low, high, by_end):
                continue
            if upto > high[c]:
                rows[2, piece], stack[3, piece], stack[4, piece] = row, high[c], upto
                piece += 1
            own -= span[c]
            upto = min(upto, low[c])
            later = c
            names[3, chosen] = c
            chosen += 1
        if upto > s:
            rows[2, piece], stack[3, piece], stack[4, piece] = row, s, upto
            piece += 1
        exclusive[row], inclusive[row] = max(np.int64(0), own), long
        for k in range(chosen - 1, -1, -1):
            c = names[3, k]
            rows[0, depth] = names[0, c]
            stack[0, depth], stack[1, depth], stack[2, depth] = low[c], high[c], span[c]
            depth += 1
    rows[1, way] = -1
    return piece


@kernel(
    "void(int64, int64, int32[::1], int32[::1], int64[::1], int32[::1], int64[::1], int64[::1],"
    " uint8[::1], int64[::1], int64[::1], boolean[::1], int64[:, ::1], int32[:, ::1],"
    " int64[:, ::1], int32[:, ::1])"
)
def _walk_groups(  # type: ignore[no-untyped-def]
    begin, stop, tops, parent, first, child, start, duration, role, exclusive, inclusive,
    on_path,     local, names, stack, rows,
):  # fmt: skip
    for g in range(begin, stop):
        if tops[g] < 0:
            continue
        _walk(
            tops[g], parent, first, child, start, duration, role, exclusive, inclusive,
            local, names, stack, rows,
        )  # fmt: skip
        k = 0
        while rows[1, k] >= 0:
            on_path[rows[1, k]] = True
            k += 1


@dataclass(frozen=True)
class Trees:
    """What the walk goes over; n rows.

    parent int32 (n); first int64 (n + 1) and child int32: children by start; start, duration int64
    (n); role uint8 (n): CALLER, CALLEE or 0.
    """

    parent: NDArray[np.int32]
    first: NDArray[np.int64]
    child: NDArray[np.int32]
    start: NDArray[np.int64]
    duration: NDArray[np.int64]
    role: NDArray[np.uint8]


class _Scratch:
    def __init__(self, largest: int) -> None:
        room = 2 * largest + 2
        self.local = np.empty((7, largest + 1), np.int64)
        self.names = np.empty((4, largest + 1), np.int32)
        self.stack = np.empty((5, room), np.int64)
        self.rows = np.empty((3, room), np.int32)


def walk_groups(
    trees: Trees,
    tops: NDArray[np.int32],
    begin: int,
    stop: int,
    largest: int,
    exclusive: NDArray[np.int64],
    inclusive: NDArray[np.int64],
    on_path: NDArray[np.bool_],
) -> None:
    """Walk the trees under tops[begin:stop] (int32 rows, -1 to skip), none above `largest` rows.

    For the rows on the path sets inclusive (int64: their time within their parent), exclusive (what
    no child on the path covers of it) and on_path; the others stay as they are.
    """
    scratch = _Scratch(largest)
    _walk_groups(
        begin, stop, tops, trees.parent, trees.first, trees.child, trees.start, trees.duration,
        trees.role, exclusive, inclusive, on_path,
        scratch.local, scratch.names, scratch.stack, scratch.rows,
    )  # fmt: skip


@dataclass(frozen=True)
class Way:
    """One path. rows int32: parents before children, last-returning first.

    piece, begin, end: stretches of the path, int32 rows and int64 times, in no order.
    """

    rows: NDArray[np.int32]
    piece: NDArray[np.int32]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]


def walk(trees: Trees, top: int, largest: int) -> Way:
    """The path of the tree under row `top`, which has at most `largest` rows."""
    scratch = _Scratch(largest)
    exclusive, inclusive = np.empty((2, len(trees.start)), np.int64)
    pieces = _walk(
        top, trees.parent, trees.first, trees.child, trees.start, trees.duration, trees.role,
        exclusive, inclusive, scratch.local, scratch.names, scratch.stack, scratch.rows,
    )  # fmt: skip
    way = scratch.rows[1]
    return Way(
        rows=way[: int(np.argmax(way < 0))].copy(),
        piece=scratch.rows[2, :pieces].copy(),
        begin=scratch.stack[3, :pieces].copy(),
        end=scratch.stack[4, :pieces].copy(),
    )
