"""A page's heap over time among trace events.

Chrome writes `UpdateCounters` (`jsHeapSizeUsed`) at the end of tasks, and `MinorGC` and `MajorGC`
with the heap before and after (base/trace_event, third_party/blink InspectorTraceEvents and V8's
DevTools timeline). Times are µs.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.model import HeapModel
from perfview.heaps.readers.logs.rows import Row
from perfview.heaps.readers.points.clock import Clock
from perfview.heaps.readers.points.found import Found
from perfview.heaps.readers.points.table import Table as Measurements
from perfview.kernels.json_schema import Capture, Object, Schema, Value, compile_schema
from perfview.kernels.layout import Column, Layout, Table, text
from perfview.kernels.tables import Tables
from perfview.recording.errors import UnreadableInput
from perfview.recording.event_lists import document_splits
from perfview.recording.json_columns import JsonReading
from perfview.recording.json_reports import note_converted, report_of_json
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.transcoding import as_utf8

FEWEST = 5
"""Counters from which on a trace tells memory over time."""

_DOCUMENTS, _EVENTS = "documents", "events"
_FIRST_NAME = 7_000_000_000_000_000_000
_COUNTED, _MINOR, _MAJOR = range(_FIRST_NAME, _FIRST_NAME + 3)
_NAMES = {"UpdateCounters": _COUNTED, "MinorGC": _MINOR, "MajorGC": _MAJOR}
_KINDS = {_MINOR: "Minor GC", _MAJOR: "Major GC"}
_TO_NS = 3
_UNKNOWN = -1

_LAYOUT = Layout(
    tables=(
        Table(_DOCUMENTS, resumable=True),
        Table(
            _EVENTS,
            (
                Column("kind"),
                Column("ts"),
                Column("dur"),
                Column("used", default=_UNKNOWN),
                Column("before", default=_UNKNOWN),
                Column("after", default=_UNKNOWN),
                text("pid"),
            ),
            resumable=True,
        ),
    )
)


@cache
def _schema() -> Schema:
    def number(column: str, scale: int = 0) -> Value:
        return Value(Capture.NUMBER, f"{_EVENTS}.{column}", scale=scale)

    arguments = Object(
        {
            "data": Value(object=Object({"jsHeapSizeUsed": number("used")})),
            "usedHeapSizeBefore": number("before"),
            "usedHeapSizeAfter": number("after"),
        }
    )
    event = Object(
        {
            "name": Value(Capture.NAME, f"{_EVENTS}.kind", names=_NAMES),
            "ts": number("ts", _TO_NS),
            "dur": number("dur", _TO_NS),
            "pid": Value(Capture.WORD, f"{_EVENTS}.pid"),
            "args": Value(object=arguments),
        },
        record=_EVENTS,
    )
    events = Value(array=Value(object=event), trailing_comma=True)
    document = Object({"traceEvents": events}, record=_DOCUMENTS)
    root = Value(object=document, array=Value(object=event), trailing_comma=True)
    return compile_schema(root, _LAYOUT)


def read_counters(source: Source, progress: Progress) -> tuple[HeapModel, ImportReport]:
    """Memory over time of every process of a trace that counts it.

    Raises `Cancelled`, and `UnreadableInput` when there are fewer than `FEWEST` counters.
    """
    content = as_utf8(source)
    reading = JsonReading(content, _schema(), lambda tables: lambda origin: None, progress)
    outcome = reading.read(document_splits(content.head), "Looking for memory")
    report = report_of_json(content, outcome, open_ended=True)
    note_converted(content, source, report)
    found = _found(outcome.tables)
    if sum(len(table) for table in found.tables) < FEWEST:
        raise UnreadableInput(
            "The trace does not tell how much memory its pages use",
            remedy="Record with “Memory” ticked in the Performance panel of Chrome DevTools.",
        )
    return found.model(report, "V8"), report


def _found(tables: Tables) -> Found:
    columns = {name: tables.column(_EVENTS, name) for name in ("kind", "ts", "dur", "pid")}
    sizes = {name: tables.column(_EVENTS, name) for name in ("used", "before", "after")}
    counted = (columns["kind"] == _COUNTED) & (sizes["used"] >= 0)
    collected = np.isin(columns["kind"], (_MINOR, _MAJOR)) & (sizes["after"] >= 0)
    processes = np.unique(columns["pid"][counted | collected]).tolist()
    found = Found()
    for process in processes:
        own = columns["pid"] == process
        owner = ""
        if len(processes) > 1:
            owner = f"process {tables.texts.text(process).decode('utf-8', 'replace')}"
        rows = np.flatnonzero(counted & own)
        if len(rows):
            found.tables.append(_measured(owner, columns["ts"][rows], sizes["used"][rows]))
        for row in np.flatnonzero(collected & own).tolist():
            found.rows.append(_collection(row, columns, sizes, owner))
    return found


def _measured(owner: str, time: NDArray[np.int64], used: NDArray[np.int64]) -> Measurements:
    clock = Clock(time.astype(np.int64), is_epoch=False)
    return Measurements(owner, {"heapUsed": used.astype(np.float64)}, clock, 0)


def _collection(
    row: int, columns: dict[str, NDArray[np.int64]], sizes: dict[str, NDArray[np.int64]], owner: str
) -> Row:
    kind = int(columns["kind"][row])
    return Row(
        time_ns=int(columns["ts"][row]),
        pause_ns=max(0, int(columns["dur"][row])),
        kind=_KINDS[kind],
        is_full=kind == _MAJOR,
        before=int(sizes["before"][row]),
        after=int(sizes["after"][row]),
        owner=owner,
    )
