"""What the timeline draws: the heaviest statements over time, and what else happened then."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.queries.measures.load import load
from perfview.queries.model import (
    CANCELLED,
    CHECKPOINT,
    DEADLOCK,
    ERROR,
    EVENT_KINDS,
    LOCK_WAIT,
    NO_TIME,
    TEMPORARY_FILE,
    VACUUM,
)
from perfview.queries.study import Study
from perfview.ui.theme.colours import assign_categories

BUSY, CALLS = range(2)
WAYS = ("Time", "Calls")
"""What is stacked: time the database was busy, or calls."""

TOLD = (LOCK_WAIT, DEADLOCK, ERROR, CANCELLED, TEMPORARY_FILE, CHECKPOINT, VACUUM)
"""Events that have a strip, the gravest first; connections come and go too often."""
ROLES = {
    LOCK_WAIT: "warn",
    DEADLOCK: "bad",
    ERROR: "bad",
    CANCELLED: "warn",
    TEMPORARY_FILE: "slower",
    CHECKPOINT: "text3",
    VACUUM: "faster",
}
"""Colours of events, by kind."""

_TOP = 8
_BINS = 240


@dataclass(frozen=True)
class LoadContent:
    """start_ns, stop_ns: what is looked at. statements int32 (s): those drawn apart, the heaviest
    first. busy, calls float64 (s + 1, b): of each and, last, of all others; busy as how many run
    at once on average, calls a second. events by kind: times int64, and their rows int32.
    """

    start_ns: int
    stop_ns: int
    statements: NDArray[np.int32]
    busy: NDArray[np.float64]
    calls: NDArray[np.float64]
    events: dict[int, tuple[NDArray[np.int64], NDArray[np.int32]]]

    def values(self, way: int) -> NDArray[np.float64]:
        """What is stacked, float64 (s + 1, b)."""
        return self.busy if way == BUSY else self.calls


def categories_of(study: Study) -> dict[int, int]:
    """The categories of the heaviest statements, the same in every view: the eight that take most
    of the whole recording have one, by hash of the fingerprint."""
    return study.once("ui.statement_categories", lambda: _categories(study))


def extent_of(study: Study) -> tuple[int, int] | None:
    """When a recording begins and ends, None where it tells no times."""
    return study.once("ui.extent", lambda: _extent(study))


def content_of(study: Study, start_ns: int, stop_ns: int) -> LoadContent:
    """What is drawn of a stretch of time."""
    found = load(study, _BINS, start_ns, stop_ns)
    order = sorted(categories_of(study), key=lambda row: -float(study.totals.share[row]))
    top = np.array(order, np.int32)
    width_ns = np.maximum(np.diff(found.edges_ns), 1).astype(np.float64)
    others = np.ones(len(found.busy_ns), np.bool_)
    others[top] = False

    def stacked(table: NDArray[np.int64], unit: NDArray[np.float64]) -> NDArray[np.float64]:
        rest = table[others].sum(axis=0, keepdims=True)
        return np.concatenate([table[top], rest]).astype(np.float64) / unit

    return LoadContent(
        start_ns,
        stop_ns,
        top,
        stacked(found.busy_ns, width_ns),
        stacked(found.calls, width_ns / 1e9),
        _events(study, start_ns, stop_ns),
    )


@dataclass(frozen=True)
class InRange:
    """Of each statement in a stretch of time: statements int32 that ran in it, calls, busy_ns,
    p95_ns int64 beside."""

    statements: NDArray[np.int32]
    calls: NDArray[np.int64]
    busy_ns: NDArray[np.int64]
    p95_ns: NDArray[np.int64]


def in_range(study: Study, start_ns: int, stop_ns: int) -> InRange:
    """What ran in a stretch of time."""
    found = load(study, 1, start_ns, stop_ns)
    ran = np.flatnonzero((found.calls[:, 0] > 0) | (found.busy_ns[:, 0] > 0))
    columns = (found.calls, found.busy_ns, found.p95_ns)
    return InRange(ran.astype(np.int32), *(column[ran, 0] for column in columns))


def event_word(kind: int) -> str:
    """``lock waits``."""
    return f"{EVENT_KINDS[kind]}s"


def _extent(study: Study) -> tuple[int, int] | None:
    calls = study.model.calls
    begun = calls.start_ns != NO_TIME
    if not begun.any():
        return None
    start = calls.start_ns[begun]
    last = int((start + np.maximum(calls.duration_ns[begun], 0)).max())
    return int(start.min()), last + 1


def _events(
    study: Study, start_ns: int, stop_ns: int
) -> dict[int, tuple[NDArray[np.int64], NDArray[np.int32]]]:
    events = study.model.events
    inside = (events.time_ns != NO_TIME) & (events.time_ns >= start_ns)
    inside &= events.time_ns <= stop_ns
    found = {}
    for kind in TOLD:
        rows = np.flatnonzero(inside & (events.kind == kind)).astype(np.int32)
        if np.any(events.kind == kind):
            found[kind] = (events.time_ns[rows], rows)
    return found


def _categories(study: Study) -> dict[int, int]:
    prints = study.model.statements.fingerprint
    order = np.argsort(-study.totals.share, kind="stable")[:_TOP].tolist()
    assigned = assign_categories(f"{int(prints[row]):016x}" for row in order)
    return {row: assigned[f"{int(prints[row]):016x}"] for row in order}
