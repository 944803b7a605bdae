"""Calls and returns of Papyrus in the model."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from perfview.profiles.building import ProfileBuilder
from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.text.content import whole_lines
from perfview.recording.errors import UnreadableInput
from perfview.recording.report import ImportReport

if TYPE_CHECKING:
    from perfview.recording.progress import Progress
    from perfview.recording.source import Source

_EVENT = re.compile(
    r"(?P<time>\d{1,15}):(?P<kind>START|PUSH|POP|QUEUE_PUSH|QUEUE_POP):(?P<stack>\d{1,18})"
    r"(?::\d+:.*:(?P<name>[^:]*))?\s*"
)
_NS = 1_000_000


@dataclass(frozen=True)
class _Event:
    time_ns: int
    kind: str
    stack: str
    name: str


def read_papyrus(source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
    """The model of a log. Raises `UnreadableInput` when there is no call in it."""
    report = ImportReport()
    events: list[_Event] = []
    strange = 0
    for line in whole_lines(source, progress, report):
        found = _EVENT.fullmatch(line)
        if found:
            time = int(found["time"]) * _NS
            events.append(_Event(time, found["kind"], found["stack"], found["name"] or ""))
        elif line.strip() and "log opened" not in line and line.strip() != "Log closed":
            strange += 1
    report.note("broken-line", strange, "Lines are no calls or returns; they were left out.")
    if not events:
        raise UnreadableInput(
            "There is not one call of a script in this log",
            remedy="Record with Debug.StartScriptProfiling or Debug.StartStackProfiling.",
        )
    late = sum(after.time_ns < before.time_ns for before, after in pairwise(events))
    report.note("negative-time", late, "Calls stand behind later ones; they were sorted by time.")
    if late:
        events.sort(key=lambda event: event.time_ns)
    timeline = _Timeline(events[0].time_ns)
    for event, after in zip(events, [*events[1:], None], strict=True):
        timeline.take(event, after)
    report.note(
        "unmatched-end",
        timeline.unmatched,
        "Returns are of functions whose call is not in the log; they were left out.",
    )
    model = timeline.finish(events[-1].time_ns)
    report.rows = len(model)
    return model, report


class _Timeline:
    """What is open at each moment, as samples from one event to the next.

    The game runs one script at a time, so that what begins while another stack is open stands
    above it, as speedscope draws it.
    """

    def __init__(self, begin_ns: int) -> None:
        self._builder = ProfileBuilder([("wall", "ns")])
        self._thread = self._builder.thread("Papyrus")
        self._begin = self._last = begin_ns
        self._open: list[tuple[str, str]] = []
        self._depth: Counter[str] = Counter()
        self.unmatched = 0

    def take(self, event: _Event, after: _Event | None) -> None:
        """An event, and the one after it: a stack ends with its last function, unless it goes on
        at once."""
        self._until(event.time_ns)
        root = (event.stack, "")
        if root not in self._open:
            self._open.append(root)
        if event.kind == "PUSH" and event.name:
            self._open.append((event.stack, event.name))
            self._depth[event.stack] += 1
            # A call that takes less than the clock's tick is there all the same.
            self._builder.stack_of([self._frame(*call) for call in self._open])
        elif event.kind == "POP":
            self._close((event.stack, event.name))
            goes_on = after is not None and after.stack == event.stack
            if not self._depth[event.stack] and not goes_on:
                self._open.remove(root)

    def finish(self, end_ns: int) -> ProfileModel:
        """The model."""
        self._builder.ends(self._thread, end_ns - self._begin)
        return self._builder.finish(made_by="Papyrus")

    def _close(self, call: tuple[str, str]) -> None:
        if call not in self._open or not call[1]:
            self.unmatched += 1
            return
        last = len(self._open) - 1 - self._open[::-1].index(call)
        del self._open[last]
        self._depth[call[0]] -= 1

    def _until(self, time_ns: int) -> None:
        if time_ns > self._last:
            frames = [self._frame(stack, name) for stack, name in self._open]
            stack = self._builder.stack_of(frames)
            weight = float(time_ns - self._last)
            self._builder.sample(self._thread, stack, [weight], self._last - self._begin)
            self._last = time_ns

    def _frame(self, stack: str, name: str) -> int:
        return self._builder.frame(self._builder.function(name or f"STACK {stack}"))
