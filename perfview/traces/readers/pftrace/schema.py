"""Perfetto's trace format by field number: what is kept of it and where it goes.

https://perfetto.dev/docs/reference/trace-packet-proto (protos/perfetto/trace/*.proto). Every field
of a packet leaves its number as `content`, so that what is not read can be counted and named.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache

from perfview.kernels.protobuf_schema import (
    Capture,
    Field,
    Message,
    Schema,
    Wire,
    compile_schema,
)
from perfview.traces.model import ValueType
from perfview.traces.readers.pftrace import tables as t
from perfview.traces.readers.pftrace.event_schema import EVENT, NumberKind, listed, number, text
from perfview.traces.readers.pftrace.kernel_schema import KERNEL_BUNDLE
from perfview.traces.readers.pftrace.sources import PACKET_CONTENTS


class NameKind(IntEnum):
    """What a numbered name stands for: field numbers of InternedData."""

    CATEGORY = 1
    EVENT = 2
    ANNOTATION = 3
    LOG_BODY = 20
    TEXT_VALUE = 29


def _sign(into: str, number: int, wire: Wire = Wire.BYTES, message: Message | None = None) -> Field:
    return Field(Capture.SIGN, into, reference_type=number, wire=wire, message=message)


def _reference(into: str, kind: ValueType = ValueType.TEXT, wire: Wire = Wire.BYTES) -> Field:
    return Field(Capture.REFERENCE, into, reference_type=int(kind), wire=wire)


def _name(kind: NameKind) -> Field:
    fields = {1: number(f"{t.NAMES}.iid"), 2: text(f"{t.NAMES}.text")}
    return _sign(f"{t.NAMES}.kind", kind, message=Message(fields, record=t.NAMES))


def _key_name(kind: NameKind) -> Field:
    """A name of attributes, or a text among their values; its bytes are wanted, not its number."""
    inner = {1: number(f"{t.KEY_NAMES}.iid"), 2: _reference(f"{t.KEY_NAMES}.reference")}
    return _sign(f"{t.KEY_NAMES}.kind", kind, message=Message(inner, record=t.KEY_NAMES))


_LOCATION = Message(
    {
        1: number(f"{t.LOCATIONS}.iid"),
        2: _reference(f"{t.LOCATIONS}.file"),
        3: _reference(f"{t.LOCATIONS}.function"),
        4: _reference(f"{t.LOCATIONS}.line", ValueType.UNSIGNED, Wire.VARINT),
    },
    record=t.LOCATIONS,
)
_INTERNED = Message(
    {
        1: _name(NameKind.CATEGORY),
        2: _name(NameKind.EVENT),
        3: _key_name(NameKind.ANNOTATION),
        4: Field(message=_LOCATION),
        20: _key_name(NameKind.LOG_BODY),
        29: _key_name(NameKind.TEXT_VALUE),
    }
)


def _default_track(kind: NumberKind) -> Field:
    return listed(t.DEFAULT_TRACKS, "uuid", kind)


_DEFAULTS = Message(
    {
        58: number(f"{t.DEFAULTS}.clock"),
        11: Field(
            message=Message(
                {
                    11: number(f"{t.DEFAULTS}.track"),
                    31: _default_track(NumberKind.EXTRA),
                    45: _default_track(NumberKind.DOUBLE_EXTRA),
                }
            )
        ),
    },
    record=t.DEFAULTS,
)
_CLOCK = Message(
    {
        1: number(f"{t.CLOCKS}.clock"),
        2: number(f"{t.CLOCKS}.time"),
        3: number(f"{t.CLOCKS}.is_incremental"),
        4: number(f"{t.CLOCKS}.unit"),
    },
    record=t.CLOCKS,
)
_SNAPSHOT = Message(
    {1: Field(message=_CLOCK), 2: number(f"{t.SNAPSHOTS}.primary")}, record=t.SNAPSHOTS
)
_THREAD_OF_TRACK = Message(
    {
        1: number(f"{t.DESCRIPTORS}.thread_process"),
        2: number(f"{t.DESCRIPTORS}.thread_id"),
        4: number(f"{t.DESCRIPTORS}.thread_type"),
        5: text(f"{t.DESCRIPTORS}.thread_name"),
        6: number(f"{t.DESCRIPTORS}.reference_us"),
    }
)
_PROCESS_OF_TRACK = Message(
    {
        1: number(f"{t.DESCRIPTORS}.process_id"),
        4: number(f"{t.DESCRIPTORS}.process_type"),
        6: text(f"{t.DESCRIPTORS}.process_name"),
    }
)
_COUNTER = Message(
    {
        1: number(f"{t.DESCRIPTORS}.counter_type"),
        3: number(f"{t.DESCRIPTORS}.unit"),
        4: number(f"{t.DESCRIPTORS}.multiplier"),
        5: number(f"{t.DESCRIPTORS}.is_incremental"),
        6: text(f"{t.DESCRIPTORS}.unit_name"),
    }
)
_TRACK_NAME = text(f"{t.DESCRIPTORS}.name")
_DESCRIPTOR = Message(
    {
        1: number(f"{t.DESCRIPTORS}.uuid"),
        2: _TRACK_NAME,
        3: Field(message=_PROCESS_OF_TRACK),
        4: Field(message=_THREAD_OF_TRACK),
        5: number(f"{t.DESCRIPTORS}.parent"),
        6: Field(message=Message({1: number(f"{t.DESCRIPTORS}.process_type")})),
        7: Field(message=Message({1: number(f"{t.DESCRIPTORS}.thread_type")})),
        8: _sign(f"{t.DESCRIPTORS}.is_counter", 1, message=_COUNTER),
        10: _TRACK_NAME,
        12: number(f"{t.DESCRIPTORS}.rank"),
        13: _TRACK_NAME,
        18: _sign(f"{t.DESCRIPTORS}.is_state", 1),
    },
    record=t.DESCRIPTORS,
)
_OLD_THREAD = Message(
    {
        1: number(f"{t.THREADS}.process_id"),
        2: number(f"{t.THREADS}.thread_id"),
        4: number(f"{t.THREADS}.thread_type"),
        5: text(f"{t.THREADS}.name"),
        6: number(f"{t.THREADS}.reference_us"),
    },
    record=t.THREADS,
)
_OLD_PROCESS = Message(
    {
        1: number(f"{t.PROCESSES}.process_id"),
        4: number(f"{t.PROCESSES}.process_type"),
        6: text(f"{t.PROCESSES}.name"),
    },
    record=t.PROCESSES,
)
_TREE_PROCESS = Message(
    {1: number(f"{t.TREE_PROCESSES}.process_id"), 3: listed(t.CMDLINES, "text", 0, Capture.TEXT)},
    record=t.TREE_PROCESSES,
)
_TREE_THREAD = Message(
    {
        1: number(f"{t.TREE_THREADS}.thread_id"),
        2: text(f"{t.TREE_THREADS}.name"),
        5: number(f"{t.TREE_THREADS}.process_id"),
    },
    record=t.TREE_THREADS,
)
_SAMPLE_STREAM = Message({1: listed(t.SAMPLES, "value")})
_EXTENSION_SET = Field(
    Capture.REFERENCE,
    f"{t.EXTENSIONS}.reference",
    reference_type=int(ValueType.BYTES),
    commit=t.EXTENSIONS,
)
_READ: dict[int, Message] = {
    1: KERNEL_BUNDLE,
    2: Message({1: Field(message=_TREE_PROCESS), 2: Field(message=_TREE_THREAD)}),
    6: _SNAPSHOT,
    11: EVENT,
    43: _OLD_PROCESS,
    44: _OLD_THREAD,
    54: _SAMPLE_STREAM,
    60: _DESCRIPTOR,
    66: Message(record=t.SAMPLES),
    72: Message({1: _EXTENSION_SET}),
}


def _packet() -> Message:
    fields = {
        numbered: _sign(f"{t.PACKETS}.content", numbered, message=_READ.get(numbered))
        for numbered in PACKET_CONTENTS
    }
    fields |= {
        8: number(f"{t.PACKETS}.time"),
        10: number(f"{t.PACKETS}.sequence"),
        12: Field(message=_INTERNED),
        13: number(f"{t.PACKETS}.flags"),
        41: number(f"{t.PACKETS}.cleared"),
        42: number(f"{t.PACKETS}.dropped"),
        58: number(f"{t.PACKETS}.clock"),
        59: Field(message=_DEFAULTS),
    }
    return Message(fields, record=t.PACKETS)


@cache
def perfetto_schema() -> Schema:
    """The schema of a Trace: packets end to end (and documents end to end, which read the same)."""
    root = Message({1: Field(message=_packet())}, stream=True)
    return compile_schema(root, t.PERFETTO_LAYOUT)
