"""Timed rows of a tree drawn per column of a picture: which node each column shows, and the runs.

Nothing is made per row: a column looks at no more than a few of the rows that fall into it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.heavy_paths import DEPTH, HEAD, HeavyPaths, lifted, shared
from perfview.kernels.jit import inlined, kernel

_PROBES = 20
"""The most rows looked at in a column: enough that what has most of its time nearly always wins,
and 2,000 columns cost 40,000 looks at the most, however many rows there are."""
_FEWEST = 4096
"""Rows that are not thinned out further."""


@inlined
def last_at(bound, first, last, moment):  # type: ignore[no-untyped-def]
    """The last row of first..last-1 that begins at a moment or before; first - 1 for none. Looks
    farther and farther ahead: whoever asks in the order of time is near it already."""
    low, step = first, 1
    while low + step < last and bound[low + step] <= moment:
        low += step
        step *= 2
    high = min(low + step, last)
    while low < high:
        middle = (low + high) >> 1
        if bound[middle] <= moment:
            low = middle + 1
        else:
            high = middle
    return low - 1


@inlined
def _one_of(at, step, row, last):  # type: ignore[no-untyped-def]
    """A row of at..at + step - 1, always the same one, but no regular one: what a program does
    again and again must not fall into step with it. step is a power of two."""
    mixed = (at * np.int64(0x9E3779B1)) >> 16
    return min(max(at + (mixed & (step - 1)), row), last)


@inlined
def _gather(bound, number, row, last, step, since, until, seen, spent):  # type: ignore[no-untyped-def]
    """Numbers of nodes in rising order and their times, of one row of every `step` from row to
    last. How many there are, and the time of rows that show nothing."""
    known, idle = 0, 0
    at = row - row % step
    while at <= last:
        time = min(bound[min(at + step, last + 1)], until) - max(bound[at], since)
        found = number[_one_of(at, step, row, last)]
        if found < 0:
            idle += time
        else:
            k = known
            while k > 0 and seen[k - 1] > found:
                k -= 1
            if k > 0 and seen[k - 1] == found:
                spent[k - 1] += time
            else:
                for moved in range(known, k, -1):
                    seen[moved], spent[moved] = seen[moved - 1], spent[moved - 1]
                seen[k], spent[k] = found, time
                known += 1
        at += step
    return known, idle


@inlined
def _vote(known, seen, spent, fork, head, deepest, links):  # type: ignore[no-untyped-def]
    """From everything down: of a node's children the one with the most time, unless more of it
    ended at the node itself. Ends somewhere at `deepest` or below it.

    fork, head: room. What two neighbours in the order of numbers share tells all: a range shares
    the highest of that, and falls apart into children where neighbours share no more.
    """
    # Each of these is far from the others in memory: waiting for all at once takes no longer.
    for k in range(known):
        head[k] = links[seen[k], HEAD]
    for k in range(1, known):
        fork[k] = shared(seen[k - 1], head[k - 1], seen[k], head[k], links)
    first, end = 0, known
    while end - first > 1:
        node = fork[first + 1]
        for k in range(first + 2, end):
            # Of nodes one above another the higher one has the lower number.
            node = min(node, fork[k])
        if links[node, DEPTH] >= deepest:
            return node
        most, k = np.int64(-1), first
        if seen[first] == node:
            most, k = spent[first], first + 1
        winner, winner_end = -1, -1
        while k < end:
            begin, time = k, spent[k]
            k += 1
            while k < end and fork[k] != node:
                time += spent[k]
                k += 1
            if time > most or (time == most and winner < 0):
                most, winner, winner_end = time, begin, k
        if winner < 0:
            return node
        first, end = winner, winner_end
    return seen[first]


@kernel(
    "void(int64[::1], int32[::1], float64, float64, int64, int32[::1], int32[:, ::1], int32[::1],"
    " int32[::1], int32[::1], int64[::1], int32[::1])",
    _nrt=False,
)
def _columns(bound, number, start, width, deepest, node, links, seen, fork, head, spent, shown):  # type: ignore[no-untyped-def]
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
        step = 1
        while (last - row) // step >= _PROBES:
            step *= 2
        known, idle = _gather(bound, number, row, last, step, since, until, seen, spent)
        busy = np.int64(0)
        for k in range(known):
            busy += spent[k]
        if known > 0 and busy >= idle:
            winner = _vote(known, seen, spent, fork, head, deepest, links)
            shown[column] = node[lifted(winner, deepest, links)]


@dataclass(frozen=True)
class TimedRows:
    """Rows of a tree in the order of time, and a fourth, a sixteenth ... of them.

    bound int64 (rows + 1): when each row begins, and when the last one ends; number int32 (rows):
    of its node as `paths` has them, -1 for none. coarser: (bound, number) of one row of every four
    and so on, so that rows looked at far apart lie side by side.
    """

    bound: NDArray[np.int64]
    number: NDArray[np.int32]
    paths: HeavyPaths
    coarser: list[tuple[NDArray[np.int64], NDArray[np.int32]]]

    def level(self, width: float) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """What to look at for columns of this width: all rows, or at least `_PROBES` a column."""
        rows = len(self.number)
        lasts = (int(self.bound[-1]) - int(self.bound[0])) / max(rows, 1)
        most = width / lasts / _PROBES if lasts > 0 else 1.0
        found = self.bound, self.number
        for step, level in enumerate(self.coarser, 1):
            if 4**step <= most:
                found = level
        return found


@kernel("void(int64[::1], int32[::1], int64[::1], int32[::1])", _nrt=False)
def _thin(bound, number, to_bound, to_number):  # type: ignore[no-untyped-def]
    for k in range(to_number.size):
        to_bound[k] = bound[4 * k]
        to_number[k] = number[_one_of(4 * k, 4, 0, number.size - 1)]
    to_bound[to_number.size] = bound[bound.size - 1]


def timed_rows(bound: NDArray[np.int64], number: NDArray[np.int32], paths: HeavyPaths) -> TimedRows:
    """Thin rows out; a third more memory."""
    levels = [(bound, number)]
    while len(levels[-1][1]) > 4 * _FEWEST:
        count = -(-len(levels[-1][1]) // 4)
        thinned = np.empty(count + 1, np.int64), np.empty(count, np.int32)
        _thin(*levels[-1], *thinned)
        levels.append(thinned)
    return TimedRows(bound, number, paths, levels[1:])


def columns(
    rows: TimedRows, window: tuple[float, float], count: int, deepest: int
) -> NDArray[np.int32]:
    """The node to show in each of `count` columns of a window (start, end), int32, -1 for none.

    None where most of a column's time is none's. Otherwise level by level, of the children of the
    node above the one with the most time, down to `deepest` (0 for roots); the way ends where more
    of the time ended than went on to any child. So a column shows what most of its time had in
    common as far down as it goes, and no node wins only because all others differ.
    """
    shown = np.empty(count, np.int32)
    width = (window[1] - window[0]) / max(count, 1)
    seen, fork, head = np.empty((3, _PROBES + 2), np.int32)
    spent = np.empty(_PROBES + 2, np.int64)
    tree = rows.paths.node, rows.paths.links
    room = seen, fork, head, spent
    _columns(*rows.level(width), window[0], width, max(deepest, 0), *tree, *room, shown)
    return shown


@kernel(
    "void(int32[::1], int32[::1], int32[::1], int64, int64, int32[::1], int64[::1], boolean,"
    " int32[::1], int32[::1], int32[::1])",
    _nrt=False,
)
def _runs(shown, parent, depth, first_row, last_row, began, at, writes, node, x0, x1):  # type: ignore[no-untyped-def]
    """Count the runs of each row, or write each to `at` its row."""
    before = np.int32(-1)
    for column in range(shown.size + 1):
        now = shown[column] if column < shown.size else np.int32(-1)
        if now == before:
            continue
        a, b = before, now
        while a != b:
            if b < 0 or (a >= 0 and depth[a] >= depth[b]):
                if first_row <= depth[a] < last_row:
                    row = depth[a] - first_row
                    if writes:
                        k = at[row]
                        node[k], x0[k], x1[k] = a, began[depth[a]], column
                    at[row] += 1
                if b >= 0 and depth[a] == depth[b]:
                    began[depth[b]] = column
                    b = parent[b]
                a = parent[a]
            else:
                began[depth[b]] = column
                b = parent[b]
        before = now


def runs_of(
    shown: NDArray[np.int32],
    parent: NDArray[np.int32],
    depth: NDArray[np.int32],
    first_row: int,
    last_row: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Columns' nodes and all above them, joined where neighbours share them.

    shown int32 (columns), -1 for none; parent, depth int32 (nodes). Only nodes of the depths
    first_row..last_row - 1. Returns first int64 (rows + 1), and by row, then column: node, first
    column, column behind the last, int32 each.
    """
    began = np.empty(int(depth.max(initial=0)) + 1, np.int32)
    rows = max(last_row - first_row, 0)
    first, none = np.zeros(rows + 1, np.int64), np.zeros(0, np.int32)
    _runs(shown, parent, depth, first_row, last_row, began, first[1:], False, none, none, none)
    np.cumsum(first, out=first)
    node, x0, x1 = np.empty((3, int(first[-1])), np.int32)
    at = first[:-1].copy()
    _runs(shown, parent, depth, first_row, last_row, began, at, True, node, x0, x1)
    return first, node, x0, x1
