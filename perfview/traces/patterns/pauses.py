"""Collections of garbage that requests show: as spans of their own, or as events within spans."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_small
from perfview.traces.contents.attribute_columns import keys_in_use
from perfview.traces.contents.attributes import events
from perfview.traces.contents.detail import Event, Value
from perfview.traces.contents.many_attributes import places_of
from perfview.traces.measures.operations import foremost
from perfview.traces.model import EVENTS_KEY
from perfview.traces.study import Study

_PAUSES = re.compile(
    r"((?<![a-z])gc(?![a-z])|garbage.?collect|stop.?the.?world|safepoint"
    r"|(?<![a-z])(g1|zgc|shenandoah|parnew|scavenge|mark.?sweep|mark.?compact)(?![a-z]))",
    re.IGNORECASE,
)
_LASTS = re.compile(r"(duration|pause|elapsed|time)(?:[._ -]?(ns|us|µs|ms|s|sec|seconds|millis))?$")
_UNIT_NS = {
    "ns": 1.0,
    "us": 1e3,
    "µs": 1e3,
    "ms": 1e6,
    "millis": 1e6,
    "s": 1e9,
    "sec": 1e9,
    "seconds": 1e9,
}
_BEGINS = re.compile(r"(start|begin|begun|enter)", re.IGNORECASE)
_ENDS = re.compile(r"(end|stop|finish|done|complete|exit|leave)", re.IGNORECASE)

TRIED = 200
"""Spans with events of which none tells of a collection before it is taken that none does."""
MOST_READ = 4_000
"""Spans whose events are read, those that waited longest by themselves first."""


@dataclass(frozen=True)
class EventPauses:
    """Spans whose events tell that they stood still: row int32, spent_ns int64 (within what the
    span did by itself), and what the events are called."""

    row: NDArray[np.int32]
    spent_ns: NDArray[np.int64]
    name: str


def pausing_operations(study: Study) -> list[int]:
    """Operations that are, by name, a collection of garbage; of those on critical paths."""
    return study.once("pausing operations", lambda: _named(study))


def _named(study: Study) -> list[int]:
    names = study.operations.names
    return [k for k in foremost(study.operations.critical_ns) if _PAUSES.search(names[k])]


def pauses_in_events(study: Study) -> list[EventPauses]:
    """Per service the spans with events that name a collection and say how long it took.

    An event says it by an attribute (`duration_ms`, `gc.pause`, seconds where it names no unit and
    is no whole number, else milliseconds), or by a second event that ends it. Of `MOST_READ` spans,
    those with most time of their own; none when the first `TRIED` tell of no collection.
    """
    rows = _with_events(study)
    found: list[tuple[int, int, str]] = []
    for tried, row in enumerate(rows.tolist()):
        if tried >= TRIED and not found:
            return []
        assert study.source is not None
        lasted, name = standing_still(events(study, study.source, row))
        if lasted > 0:
            found.append((row, min(lasted, int(study.self_ns[row])), name))
    if not found:
        return []
    row = np.array([each[0] for each in found], np.int32)
    spent = np.array([each[1] for each in found], np.int64)
    group, head = number_small(study.model.service[row], len(study.model.strings))
    return [
        EventPauses(row[group == k], spent[group == k], found[int(np.argmax(group == k))][2])
        for k in range(len(head))
    ]


def _with_events(study: Study) -> NDArray[np.int32]:
    """Spans with events and time of their own on a critical path, most of it first."""
    table = study.model.attributes
    key = table.keys.find(EVENTS_KEY)
    if study.source is None or key < 0 or not keys_in_use(study)[key]:
        return np.zeros(0, np.int32)
    rows = np.flatnonzero(study.critical_ns > 0).astype(np.int32)
    if len(rows) > MOST_READ:
        most = np.argpartition(-study.critical_ns[rows], MOST_READ)[: 8 * MOST_READ]
        rows = rows[most]
    place, owner = places_of(table, rows)
    rows = rows[np.unique(owner[table.key[place] == key])]
    order = np.argsort(-study.critical_ns[rows], kind="stable")
    chosen: NDArray[np.int32] = rows[order][:MOST_READ]
    return chosen


def standing_still(told: Iterable[Event]) -> tuple[int, str]:
    """How long a span's events say it stood still (ns, 0 for not at all), and their name."""
    total, name, open_ns = 0.0, "", -1
    for event in told:
        if not _PAUSES.search(event.name):
            continue
        lasts = _lasting_ns(event)
        if lasts <= 0 and _BEGINS.search(event.name):
            open_ns = event.time_ns
        elif lasts <= 0 and open_ns >= 0 and _ENDS.search(event.name):
            lasts, open_ns = float(max(0, event.time_ns - open_ns)), -1
        if lasts > 0:
            total, name = total + lasts, name or event.name
    return round(total), name


def _lasting_ns(event: Event) -> float:
    """What an attribute of the event says of how long it took, ns; 0 for nothing."""
    for key, value in event.attributes:
        unit = _LASTS.search(key.lower())
        number = _number(value)
        if unit and number is not None and number >= 0:
            return number * (_UNIT_NS[unit[2]] if unit[2] else _usual_ns(number))
    return 0.0


def _number(value: Value) -> float | None:
    try:
        return None if isinstance(value, bool | list | dict) or value is None else float(value)
    except ValueError:
        return None


def _usual_ns(number: float) -> float:
    """The unit of a number without one: the conventions count seconds, most programs whole ms."""
    return 1e6 if number == int(number) else 1e9
