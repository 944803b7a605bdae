"""Interactions: from a click or key to the next frame, and where the time between went.

Event Timing (https://w3c.github.io/event-timing) gives every event a duration until the next paint
and says which belong to one interaction; INP is the longest interaction, of many the 98th
percentile (https://web.dev/articles/inp).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from perfview.traces.browser.events import number_of, rows_named, said_of, text_of
from perfview.traces.browser.page import Page
from perfview.traces.browser.tasks import on_main_thread
from perfview.traces.study import Study

OUTLIERS = 50
"""INP leaves out one interaction for every so many."""

SAME_FRAME_NS = 8_000_000
"""Durations are given in steps of 8 ms by the standard: within that it is the same frame."""

DISCRETE = (
    "click",
    "pointerdown",
    "pointerup",
    "mousedown",
    "mouseup",
    "keydown",
    "keypress",
    "keyup",
    "touchstart",
    "touchend",
)
"""Types of events that make an interaction (Event Timing, section 3.3)."""


@dataclass(frozen=True)
class Interaction:
    """One click, tap or key. Times int64 ns.

    `row` is its slowest event; `type` that event's. Its time is cut at `processing_ns` (the first
    handler begins) and `processed_ns` (the last one returned); `end_ns` is the next frame.
    `is_measured` is False where the recording has no event timings: then it ends with the task.
    """

    row: int
    type: str
    start_ns: int
    processing_ns: int
    processed_ns: int
    end_ns: int
    is_measured: bool = True

    @property
    def duration_ns(self) -> int:
        """From the input to the next frame."""
        return self.end_ns - self.start_ns

    @property
    def phases(self) -> dict[str, int]:
        """Input delay, processing and presentation delay in ns, by name."""
        return {
            "input delay": self.processing_ns - self.start_ns,
            "processing": self.processed_ns - self.processing_ns,
            "presentation delay": self.end_ns - self.processed_ns,
        }


def interactions_of(study: Study, page: Page) -> list[Interaction]:
    """The page's interactions, slowest first."""
    return study.once("browser.interactions", lambda: _interactions(study, page))


def inp_of(interactions: list[Interaction]) -> Interaction | None:
    """The interaction that INP takes; None when there was none."""
    if not interactions:
        return None
    return interactions[min(len(interactions) - 1, len(interactions) // OUTLIERS)]


def _interactions(study: Study, page: Page) -> list[Interaction]:
    found = _timed(study, page) or _dispatched(study, page)
    return sorted(found, key=lambda each: -each.duration_ns)


def _timed(study: Study, page: Page) -> list[Interaction]:
    """From event timings of the page's frames: one a interaction id."""
    rows = rows_named(study, "EventTiming")
    rows = rows[study.model.start_ns[rows] >= page.start_ns]
    groups: dict[tuple[str, int], list[Interaction]] = {}
    for row, said in zip(rows.tolist(), said_of(study, rows), strict=True):
        frame, number = text_of(said, "frame"), int(number_of(said, "interactionId", 0))
        is_ours = frame in page.frames or not page.frames or not frame
        if number <= 0 or not is_ours:
            continue
        start = int(study.model.start_ns[row])
        origin = number_of(said, "timeStamp")
        begun, ended = (number_of(said, key) for key in ("processingStart", "processingEnd"))
        end = int(study.model.end_ns[row])
        processing = min(max(start, start + round((begun - origin) * 1e6)), end)
        processed = min(max(processing, start + round((ended - origin) * 1e6)), end)
        event = Interaction(row, text_of(said, "type"), start, processing, processed, end)
        groups.setdefault((frame, number), []).append(event)
    return [_joined(events) for events in groups.values()]


def _joined(events: list[Interaction]) -> Interaction:
    """The events of one interaction that were painted together as its longest one.

    Handlers of all of them count (pointerup and click), as in DevTools' INP breakdown.
    """
    longest = max(events, key=lambda each: each.processed_ns - each.processing_ns)
    if longest.duration_ns < max(each.duration_ns for each in events) / 2:
        longest = max(events, key=lambda each: each.duration_ns)
    together = [
        each
        for each in events
        if abs(each.end_ns - longest.end_ns) < SAME_FRAME_NS
        and each.start_ns <= longest.processed_ns
    ]
    start = min(each.start_ns for each in together)
    return Interaction(
        longest.row,
        longest.type,
        start,
        max(start, min(each.processing_ns for each in together)),
        min(longest.end_ns, max(each.processed_ns for each in together)),
        longest.end_ns,
    )


def _dispatched(study: Study, page: Page) -> list[Interaction]:
    """From dispatched events, where nothing better was recorded: until the end of their task."""
    rows = rows_named(study, "EventDispatch")
    rows = rows[on_main_thread(study, page)[rows]]
    structure, model = study.structure, study.model
    found: list[Interaction] = []
    for row, said in zip(rows.tolist(), said_of(study, rows), strict=True):
        kind = text_of(said, "type")
        if kind not in DISCRETE:
            continue
        task = int(structure.root[structure.trace[row]])
        begun, end = int(model.start_ns[row]), int(model.end_ns[row])
        task_end = max(end, int(model.end_ns[task]))
        found.append(Interaction(row, kind, begun, begun, end, task_end, is_measured=False))
    return found


def busiest(study: Study, page: Page, start_ns: int, end_ns: int, *names: str) -> int:
    """The main-thread slice that takes most of a stretch of time, -1 for none.

    Of slices with one of these names, of the outermost ones when none is given.
    """
    model = study.model
    rows = rows_named(study, *names) if names else np.flatnonzero(study.structure.parent < 0)
    rows = rows[on_main_thread(study, page)[rows]]
    begin = np.maximum(model.start_ns[rows], start_ns)
    inside = np.minimum(model.end_ns[rows], end_ns) - begin
    return int(rows[inside.argmax()]) if len(rows) and inside.max() > 0 else -1
