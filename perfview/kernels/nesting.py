"""Events on tracks to nested intervals: openings, closings and complete intervals, stack by stack.

The rules are those of Perfetto's SliceTracker (src/trace_processor/importers/common): what has
ended leaves the stack when the next event comes; a complete interval that starts inside another and
outlasts it is dropped; open intervals inside a complete one end with it; a closing takes the
innermost open interval it fits. Two things differ: stacks have no limit, and looking through them
stops as soon as nothing below can change, so that a million events never cost a million squared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather
from perfview.kernels.jit import kernel, part
from perfview.kernels.sorting import sort_items
from perfview.kernels.splitting import in_threads, ranges

BEGIN, END, COMPLETE, INSTANT, INSIDE, BEFORE, OTHER = range(7)
MISPLACED, OVERLAPPING, NEGATIVE, CUT, TALLIES = range(5)

NOT_OPENED = -(1 << 63)
"""The duration of what opens no interval."""

OPEN = -1
"""The duration of what was never closed."""

_NO_END = np.int64((1 << 63) - 1)
FURTHEST_LOOK = 512
"""Open intervals a closing is compared with; Perfetto's stacks are no deeper."""


@part
def _end(start, duration):  # type: ignore[no-untyped-def]
    """start + duration, the furthest there is when that overflows."""
    end = start + duration
    return end if end >= start else _NO_END


@part
def _settle(depth, time, duration, stack, ends, least, below, start, taken, tally):  # type: ignore[no-untyped-def]
    """Take what has ended before `time` off the stack -> (depth, whether the new one may follow).

    `duration` is that of the new interval, OPEN when not known. `least[i]` is the earliest known
    end among stack places 0..i, `below[i]` that of the places below the run of empty intervals at
    one time that place i ends: where it lies far enough ahead, nothing below can change.
    """
    open_above = False
    i = depth - 1
    while i >= 0:
        if open_above:
            if least[i] >= time:
                return depth, True
        elif least[i] > time and (duration == OPEN or least[i] >= _end(time, duration)):
            return depth, True
        end = ends[i]
        if end == _NO_END:
            open_above = True
        elif open_above:
            if time > end:
                for j in range(i + 1, depth):
                    taken[stack[j]] = end - start[stack[j]]
                    tally[CUT] += 1
                depth = i
                open_above = False
        elif end < time:
            # The topmost goes, though it may outlast this one: so does Perfetto's.
            depth -= 1
        elif end == time:
            if duration != 0 or start[stack[i]] != end:
                depth -= 1
            elif below[i] > time:
                return depth, True
        elif duration != OPEN and _end(time, duration) > end:
            return depth, False
        i -= 1
    return depth, True


@part
def _match(depth, event, stack, ends, name, category):  # type: ignore[no-untyped-def]
    """The place on the stack of the innermost open interval that this closing fits, or -1."""
    i = depth - 1
    while i >= 0 and i >= depth - FURTHEST_LOOK:
        other = stack[i]
        fits = ends[i] == _NO_END
        if fits and category[event] >= 0:
            fits = category[other] == category[event]
        if fits and name[event] >= 0 and name[other] >= 0:
            fits = name[other] == name[event]
        if fits:
            return i
        i -= 1
    return -1


@part
def _set_end(place, depth, end, stack, ends, least, below, start):  # type: ignore[no-untyped-def]
    """Let the interval at this place of the stack end; what is known of those above follows."""
    ends[place] = end
    for i in range(place, depth):
        before = least[i - 1] if i > 0 else _NO_END
        least[i] = min(before, ends[i])
        below[i] = before
        if i > 0 and ends[i] == ends[i - 1]:
            e, f = stack[i], stack[i - 1]
            if start[e] == ends[i] and start[f] == ends[i]:
                below[i] = below[i - 1]


@part
def _walk(
    count, item, what, time, duration, name, category, taken, parent, closer, of_event,
    stack, ends, least, below, waiting, tally,
):  # fmt: skip
    """One track's events in order of time; its waiting ones hang in a chain through `waiting`."""
    depth = 0
    first_waiting = np.int32(-1)
    for k in range(count):
        e = item[k]
        t, w = time[e], what[e]
        if w == INSIDE:
            of_event[e] = stack[depth - 1] if depth > 0 else np.int32(-1)
            continue
        if w == BEFORE:
            waiting[e] = first_waiting
            first_waiting = e
            continue
        if w == END:
            depth, _ = _settle(
                depth, t, np.int64(OPEN), stack, ends, least, below, time, taken, tally
            )
            place = _match(depth, e, stack, ends, name, category)
            if place < 0:
                tally[MISPLACED] += 1
                continue
            opener = stack[place]
            taken[opener] = t - time[opener]
            closer[opener] = e
            of_event[e] = opener
            if place == depth - 1:
                depth -= 1
            else:
                _set_end(place, depth, t, stack, ends, least, below, time)
            continue
        d = np.int64(OPEN) if w == BEGIN else (duration[e] if w == COMPLETE else np.int64(0))
        if w == COMPLETE and d < 0:
            tally[NEGATIVE] += 1
            continue
        depth, follows = _settle(depth, t, d, stack, ends, least, below, time, taken, tally)
        if not follows:
            tally[OVERLAPPING] += 1
            continue
        taken[e] = d
        parent[e] = stack[depth - 1] if depth > 0 else np.int32(-1)
        stack[depth] = e
        end = _NO_END if d == OPEN else _end(t, d)
        _set_end(depth, depth + 1, end, stack, ends, least, below, time)
        depth += 1
        of_event[e] = e
        while first_waiting >= 0:
            of_event[first_waiting] = e
            first_waiting = waiting[first_waiting]


@kernel(
    "void(int64, int64, int64[::1], int32[::1], uint8[::1], int64[::1], int64[::1], int32[::1],"
    " int32[::1], int64[::1], int32[::1], int32[::1], int32[::1], int32[::1], int64[:, ::1],"
    " int32[:, ::1], int64[::1])"
)
def _nest_tracks(  # type: ignore[no-untyped-def]
    begin, stop, first, order, what, time, duration, name, category,
    taken, parent, closer, of_event, waiting, wide, narrow, tally,
):  # fmt: skip
    """Nest tracks begin..stop; track g has the events order[first[g]:first[g + 1]].

    Written by event: taken (the interval's duration, OPEN or NOT_OPENED), parent and of_event (as
    events), closer. Equal times: complete ones first, the longest foremost, then as they stand.
    `order` is sorted in place. wide int64 (4, m) and narrow int32 (3, m) are scratch for m events,
    as many as the largest track has; waiting int32 (events) is scratch, too.
    """
    for g in range(begin, stop):
        a = first[g]
        count = first[g + 1] - a
        key, tie, item = wide[0], wide[1], narrow[0]
        for i in range(count):
            e = order[a + i]
            key[i], item[i] = time[e], e
            tie[i] = -max(np.int64(0), duration[e]) if what[e] == COMPLETE else np.int64(0)
        sort_items(key, tie, item, wide[2], wide[3], narrow[1], count)
        for i in range(count):
            order[a + i] = item[i]
        _walk(
            count, item, what, time, duration, name, category, taken, parent, closer, of_event,
            narrow[2], wide[0], wide[1], wide[2], waiting, tally,
        )  # fmt: skip


@kernel("int64(int64[::1], int32[::1])")
def _number_opened(taken, row):  # type: ignore[no-untyped-def]
    """row[e] = the number of the interval event e opened, in order of events, else -1; how many."""
    count = 0
    for e in range(taken.size):
        if taken[e] == NOT_OPENED:
            row[e] = -1
        else:
            row[e] = count
            count += 1
    return count


@kernel(
    "void(int32[::1], int64[::1], int64[::1], int32[::1], int32[::1], int32[::1], int32[::1],"
    " int64[::1], int64[::1], int32[::1])"
)
def _gather_opened(row, time, taken, parent, closer, event, end_event, start, lasted, above):  # type: ignore[no-untyped-def]
    """From columns by event to columns by interval: its event, closing, start, duration, parent."""
    for e in range(row.size):
        n = row[e]
        if n >= 0:
            event[n] = e
            end_event[n] = closer[e]
            start[n] = time[e]
            lasted[n] = taken[e]
            above[n] = row[parent[e]] if parent[e] >= 0 else np.int32(-1)


@kernel("void(int32[::1], int32[::1])")
def _follow(of_event, row):  # type: ignore[no-untyped-def]
    """of_event[e] from an event that opened an interval to that interval's number."""
    for e in range(of_event.size):
        if of_event[e] >= 0:
            of_event[e] = row[of_event[e]]


@dataclass(frozen=True)
class Nested:
    """n intervals in the order of their opening events, of e events.

    event, end_event, parent int32 (n): the events that opened and closed it (-1), the interval
    around it (-1). start, duration int64 (n), the duration OPEN when never closed. of_event int32
    (e): the interval an event opened, closed or found, -1 none. tally int64 (TALLIES).
    """

    event: NDArray[np.int32]
    end_event: NDArray[np.int32]
    start: NDArray[np.int64]
    duration: NDArray[np.int64]
    parent: NDArray[np.int32]
    of_event: NDArray[np.int32]
    tally: NDArray[np.int64]


def nest_events(
    what: NDArray[np.uint8],
    time: NDArray[np.int64],
    duration: NDArray[np.int64],
    track: NDArray[np.int32],
    name: NDArray[np.int32],
    category: NDArray[np.int32],
) -> Nested:
    """The intervals of e events (BEGIN ... OTHER) on dense tracks (-1 for none), on all cores.

    A closing fits an open interval of its name (unless one of them has none, -1) and of its
    category (unless it has none itself). About 50 ns an event.
    """
    e = len(what)
    first, order = gather(track, int(track.max(initial=-1)) + 1)
    taken = np.full(e, NOT_OPENED, np.int64)
    parent, closer, of_event = (np.full(e, -1, np.int32) for _ in range(3))
    waiting = np.empty(e, np.int32)
    tallies = [np.zeros(TALLIES, np.int64)]

    def work(begin: int, stop: int) -> None:
        most = int(np.diff(first[begin : stop + 1]).max(initial=0))
        wide, narrow = np.empty((4, most), np.int64), np.empty((3, most), np.int32)
        tally = np.zeros(TALLIES, np.int64)
        _nest_tracks(
            begin, stop, first, order, what, time, duration, name, category,
            taken, parent, closer, of_event, waiting, wide, narrow, tally,
        )  # fmt: skip
        tallies.append(tally)

    in_threads(work, ranges(first))
    row = waiting
    n = int(_number_opened(taken, row))
    opened, end_event, above = (np.empty(n, np.int32) for _ in range(3))
    start, lasted = np.empty(n, np.int64), np.empty(n, np.int64)
    _gather_opened(row, time, taken, parent, closer, opened, end_event, start, lasted, above)
    _follow(of_event, row)
    return Nested(opened, end_event, start, lasted, above, of_event, np.sum(tallies, axis=0))
