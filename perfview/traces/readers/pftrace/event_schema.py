"""Perfetto's track events by field number: what is kept of them and where it goes.

protos/perfetto/trace/track_event/*.proto of https://github.com/google/perfetto.
"""

from __future__ import annotations

from enum import IntEnum

from perfview.kernels.protobuf_schema import Capture, Field, Message, Wire
from perfview.traces.model import ValueType
from perfview.traces.readers.pftrace import tables as t


class NumberKind(IntEnum):
    """Where a number of an event stands: field numbers of TrackEvent, which has the doubles too."""

    COUNTER = 30
    DOUBLE_COUNTER = 44
    EXTRA = 12
    DOUBLE_EXTRA = 46


class FlowKind(IntEnum):
    """Field numbers of TrackEvent: flows that go through an event, and those that end in it."""

    THROUGH = 47
    ENDING = 48


class OldTimeKind(IntEnum):
    """Field numbers of TrackEvent from before packets had times of their own."""

    DELTA = 1
    ABSOLUTE = 16


class PlaceKind(IntEnum):
    """Field numbers of TrackEvent that lead to a place in the source code."""

    TASK = 5
    LOG = 21
    HERE = 34


def number(into: str) -> Field:
    """A number of any kind that is written as a varint."""
    return Field(Capture.VARINT, into)


def text(into: str) -> Field:
    """A text, kept once."""
    return Field(Capture.TEXT, into)


def listed(
    table: str, column: str, kind: int = 0, capture: Capture = Capture.VARINT, wire: int = -1
) -> Field:
    """A repeated value: a row of `table` each, with `kind` beside it when the table has kinds."""
    constant = (f"{table}.kind", kind) if kind else None
    declared = Wire(wire) if wire >= 0 else None
    return Field(capture, f"{table}.{column}", constant=constant, commit=table, wire=declared)


def _value(kind: ValueType, wire: Wire = Wire.BYTES) -> Field:
    return Field(
        Capture.REFERENCE, f"{t.ANNOTATIONS}.reference", reference_type=int(kind), wire=wire
    )


def _whole(wire: Wire = Wire.BYTES) -> Field:
    return Field(
        Capture.AROUND,
        f"{t.ANNOTATIONS}.reference",
        reference_type=int(ValueType.ANNOTATION),
        wire=wire,
    )


_ANNOTATION = Message(
    {
        1: number(f"{t.ANNOTATIONS}.name_iid"),
        2: _value(ValueType.BOOL, Wire.VARINT),
        3: _value(ValueType.UNSIGNED, Wire.VARINT),
        4: _value(ValueType.VARINT, Wire.VARINT),
        5: _value(ValueType.DOUBLE, Wire.FIXED64),
        6: _value(ValueType.TEXT),
        7: _whole(Wire.VARINT),
        8: _whole(),
        9: _value(ValueType.JSON),
        10: Field(Capture.KEY, f"{t.ANNOTATIONS}.key"),
        11: _whole(),
        12: _whole(),
        14: _whole(),
        17: number(f"{t.ANNOTATIONS}.text_iid"),
    },
    record=t.ANNOTATIONS,
)
_LEGACY = Message(
    {
        1: number(f"{t.LEGACY}.name_iid"),
        2: number(f"{t.LEGACY}.phase"),
        3: number(f"{t.LEGACY}.duration_us"),
        6: number(f"{t.LEGACY}.unscoped_id"),
        7: text(f"{t.LEGACY}.id_scope"),
        8: number(f"{t.LEGACY}.bind_id"),
        10: number(f"{t.LEGACY}.local_id"),
        11: number(f"{t.LEGACY}.global_id"),
        12: number(f"{t.LEGACY}.bind_to_enclosing"),
        13: number(f"{t.LEGACY}.flow_direction"),
        14: number(f"{t.LEGACY}.instant_scope"),
        18: number(f"{t.LEGACY}.process_id"),
        19: number(f"{t.LEGACY}.thread_id"),
    },
    record=t.LEGACY,
)
_TASK = Message({1: listed(t.PLACES, "iid", PlaceKind.TASK)})
_LOG = Message(
    {1: listed(t.PLACES, "iid", PlaceKind.LOG), 2: listed(t.MESSAGES, "body_iid")},
)
EXTENSIONS = range(1000, 2000)
"""Fields of TrackEvent that Chrome defines, described in the file itself."""


def _extension(number: int) -> Field:
    """An annotation whose name is given by the field's number, told by its sign from others."""
    return Field(
        Capture.REFERENCE,
        f"{t.ANNOTATIONS}.reference",
        reference_type=int(ValueType.DESCRIBED),
        constant=(f"{t.ANNOTATIONS}.name_iid", -number),
        commit=t.ANNOTATIONS,
    )


EVENT = Message(
    {number: _extension(number) for number in EXTENSIONS}
    | {
        1: listed(t.OLD_TIMES, "value_us", OldTimeKind.DELTA),
        4: Field(message=_ANNOTATION),
        5: Field(message=_TASK),
        6: Field(message=_LEGACY),
        9: number(f"{t.EVENTS}.type"),
        10: number(f"{t.EVENTS}.name_iid"),
        11: number(f"{t.EVENTS}.track"),
        12: listed(t.NUMBERS, "value", NumberKind.EXTRA),
        16: listed(t.OLD_TIMES, "value_us", OldTimeKind.ABSOLUTE),
        21: Field(message=_LOG),
        22: listed(t.CATEGORY_TEXTS, "text", capture=Capture.TEXT),
        23: text(f"{t.EVENTS}.name"),
        3: listed(t.CATEGORIES, "iid"),
        30: listed(t.NUMBERS, "value", NumberKind.COUNTER),
        31: listed(t.NUMBER_TRACKS, "uuid", NumberKind.EXTRA),
        34: listed(t.PLACES, "iid", PlaceKind.HERE),
        36: listed(t.FLOWS, "id", FlowKind.THROUGH),
        42: listed(t.FLOWS, "id", FlowKind.ENDING),
        44: listed(t.NUMBERS, "value", NumberKind.DOUBLE_COUNTER, Capture.FIXED64),
        45: listed(t.NUMBER_TRACKS, "uuid", NumberKind.DOUBLE_EXTRA),
        46: listed(t.NUMBERS, "value", NumberKind.DOUBLE_EXTRA, Capture.FIXED64),
        47: listed(t.FLOWS, "id", FlowKind.THROUGH, Capture.FIXED64),
        48: listed(t.FLOWS, "id", FlowKind.ENDING, Capture.FIXED64),
    },
    record=t.EVENTS,
)
