"""The tables and the schema of a trace event file, for the CPU profiles in it.

Format: "Trace Event Format" of the Chromium project; the events are V8's: `CpuProfile` (Chrome
before 58) holds a whole profile, `Profile` begins one and `ProfileChunk` events go on with it
(content/browser/tracing and v8/src/profiler in Chromium). Of other events only the names of threads
and processes are kept.
"""

from __future__ import annotations

from functools import cache

from perfview.kernels.json_schema import Capture, Object, Schema, Value, compile_schema
from perfview.kernels.layout import Column, Layout, Table, link, text
from perfview.profiles.readers.v8.schema import NOT_GIVEN, node_tables, nodes_value

DOCUMENTS, EVENTS, SAMPLES, DELTAS, LINES = "documents", "events", "samples", "deltas", "lines"

_FIRST_NAME = 7_000_000_000_000_000_000
"""Far from what an event's name may be that is a number itself."""

WHOLE, BEGINS, GOES_ON, THREAD_NAME, PROCESS_NAME = range(_FIRST_NAME, _FIRST_NAME + 5)
_NAMES = {
    "CpuProfile": WHOLE,
    "Profile": BEGINS,
    "ProfileChunk": GOES_ON,
    "thread_name": THREAD_NAME,
    "process_name": PROCESS_NAME,
}
_TO_NS = 3

_LAYOUT = Layout(
    tables=(
        Table(DOCUMENTS, resumable=True),
        Table(
            EVENTS,
            (
                Column("kind"),
                Column("ts"),
                Column("start", default=NOT_GIVEN),
                Column("end", default=NOT_GIVEN),
                text("pid"),
                text("tid"),
                text("id"),
                text("said"),
            ),
            resumable=True,
        ),
        *node_tables(link("event", EVENTS)),
        Table(SAMPLES, (Column("value"), link("event", EVENTS))),
        Table(DELTAS, (Column("value"), link("event", EVENTS))),
        Table(LINES, (Column("value"), link("event", EVENTS))),
    )
)
"""Times in ns. `said` is the name that metadata events give."""


def _numbers(table: str, scale: int = 0) -> Value:
    into = f"{table}.value"
    return Value(array=Value(Capture.NUMBER, into, scale=scale, commit=table))


def _event() -> Object:
    times = {
        "startTime": Value(Capture.NUMBER, f"{EVENTS}.start", scale=_TO_NS),
        "endTime": Value(Capture.NUMBER, f"{EVENTS}.end", scale=_TO_NS),
    }
    # Where the lists stand has changed between versions: in the profile or beside it.
    lists = {"timeDeltas": _numbers(DELTAS, _TO_NS), "lines": _numbers(LINES)} | times
    profile = Object({"nodes": nodes_value(), "samples": _numbers(SAMPLES)} | lists)
    data = Object({"cpuProfile": Value(object=profile)} | lists)
    said = {"name": Value(Capture.TEXT, f"{EVENTS}.said"), "data": Value(object=data)}
    own = Value(Capture.WORD, f"{EVENTS}.id")
    return Object(
        {
            "name": Value(Capture.NAME, f"{EVENTS}.kind", names=_NAMES),
            "ts": Value(Capture.NUMBER, f"{EVENTS}.ts", scale=_TO_NS),
            "pid": Value(Capture.WORD, f"{EVENTS}.pid"),
            "tid": Value(Capture.WORD, f"{EVENTS}.tid"),
            "id": own,
            "id2": Value(object=Object({"local": own, "global": own})),
            "args": Value(object=Object(said)),
        },
        record=EVENTS,
    )


@cache
def trace_schema() -> Schema:
    """An object with `traceEvents` and anything beside it, or the bare array; made once."""
    events = Value(array=Value(object=_event()), trailing_comma=True)
    document = Object({"traceEvents": events}, record=DOCUMENTS)
    root = Value(object=document, array=Value(object=_event()), trailing_comma=True)
    return compile_schema(root, _LAYOUT)
