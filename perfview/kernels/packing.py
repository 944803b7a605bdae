"""Intervals put into as few rows as do not overlap: the first free row, by start."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.forest import end_of
from perfview.kernels.grouping import gather
from perfview.kernels.jit import kernel, part
from perfview.kernels.sorting import sort_items
from perfview.kernels.splitting import in_threads, ranges

_FREE = -(1 << 63)
_FIRST_LEAVES = 16


@part
def _widen(tree, leaves):  # type: ignore[no-untyped-def]
    """Double the leaves of a tree of least values; the new rows are free."""
    for i in range(leaves - 1, -1, -1):
        tree[2 * leaves + i] = tree[leaves + i]
        tree[3 * leaves + i] = _FREE
    for i in range(2 * leaves - 1, 0, -1):
        tree[i] = min(tree[2 * i], tree[2 * i + 1])
    return 2 * leaves


@kernel(
    "void(int64, int64, int64[::1], int32[::1], int64[::1], int64[::1], int32[::1], int64[::1],"
    " int64[::1])"
)
def _pack(begin, stop, first, item, start, duration, row, rows, tree):  # type: ignore[no-untyped-def]
    for g in range(begin, stop):
        leaves = _FIRST_LEAVES
        for i in range(2 * leaves):
            tree[i] = _FREE
        used = 0
        for k in range(first[g], first[g + 1]):
            s = start[item[k]]
            if tree[1] > s:
                leaves = _widen(tree, leaves)
            at = 1
            while at < leaves:
                at *= 2
                if tree[at] > s:
                    at += 1
            row[k] = at - leaves
            used = max(used, at - leaves + 1)
            tree[at] = max(s, end_of(s, duration[item[k]]))
            while at > 1:
                at >>= 1
                tree[at] = min(tree[2 * at], tree[2 * at + 1])
        rows[g] = used


def pack(
    first: NDArray[np.int64],
    item: NDArray[np.int32],
    start: NDArray[np.int64],
    duration: NDArray[np.int64],
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Row within its group per item, int32, and how many rows each group takes, int64 (groups).

    Group g is item[first[g]:first[g + 1]], indices into start and duration, rising in start. Two
    intervals share a row when one ends no later than the other starts.
    """
    row = np.empty(len(item), np.int32)
    rows = np.zeros(len(first) - 1, np.int64)

    def work(begin: int, stop: int) -> None:
        largest = int(np.diff(first[begin : stop + 1]).max(initial=1))
        tree = np.empty(4 * max(_FIRST_LEAVES, 1 << largest.bit_length()), np.int64)
        _pack(begin, stop, first, item, start, duration, row, rows, tree)

    in_threads(work, ranges(first))
    return row, rows


@kernel(
    "void(int64, int64, int64[::1], int32[::1], int64[::1], int64[::1],"
    " int64[:, ::1], int32[:, ::1])"
)
def _sort_groups(begin, stop, first, item, start, duration, wide, narrow):  # type: ignore[no-untyped-def]
    key, tie, key2, tie2, own, item2 = wide[0], wide[1], wide[2], wide[3], narrow[0], narrow[1]
    for g in range(begin, stop):
        a = first[g]
        count = first[g + 1] - a
        for i in range(count):
            key[i], tie[i], own[i] = start[item[a + i]], -duration[item[a + i]], item[a + i]
        sort_items(key, tie, own, key2, tie2, item2, count)
        for i in range(count):
            item[a + i] = own[i]


def sort_groups(
    first: NDArray[np.int64],
    item: NDArray[np.int32],
    start: NDArray[np.int64],
    duration: NDArray[np.int64],
) -> None:
    """Sort the items of each group in place by start, longer first; groups as in `pack`."""

    def work(begin: int, stop: int) -> None:
        largest = int(np.diff(first[begin : stop + 1]).max(initial=1))
        wide, narrow = np.empty((4, largest), np.int64), np.empty((2, largest), np.int32)
        _sort_groups(begin, stop, first, item, start, duration, wide, narrow)

    in_threads(work, ranges(first))


@kernel("void(int64[::1], int64[::1], int32[::1], int32[::1])")
def _put_below(first, group_first, row, below):  # type: ignore[no-untyped-def]
    for g in range(first.size - 1):
        for i in range(first[g], first[g + 1]):
            below[i] = group_first[g] + row[i]


def by_row(
    first: NDArray[np.int64], row: NDArray[np.int32], rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
    """Items of all groups by row, groups under one another.

    `first` as in `pack`, `row` and `rows` as it returns them. Returns row_first int64 (all rows
    + 1), positions int32 into the items by row, and group_first int64 (groups + 1) into the rows.
    """
    group_first = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(rows, out=group_first[1:])
    below = np.empty(len(row), np.int32)
    _put_below(first, group_first, row, below)
    row_first, position = gather(below, int(group_first[-1]))
    return row_first, position, group_first
