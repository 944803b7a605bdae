"""The tables and the schema of trace events as far as calls are concerned.

Format: "Trace Event Format", duration events (B, E) and complete events (X):
https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
"""

from __future__ import annotations

from functools import cache

import numpy as np

from perfview.kernels.json_schema import Capture, Object, Schema, Value, compile_schema
from perfview.kernels.layout import Column, Layout, Table, text

DOCUMENTS, EVENTS, ARGUMENTS = "documents", "events", "arguments"

NOT_GIVEN = -(1 << 62)
NO_PLACE = (1 << 63) - 1
_TO_NS = 3

_LAYOUT = Layout(
    tables=(
        Table(DOCUMENTS, resumable=True),
        Table(
            EVENTS,
            (
                Column("ts", default=NOT_GIVEN),
                Column("dur", default=NOT_GIVEN),
                Column("tdur", default=NOT_GIVEN),
                Column("place", np.uint64, NO_PLACE),
                text("name"),
                text("pid"),
                text("tid"),
                Column("phase", np.uint8),
            ),
            resumable=True,
        ),
        Table(ARGUMENTS, (text("text"),)),
    )
)
"""Times in ns; `place` is where the arguments stand. `arguments` has a row an event, their text."""


def _event() -> Object:
    times = {
        name: Value(Capture.NUMBER, f"{EVENTS}.{name}", scale=_TO_NS)
        for name in ("ts", "dur", "tdur")
    }
    words = {name: Value(Capture.WORD, f"{EVENTS}.{name}") for name in ("pid", "tid")}
    return Object(
        {
            "name": Value(Capture.TEXT, f"{EVENTS}.name"),
            "ph": Value(Capture.BYTE, f"{EVENTS}.phase"),
            "args": Value(Capture.REFERENCE, f"{EVENTS}.place"),
            **times,
            **words,
        },
        record=EVENTS,
    )


@cache
def events_schema() -> Schema:
    """An object with `traceEvents` and anything beside it, or the bare array; made once."""
    events = Value(array=Value(object=_event()), trailing_comma=True)
    document = Object({"traceEvents": events}, record=DOCUMENTS)
    root = Value(object=document, array=Value(object=_event()), trailing_comma=True)
    return compile_schema(root, _LAYOUT)
