"""The tables and the schema of a preprocessed V8 log.

Format: what `JsonProfile` writes in v8/tools/profile.mjs (`node --prof-process --preprocess`):
`code`, the pieces of code; `ticks` with the time `tm` (microseconds), the state `vm` of the engine
and `s`, pairs of a piece of code and an offset in it, the innermost frame first, -1 for an address
that is in none.
"""

from __future__ import annotations

from functools import cache

from perfview.kernels.json_schema import Capture, Object, Schema, Value, compile_schema
from perfview.kernels.layout import Column, Layout, Table, link, text

DOCUMENTS, CODE, TICKS, FRAMES = "documents", "code", "ticks", "frames"

_TO_NS = 3

_LAYOUT = Layout(
    tables=(
        Table(DOCUMENTS, resumable=True),
        Table(CODE, (text("name"), text("type"), text("kind")), resumable=True),
        Table(TICKS, (Column("ns"), Column("state", default=-1)), resumable=True),
        Table(FRAMES, (Column("code"), link("tick", TICKS))),
    )
)
"""`frames` has a row for every number of every `s`."""


@cache
def log_schema() -> Schema:
    """The object with code and ticks; made once."""
    code = Object(
        {name: Value(Capture.TEXT, f"{CODE}.{name}") for name in ("name", "type", "kind")},
        record=CODE,
    )
    tick = Object(
        {
            "tm": Value(Capture.NUMBER, f"{TICKS}.ns", scale=_TO_NS),
            "vm": Value(Capture.NUMBER, f"{TICKS}.state"),
            "s": Value(array=Value(Capture.NUMBER, f"{FRAMES}.code", commit=FRAMES)),
        },
        record=TICKS,
    )
    keys = {"code": Value(array=Value(object=code)), "ticks": Value(array=Value(object=tick))}
    return compile_schema(Value(object=Object(keys, record=DOCUMENTS)), _LAYOUT)
