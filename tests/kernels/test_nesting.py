"""Nesting against a plain loop that does what Perfetto's SliceTracker does, one event at a time."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.nesting import (
    BEFORE,
    BEGIN,
    COMPLETE,
    CUT,
    END,
    FURTHEST_LOOK,
    INSIDE,
    INSTANT,
    MISPLACED,
    NEGATIVE,
    OTHER,
    OVERLAPPING,
    Nested,
    nest_events,
)

Event = tuple[int, int, int, int, int, int]
"""what, time, duration, track, name, category."""


@dataclass
class Interval:
    event: int
    start: int
    duration: int
    parent: int
    end_event: int = -1


@dataclass
class Tracker:
    """The rules, without a thought for speed."""

    events: list[Event]
    found: dict[int, Interval] = field(default_factory=dict)
    of_event: dict[int, int] = field(default_factory=dict)
    tally: list[int] = field(default_factory=lambda: [0, 0, 0, 0])

    def run(self) -> None:
        for track in {event[3] for event in self.events if event[3] >= 0}:
            self.stack: list[int] = []
            self.waiting: list[int] = []
            here = [i for i, event in enumerate(self.events) if event[3] == track]
            here.sort(key=lambda i: (self.events[i][1], -self._lead(i)))
            for i in here:
                self._take(i)

    def _lead(self, i: int) -> int:
        return max(0, self.events[i][2]) if self.events[i][0] == COMPLETE else 0

    def _take(self, i: int) -> None:
        what, time, duration = self.events[i][:3]
        if what == INSIDE:
            if self.stack:
                self.of_event[i] = self.stack[-1]
        elif what == BEFORE:
            self.waiting.append(i)
        elif what == END:
            self._close(i, time)
        elif what == COMPLETE and duration < 0:
            self.tally[NEGATIVE] += 1
        elif what in (BEGIN, COMPLETE, INSTANT):
            self._open(i, time, {BEGIN: -1, COMPLETE: duration, INSTANT: 0}[what])

    def _open(self, i: int, time: int, duration: int) -> None:
        if not self._settle(time, duration):
            self.tally[OVERLAPPING] += 1
            return
        self.found[i] = Interval(i, time, duration, self.stack[-1] if self.stack else -1)
        self.stack.append(i)
        self.of_event[i] = i
        self.of_event |= dict.fromkeys(self.waiting, i)
        self.waiting = []

    def _close(self, i: int, time: int) -> None:
        self._settle(time, -1)
        name, category = self.events[i][4:]
        for place in list(reversed(range(len(self.stack))))[:FURTHEST_LOOK]:
            opener = self.stack[place]
            if self.found[opener].duration != -1:
                continue
            if category >= 0 and self.events[opener][5] != category:
                continue
            if name >= 0 and self.events[opener][4] >= 0 and self.events[opener][4] != name:
                continue
            self.found[opener].duration = time - self.found[opener].start
            self.found[opener].end_event = i
            self.of_event[i] = opener
            if place == len(self.stack) - 1:
                self.stack.pop()
            return
        self.tally[MISPLACED] += 1

    def _settle(self, time: int, duration: int) -> bool:
        open_above = False
        for place in reversed(range(len(self.stack))):
            interval = self.found[self.stack[place]]
            end = interval.start + interval.duration
            if interval.duration == -1:
                open_above = True
            elif open_above:
                if time <= end:
                    continue
                for above in self.stack[place + 1 :]:
                    self.found[above].duration = end - self.found[above].start
                    self.tally[CUT] += 1
                del self.stack[place:]
                open_above = False
            elif end < time or (end == time and not interval.duration == duration == 0):
                self.stack.pop()
            elif duration != -1 and time < end < time + duration:
                return False
        return True


def nested(events: list[Event]) -> Nested:
    columns = np.array(events, np.int64).reshape(-1, 6).T.copy()
    small = [column.astype(np.int32) for column in columns[3:]]
    return nest_events(columns[0].astype(np.uint8), columns[1], columns[2], *small)


EVENTS = st.lists(
    st.tuples(
        st.sampled_from([BEGIN, END, END, COMPLETE, COMPLETE, INSTANT, INSIDE, BEFORE]),
        st.integers(0, 12),
        st.integers(-1, 9),
        st.integers(0, 1),
        st.integers(-1, 2),
        st.integers(-1, 1),
    ),
    max_size=40,
)


def check(events: list[Event]) -> None:
    tracker = Tracker(events)
    tracker.run()
    known = [tracker.found[i] for i in sorted(tracker.found)]
    row = {interval.event: n for n, interval in enumerate(known)} | {-1: -1}
    found = nested(events)
    assert found.event.tolist() == [interval.event for interval in known]
    assert found.duration.tolist() == [interval.duration for interval in known]
    assert found.start.tolist() == [interval.start for interval in known]
    assert found.parent.tolist() == [row[interval.parent] for interval in known]
    assert found.end_event.tolist() == [interval.end_event for interval in known]
    of_event = [row[tracker.of_event.get(i, -1)] for i in range(len(events))]
    assert found.of_event.tolist() == of_event
    assert found.tally.tolist() == tracker.tally


@given(EVENTS)
def test_nesting_is_that_of_the_plain_loop(events: list[Event]) -> None:
    check(events)


def test_many_events_on_many_tracks_are_nested_by_threads() -> None:
    chance = np.random.default_rng(3)
    n = 120_000
    kinds = np.array([BEGIN, END, COMPLETE, INSTANT, INSIDE, BEFORE])
    columns = [
        chance.choice(kinds, n),
        np.sort(chance.integers(0, 40 * n, n)),
        chance.integers(0, 3000, n),
        chance.integers(0, 300, n),
        chance.integers(-1, 3, n),
        chance.integers(-1, 2, n),
    ]
    check([tuple(row) for row in np.stack(columns, axis=1).tolist()])


def test_nothing_gives_nothing() -> None:
    assert len(nested([]).event) == 0
    assert len(nested([(OTHER, 0, 0, -1, 0, 0)]).event) == 0


@pytest.mark.parametrize("closing", [0, 7])
def test_deep_stacks_take_no_square_of_time(closing: int) -> None:
    """100 000 open intervals, each followed by a closing that fits none or the innermost."""
    n = 100_000
    opened: list[Event] = [(BEGIN, i, -1, 0, closing, -1) for i in range(n)]
    closed: list[Event] = [(END, n + i, -1, 0, 7, -1) for i in range(n)]
    found = nested(opened + closed)
    fits = closing == 7
    assert int((found.duration >= 0).sum()) == (n if fits else 0)
    assert int(found.tally[MISPLACED]) == (0 if fits else n)
    instants: list[Event] = [(INSTANT, 5, 0, 0, 0, -1)] * n
    assert nested(instants).parent.tolist() == list(range(-1, n - 1))
