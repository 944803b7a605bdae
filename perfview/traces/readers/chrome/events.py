"""From rows of trace events to events on tracks: which phase does what, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_wide
from perfview.kernels.tables import Tables
from perfview.recording.report import ImportReport
from perfview.traces.readers.chrome.schema import ATTRIBUTES, EVENTS
from perfview.traces.readers.common.span_tables import NOT_GIVEN
from perfview.traces.readers.slicing.events import SliceEvent, SliceEvents
from perfview.traces.threads import TrackKind

NAMELESS = b"(no name)"

_OPENS = np.zeros(256, np.bool_)
_OPENS[[SliceEvent.BEGIN, SliceEvent.COMPLETE, SliceEvent.INSTANT]] = True

_Columns = dict[str, NDArray[Any]]

_U = np.uint64
_TOP = _U(1 << 63)

_DOES = np.full(256, SliceEvent.OTHER, np.uint8)
for _letters, _what in (
    ("Bb", SliceEvent.BEGIN),
    ("Ee", SliceEvent.END),
    ("X", SliceEvent.COMPLETE),
    ("iIRn", SliceEvent.INSTANT),
    ("st", SliceEvent.INSIDE),
    ("f", SliceEvent.BEFORE),
):
    for _letter in _letters:
        _DOES[ord(_letter)] = _what


def _phases(letters: str) -> NDArray[np.bool_]:
    """By a byte's value, whether it is one of these letters."""
    found = np.zeros(256, np.bool_)
    found[[ord(letter) for letter in letters]] = True
    return found


_ASYNC, _INSTANT, _COMPLETE, _FLOW_END = _phases("ben"), _phases("iIR"), _phases("X"), _phases("f")
_SCOPES = _phases("tpg")


@dataclass(frozen=True)
class ChromeTracks:
    """k tracks: kind uint8, pid and tid int32 text ids (-1 none), of the first event of each."""

    kind: NDArray[np.uint8]
    pid: NDArray[np.int32]
    tid: NDArray[np.int32]


def slice_events(tables: Tables, report: ImportReport) -> tuple[SliceEvents, ChromeTracks]:
    """The events of one worker's tables on their tracks; what cannot be placed is noted.

    Which rules drop what is Perfetto's (src/trace_processor/importers/json): no time, a complete
    event without duration, async work without process or id, an instant of no thread.
    """
    column = {name: tables.column(EVENTS, name) for name in _USED}
    phase = column["phase"]
    what = _DOES[phase]
    what[_FLOW_END[phase] & (column["binds"] == ord("e"))] = SliceEvent.INSIDE
    kind = _kinds(column)
    _drop(column, what, kind, report)
    _name_the_nameless(tables, what)
    high, low = _keys(column, kind)
    track, first = number_wide(high, low)
    track[what == SliceEvent.OTHER] = -1
    tid = np.where(column["tid"][first] < 0, column["pid"][first], column["tid"][first])
    starts = np.append(column["first_attribute"], tables.rows(ATTRIBUTES))
    events = SliceEvents(
        what, column["ts"], column["dur"], track, column["name"], column["category"], starts
    )
    return events, ChromeTracks(kind[first], column["pid"][first], tid)


_USED = (
    "phase", "scope", "binds", "ts", "dur", "first_attribute", "name", "category",
    "pid", "tid", "id", "id_scope", "local_id", "global_id",
)  # fmt: skip


def _kinds(column: _Columns) -> NDArray[np.uint8]:
    """The kind of track (`TrackKind`) each event belongs on: uint8 (e)."""
    phase, scope = column["phase"], column["scope"]
    kind = np.full(len(phase), TrackKind.THREAD, np.uint8)
    kind[_ASYNC[phase]] = TrackKind.ASYNC
    instant = _INSTANT[phase]
    kind[instant & (scope == ord("p"))] = TrackKind.PROCESS
    kind[instant & (scope == ord("g"))] = TrackKind.GLOBAL
    return kind


def _drop(
    column: _Columns,
    what: NDArray[np.uint8],
    kind: NDArray[np.uint8],
    report: ImportReport,
) -> None:
    """Make OTHER of what has no place, and say so."""
    phase, scope = column["phase"], column["scope"]
    is_event = what != SliceEvent.OTHER
    timeless = (column["ts"] == NOT_GIVEN) & is_event
    endless = _COMPLETE[phase] & (column["dur"] == NOT_GIVEN) & ~timeless
    is_async = kind == TrackKind.ASYNC
    no_id = (column["id"] < 0) & (column["local_id"] < 0) & (column["global_id"] < 0)
    strange = _INSTANT[phase] & (scope != 0) & ~_SCOPES[scope]
    homeless = (is_async & (no_id | (column["pid"] < 0))) | strange
    homeless |= (kind == TrackKind.PROCESS) & (column["pid"] < 0)
    homeless |= _INSTANT[phase] & (kind == TrackKind.THREAD) & (column["tid"] < 0)
    homeless &= is_event & ~timeless
    what[timeless | endless | homeless] = SliceEvent.OTHER
    report.note("no-start", int(timeless.sum()), "Events without a time were left out.")
    report.note(
        "no-duration", int(endless.sum()), "Complete events without a duration were left out."
    )
    report.note(
        "no-track",
        int(homeless.sum()),
        "Events that say neither thread, process nor id as they should were left out.",
    )


def _name_the_nameless(tables: Tables, what: NDArray[np.uint8]) -> None:
    """In place: an empty name is none, slices get a text instead; no process is process 0."""
    name, pid = tables.column(EVENTS, "name"), tables.column(EVENTS, "pid")
    name[name == tables.texts.add(b"")] = -1
    nameless = (name < 0) & _OPENS[what]
    if nameless.any():
        name[nameless] = tables.texts.add(NAMELESS)
    homeless = pid < 0
    if homeless.any():
        pid[homeless] = tables.texts.add(b"0")


def _keys(
    column: _Columns, kind: NDArray[np.uint8]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """128 bits that tell each event's track from all others."""
    pid, tid = column["pid"], column["tid"]
    high = (pid + 1).astype(_U) << _U(32)
    low = (np.where(tid < 0, pid, tid) + 1).astype(_U)
    async_rows = np.flatnonzero(kind == TrackKind.ASYNC)
    if len(async_rows):
        high[async_rows], low[async_rows] = _async_keys(column, async_rows)
    whole = kind == TrackKind.PROCESS
    high[whole] |= _TOP
    low[whole] = 0
    everywhere = kind == TrackKind.GLOBAL
    high[everywhere], low[everywhere] = _TOP, _TOP
    return high, low


def _async_keys(
    column: _Columns, rows: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Async work is told apart by id, category and scope, and by process when the id is local."""
    own, spread = column["id"][rows], column["global_id"][rows]
    number = np.where(own >= 0, own, spread)
    is_local = number < 0
    number = np.where(is_local, column["local_id"][rows], number)
    process = np.where(is_local, column["pid"][rows] + 1, 0).astype(_U)
    high = (process << _U(32)) | (column["category"][rows] + 1).astype(_U)
    scope = (column["id_scope"][rows] + 1).astype(_U)
    return high, ((number + 1).astype(_U) << _U(32)) | scope | _TOP
