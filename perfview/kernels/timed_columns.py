"""Timed rows of a tree drawn per column of a picture: which node each column shows, and the runs.

Nothing is made per row: a column looks at no more than a few of the rows that fall into it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.heavy_paths import HeavyPaths, shared, toward
from perfview.kernels.jit import kernel, part

_PROBES = 32
"""Rows looked at in a column: enough that what has most of its time nearly always wins, and 2,000
columns cost 64,000 looks however many rows there are."""


@part
def _number(row, stack, number_of_stack, row_group, group_counts):  # type: ignore[no-untyped-def]
    """The number of the node a row stands for, -1 for none."""
    if stack[row] < 0:
        return np.int32(-1)
    if row_group.size > 0 and group_counts[row_group[row]] == 0:
        return np.int32(-1)
    return number_of_stack[stack[row]]


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
def _gather(
    bound, row, last, since, until, step, number_of_stack, stack, row_group, counts, seen, spent
):  # type: ignore[no-untyped-def]
    """Numbers of nodes in rising order and their times, of the rows row, row + step ... `last`.

    How many there are, and the time of rows that show nothing.
    """
    known, idle = 0, 0
    at = row
    while at <= last:
        time = min(bound[min(at + step, last + 1)], until) - max(bound[at], since)
        number = _number(at, stack, number_of_stack, row_group, counts)
        if number < 0:
            idle += time
        else:
            k = known
            while k > 0 and seen[k - 1] > number:
                k -= 1
            if k > 0 and seen[k - 1] == number:
                spent[k - 1] += time
            else:
                for moved in range(known, k, -1):
                    seen[moved], spent[moved] = seen[moved - 1], spent[moved - 1]
                seen[k], spent[k] = number, time
                known += 1
        at += step
    return known, idle


@part
def _vote(known, seen, spent, after, head, over):  # type: ignore[no-untyped-def]
    """From everything down: of a node's children the one with the most time, unless more of it
    ended at the node itself."""
    first, end = 0, known
    while end - first > 1:
        node = shared(seen[first], seen[end - 1], head, over)
        most, k = np.int64(-1), first
        if seen[first] == node:
            most, k = spent[first], first + 1
        winner, winner_end = -1, -1
        while k < end:
            below = after[toward(node, seen[k], head, over)]
            begin, time = k, np.int64(0)
            while k < end and seen[k] < below:
                time += spent[k]
                k += 1
            if time > most or (time == most and winner < 0):
                most, winner, winner_end = time, begin, k
        if winner < 0:
            return node
        first, end = winner, winner_end
    return seen[first]


@kernel(
    "void(int64[::1], float64, float64, int32[::1], int32[::1], int32[::1], uint8[::1],"
    " int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int64[::1], int32[::1])"
)
def _columns(
    bound, start, width, stack, number_of_stack, row_group, counts,
    node, after, head, over, seen, spent, shown,
):  # type: ignore[no-untyped-def]  # fmt: skip
    rows = bound.size - 1
    row = 0
    for column in range(shown.size):
        since = np.int64(np.ceil(start + column * width))
        until = max(np.int64(np.ceil(start + (column + 1) * width)), since + 1)
        shown[column] = -1
        if rows == 0 or until <= bound[0] or since >= bound[rows]:
            continue
        row = max(last_at(bound, row, rows, since), 0)
        last = last_at(bound, row, rows, until - 1)
        if last < row:
            continue
        step = (last - row) // _PROBES + 1
        known, idle = _gather(
            bound, row, last, since, until, step,
            number_of_stack, stack, row_group, counts, seen, spent,
        )  # fmt: skip
        busy = np.int64(0)
        for k in range(known):
            busy += spent[k]
        if known > 0 and busy >= idle:
            shown[column] = node[_vote(known, seen, spent, after, head, over)]


def columns(
    bound: NDArray[np.int64],
    window: tuple[float, float],
    count: int,
    stack: NDArray[np.int32],
    number_of_stack: NDArray[np.int32],
    group: NDArray[np.int32],
    counts: NDArray[np.bool_],
    paths: HeavyPaths,
) -> NDArray[np.int32]:
    """The node to show in each of `count` columns of a window (start, end), int32, -1 for none.

    None where most of a column's time is none's. Otherwise level by level, of the children of the
    node above the one with the most time; the way ends where more of the time ended than went on
    to any child. So a column shows what most of its time had in common as far down as it goes, and
    no stack wins that only differs from no other.

    bound int64 (rows + 1): when each row begins, and when the last one ends; stack int32 (rows),
    -1 for none; number_of_stack int32: the number of a stack's node, -1 for none; group int32
    (rows, or empty) with counts bool: rows whose group does not count show nothing (group -1 looks
    at the last one). paths: the tree of nodes.
    """
    shown = np.empty(count, np.int32)
    width = (window[1] - window[0]) / max(count, 1)
    seen, spent = np.empty(_PROBES + 1, np.int32), np.empty(_PROBES + 1, np.int64)
    tree = paths.node, paths.after, paths.head, paths.over
    rows = stack, number_of_stack, group, counts.view(np.uint8)
    _columns(bound, window[0], width, *rows, *tree, seen, spent, shown)
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
