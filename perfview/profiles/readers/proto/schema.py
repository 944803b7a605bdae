"""Everything of profile.proto but samples and texts, by field number: which table it goes into.

https://github.com/google/pprof/blob/main/proto/profile.proto. Texts are numbers here: their place
in the table of texts.
"""

from __future__ import annotations

from functools import cache

from perfview.kernels.layout import Column, Layout, Table, link
from perfview.kernels.protobuf_schema import Capture, Field, Message, Schema, compile_schema

SAMPLE, TEXT = 2, 6
"""The fields of a profile that hold its samples and its table of texts."""

TYPES, PERIOD_TYPES, MAPPINGS, LOCATIONS, LINES, FUNCTIONS, SCALARS = (
    "types",
    "period_types",
    "mappings",
    "locations",
    "lines",
    "functions",
    "scalars",
)
DROP_FRAMES, KEEP_FRAMES, TIME, DURATION, PERIOD, COMMENT, DEFAULT_TYPE = 7, 8, 9, 10, 12, 13, 14
"""The numbers in `scalars.field`."""


def _numbers(table: str, *columns: str) -> Table:
    return Table(table, tuple(Column(name) for name in columns))


_LAYOUT = Layout(
    (
        _numbers(TYPES, "kind", "unit"),
        _numbers(PERIOD_TYPES, "kind", "unit"),
        _numbers(MAPPINGS, "id", "start", "limit", "offset", "file"),
        # Committed where it ends, after its lines: the rows there are of them then.
        Table(
            LOCATIONS,
            (Column("id"), Column("mapping"), Column("address"), link("lines_end", LINES)),
        ),
        _numbers(LINES, "function", "line"),
        _numbers(FUNCTIONS, "id", "name", "system_name", "file", "start_line"),
        _numbers(SCALARS, "field", "value"),
    )
)


def _number(table: str, column: str) -> Field:
    return Field(Capture.VARINT, f"{table}.{column}")


def _record(table: str, *columns: str) -> Message:
    """Fields 1, 2 ... into these columns."""
    fields = {i: _number(table, name) for i, name in enumerate(columns, 1)}
    return Message(fields, record=table)


def _scalar(field: int) -> Field:
    into, constant = f"{SCALARS}.value", (f"{SCALARS}.field", field)
    return Field(Capture.VARINT, into, constant=constant, commit=SCALARS)


@cache
def profile_schema() -> Schema:
    """The schema of a Profile without its samples and texts."""
    line = Field(message=_record(LINES, "function", "line"))
    places = {i: _number(LOCATIONS, name) for i, name in enumerate(("id", "mapping", "address"), 1)}
    messages = {
        1: _record(TYPES, "kind", "unit"),
        3: _record(MAPPINGS, "id", "start", "limit", "offset", "file"),
        4: Message({**places, 4: line}, record=LOCATIONS),
        5: _record(FUNCTIONS, "id", "name", "system_name", "file", "start_line"),
        11: _record(PERIOD_TYPES, "kind", "unit"),
    }
    fields = {number: Field(message=message) for number, message in messages.items()}
    scalars = (DROP_FRAMES, KEEP_FRAMES, TIME, DURATION, PERIOD, COMMENT, DEFAULT_TYPE)
    fields |= {number: _scalar(number) for number in scalars}
    return compile_schema(Message(fields, stream=True), _LAYOUT)
