"""OpenTelemetry's values, events and links from their protobuf messages.

Field numbers: https://github.com/open-telemetry/opentelemetry-proto (common.proto, trace.proto,
resource.proto). Messages are small and wanted one at a time, so plain Python reads them.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator

from perfview.traces.contents.detail import Event, Link, Pairs, Value

_DEEPEST = 64

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def varint(data: bytes, at: int = 0) -> tuple[int, int]:
    """(unsigned value, where it ends). Raises ValueError when it does not end."""
    value = shift = 0
    while at < len(data) and shift < 70:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value & (2**64 - 1), at
    raise ValueError("A number does not end")


def signed(value: int) -> int:
    """A varint as the int64 it stands for."""
    return value - 2**64 if value >= 2**63 else value


def fields(message: bytes) -> Iterator[tuple[int, int, int, bytes]]:
    """(number, wire type, number value, bytes) of each field, until the message makes no sense."""
    at = 0
    while at < len(message):
        try:
            tag, at = varint(message, at)
            number, wire = tag >> 3, tag & 7
            value, content = 0, b""
            if wire in (_VARINT, _BYTES):
                value, at = varint(message, at)
        except ValueError:
            return
        size = {_FIXED64: 8, _FIXED32: 4, _BYTES: value, _VARINT: 0}.get(wire, -1)
        if size < 0 or at + size > len(message):
            return
        content = message[at : at + size]
        at += size
        if wire in (_FIXED64, _FIXED32):
            value = int.from_bytes(content, "little")
        yield number, wire, value, content


def text(content: bytes) -> str:
    """A string field, damaged bytes replaced."""
    return content.decode("utf-8", "replace")


def any_value(message: bytes, depth: int = 0) -> Value:
    """What an AnyValue holds; nesting beyond 64 levels reads as None."""
    result: Value = None
    for number, wire, value, content in fields(message):
        if number == 1 and wire == _BYTES:
            result = text(content)
        elif number == 2 and wire == _VARINT:
            result = bool(value)
        elif number == 3 and wire == _VARINT:
            result = signed(value)
        elif number == 4 and wire == _FIXED64:
            result = struct.unpack("<d", content)[0]
        elif number == 5 and wire == _BYTES and depth < _DEEPEST:
            result = [any_value(c, depth + 1) for n, w, _, c in fields(content) if (n, w) == (1, 2)]
        elif number == 6 and wire == _BYTES and depth < _DEEPEST:
            result = dict(pairs(content, 1, depth + 1))
        elif number == 7 and wire == _BYTES:
            result = base64.b64encode(content).decode()
    return result


def pairs(message: bytes, wanted: int, depth: int = 0) -> Pairs:
    """The KeyValues that are field `wanted` of a message."""
    return [
        _pair(content, depth)
        for number, wire, _, content in fields(message)
        if number == wanted and wire == _BYTES
    ]


def _pair(message: bytes, depth: int) -> tuple[str, Value]:
    key, value = "", None
    for number, wire, _, content in fields(message):
        if number == 1 and wire == _BYTES:
            key = text(content)
        elif number == 2 and wire == _BYTES:
            value = any_value(content, depth)
    return key, value


def event(message: bytes) -> Event:
    """Span.Event: time 1, name 2, attributes 3."""
    name, time_ns = "", 0
    for number, wire, value, content in fields(message):
        if number == 1 and wire == _FIXED64:
            time_ns = signed(value)
        elif number == 2 and wire == _BYTES:
            name = text(content)
    return Event(name, time_ns, pairs(message, 3))


def link(message: bytes) -> Link:
    """Span.Link: trace id 1, span id 2, attributes 4."""
    ids = {1: "", 2: ""}
    for number, wire, _, content in fields(message):
        if number in ids and wire == _BYTES:
            ids[number] = content.hex()
    return Link(ids[1], ids[2], pairs(message, 4))


def resource(message: bytes) -> Pairs:
    """Resource: attributes 1."""
    return pairs(message, 1)
