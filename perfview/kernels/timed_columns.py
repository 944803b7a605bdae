"""Timed rows of a tree drawn per column of a picture: which node each column shows, and the runs.

Nothing is made per row: a column looks at no more than a few of the rows that fall into it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel, part

_PROBES = 32
"""Rows looked at in a column: enough that the node with the most time nearly always wins, and
2,000 columns cost 64,000 looks however many rows there are."""


@part
def _node(row, node_of_row, node_of, row_group, group_counts):  # type: ignore[no-untyped-def]
    """The node a row stands for, -1 for none."""
    stack = node_of_row[row]
    if stack < 0:
        return np.int32(-1)
    if row_group.size > 0 and group_counts[row_group[row]] == 0:
        return np.int32(-1)
    return node_of[stack]


@part
def last_at(bound, first, last, moment):  # type: ignore[no-untyped-def]
    """The last row of first..last-1 that begins at a moment or before; first - 1 for none."""
    low, high = first, last
    while low < high:
        middle = (low + high) >> 1
        if bound[middle] <= moment:
            low = middle + 1
        else:
            high = middle
    return low - 1


@part
def _heaviest(
    bound, row, last, since, until, step, node_of_row, node_of, row_group, counts, seen, spent
):  # type: ignore[no-untyped-def]
    """The node with the most time of the rows row, row + step ... up to `last`."""
    known = 0
    at = row
    while at <= last:
        node = _node(at, node_of_row, node_of, row_group, counts)
        time = min(bound[min(at + step, last + 1)], until) - max(bound[at], since)
        k = 0
        while k < known and seen[k] != node:
            k += 1
        if k == known:
            seen[k], spent[k] = node, 0
            known += 1
        spent[k] += time
        at += step
    best = 0
    for k in range(1, known):
        if spent[k] > spent[best]:
            best = k
    return seen[best]


@kernel(
    "void(int64[::1], float64, float64, int32[::1], int32[::1], int32[::1], uint8[::1],"
    " int32[::1], int64[::1], int32[::1])"
)
def _columns(bound, start, width, node_of_row, node_of, row_group, counts, seen, spent, shown):  # type: ignore[no-untyped-def]
    rows = bound.size - 1
    for column in range(shown.size):
        since = np.int64(np.ceil(start + column * width))
        until = max(np.int64(np.ceil(start + (column + 1) * width)), since + 1)
        row = max(last_at(bound, 0, rows, since), 0)
        last = last_at(bound, row, rows, until - 1)
        if rows == 0 or until <= bound[0] or since >= bound[rows] or last < row:
            shown[column] = -1
            continue
        step = (last - row) // _PROBES + 1
        shown[column] = _heaviest(
            bound, row, last, since, until, step,
            node_of_row, node_of, row_group, counts, seen, spent,
        )  # fmt: skip


def columns(
    bound: NDArray[np.int64],
    window: tuple[float, float],
    count: int,
    stack: NDArray[np.int32],
    node_of: NDArray[np.int32],
    group: NDArray[np.int32],
    counts: NDArray[np.bool_],
) -> NDArray[np.int32]:
    """The node with the most time in each of `count` columns of a window (start, end), int32.

    bound int64 (rows + 1): when each row begins, and when the last one ends; stack int32 (rows),
    -1 for none; node_of int32: a stack's node, -1 for none; group int32 (rows, or empty) with
    counts bool: rows whose group does not count show nothing (group -1 looks at the last one).
    """
    shown = np.empty(count, np.int32)
    width = (window[1] - window[0]) / max(count, 1)
    seen, spent = np.empty(_PROBES + 1, np.int32), np.empty(_PROBES + 1, np.int64)
    _columns(
        bound, window[0], width, stack, node_of, group, counts.view(np.uint8), seen, spent, shown
    )
    return shown


@kernel(
    "int64(int32[::1], int32[::1], int32[::1], int64, int64, int32[::1], int32[::1], int32[::1],"
    " int32[::1], int32[::1])"
)
def _runs(shown, parent, depth, first_row, last_row, began, node, row, x0, x1):  # type: ignore[no-untyped-def]
    """Fill what fits into the outputs; returns how many runs there are."""
    count = 0
    before = np.int32(-1)
    for column in range(shown.size + 1):
        now = shown[column] if column < shown.size else np.int32(-1)
        if now == before:
            continue
        a, b = before, now
        while a != b:
            if b < 0 or (a >= 0 and depth[a] >= depth[b]):
                if first_row <= depth[a] < last_row:
                    if count < node.size:
                        node[count], row[count] = a, depth[a]
                        x0[count], x1[count] = began[depth[a]], column
                    count += 1
                if b >= 0 and depth[a] == depth[b]:
                    began[depth[b]] = column
                    b = parent[b]
                a = parent[a]
            else:
                began[depth[b]] = column
                b = parent[b]
        before = now
    return count


def runs_of(
    shown: NDArray[np.int32],
    parent: NDArray[np.int32],
    depth: NDArray[np.int32],
    first_row: int,
    last_row: int,
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Columns' nodes and all above them, joined where neighbours share them.

    shown int32 (columns), -1 for none; parent, depth int32 (nodes). Only nodes of the depths
    first_row..last_row - 1. Returns node, depth, first column, column behind the last: int32 each.
    """
    began = np.empty(int(depth.max(initial=0)) + 1, np.int32)
    size = max(4 * len(shown), 64)
    while True:
        node, row, x0, x1 = np.empty((4, size), np.int32)
        count = _runs(shown, parent, depth, first_row, last_row, began, node, row, x0, x1)
        if count <= size:
            return node[:count], row[:count], x0[:count], x1[:count]
        size = count
