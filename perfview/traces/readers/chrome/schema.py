"""The tables and the schema of Chrome's trace event format.

Format: the "Trace Event Format" of the Chromium project, as its catapult viewer reads it.
One row of `events` is one element of traceEvents, whatever its phase; members of `args` are rows
of `attributes`. `values` takes what counters and metadata say, out of the file's bytes
(`chrome_json_values`).
"""

from __future__ import annotations

from functools import cache

import numpy as np

from perfview.kernels.json_schema import Capture, Object, Schema, Value, compile_schema
from perfview.kernels.layout import Column, Layout, Table, key, link, text
from perfview.traces.readers.common.span_tables import NO_VALUE, NOT_GIVEN

DOCUMENTS, EVENTS, ATTRIBUTES, VALUES = "documents", "events", "attributes", "values"
SAMPLES, SYSTEM_EVENTS = "samples", "system_events"

_TO_NS = 3
"""Times are written in microseconds; parts of a nanosecond are cut off, as Perfetto does."""

_WORDS = {
    "pid": "pid",
    "tid": "tid",
    "id": "id",
    "scope": "id_scope",
    "bind_id": "bind_id",
}
_BYTES = {"ph": "phase", "s": "scope", "bp": "binds", "flow_in": "flow_in", "flow_out": "flow_out"}

CHROME_LAYOUT = Layout(
    tables=(
        Table(DOCUMENTS, resumable=True),
        Table(
            EVENTS,
            (
                Column("ts", default=NOT_GIVEN),
                Column("dur", default=NOT_GIVEN),
                link("first_attribute", ATTRIBUTES, np.int64),
                text("name"),
                text("category"),
                *(text(column) for column in _WORDS.values()),
                text("local_id"),
                text("global_id"),
                *(Column(column, np.uint8) for column in _BYTES.values()),
            ),
            resumable=True,
        ),
        Table(ATTRIBUTES, (Column("reference", np.uint64, NO_VALUE), key("key"))),
        Table(
            VALUES,
            (
                Column("number", np.float64),
                link("attribute", ATTRIBUTES, np.int64),
                text("text"),
                link("event", EVENTS),
            ),
        ),
        Table(SAMPLES),
        Table(SYSTEM_EVENTS, (Column("reference", np.uint64, NO_VALUE),)),
    )
)
"""`ts` and `dur` in ns. The one-byte columns hold the value's first byte, 0 for none."""


def _event() -> Object:
    own = {
        "name": Value(Capture.TEXT, "events.name"),
        "cat": Value(Capture.TEXT, "events.category"),
        "ts": Value(Capture.NUMBER, "events.ts", scale=_TO_NS, cut=True),
        "dur": Value(Capture.NUMBER, "events.dur", scale=_TO_NS, cut=True),
    }
    words = {name: Value(Capture.WORD, f"events.{column}") for name, column in _WORDS.items()}
    letters = {name: Value(Capture.BYTE, f"events.{column}") for name, column in _BYTES.items()}
    id2 = Object(
        {
            "local": Value(Capture.WORD, "events.local_id"),
            "global": Value(Capture.WORD, "events.global_id"),
        }
    )
    arguments = Object(
        every_key=Value(Capture.KEY, "attributes.key"),
        every_value=Value(Capture.REFERENCE, "attributes.reference", commit=ATTRIBUTES),
    )
    nested = {"id2": Value(object=id2), "args": Value(object=arguments)}
    return Object(own | words | letters | nested, record=EVENTS)


def _events() -> Value:
    return Value(array=Value(object=_event()), trailing_comma=True)


@cache
def document_schema() -> Schema:
    """An object with `traceEvents` and anything beside it, or the bare array; made once."""
    log = Value(Capture.REFERENCE, f"{SYSTEM_EVENTS}.reference", commit=SYSTEM_EVENTS)
    keys = {"traceEvents": _events(), "systemTraceEvents": log}
    document = Object(keys, record=DOCUMENTS)
    root = Value(object=document, array=Value(object=_event()), trailing_comma=True)
    return compile_schema(root, CHROME_LAYOUT)
