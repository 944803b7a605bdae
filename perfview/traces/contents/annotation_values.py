"""Perfetto's debug annotations as plain values, in the form that Chrome's JSON gives them.

protos/perfetto/trace/track_event/debug_annotation.proto of https://github.com/google/perfetto.
Messages are small and wanted one at a time, so plain Python reads them.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from perfview.traces.contents import json_values
from perfview.traces.contents.detail import Value
from perfview.traces.contents.numbered_names import KEY_NAME, TEXT_VALUE
from perfview.traces.contents.protobuf_values import fields, signed, text

_DEEPEST = 64
_VARINT, _FIXED64, _BYTES = 0, 1, 2
_UNKNOWN = "?"

_SANITISED = bytes.maketrans(b".[]", b"___")

NameOf = Callable[[int, int], str]
"""(kind, number) to the name that stands as a number; "" where it means nothing."""


def nameless(_kind: int, _number: int) -> str:
    """Knows no name."""
    return ""


def sanitised(name: bytes) -> bytes:
    """A name as Perfetto and Chrome's JSON have it: dots and brackets are underscores."""
    return name.translate(_SANITISED)


def annotation(message: bytes, name_of: NameOf = nameless, depth: int = 0) -> Value:
    """What a DebugAnnotation holds; nesting beyond 64 levels reads as None.

    Pointers are texts (`0x7f…`), and what is nested without a value is left out, as in JSON.
    """
    entries: dict[str, Value] = {}
    values: list[Value] = []
    result: Value = None
    for number, wire, value, content in fields(message):
        if wire == _VARINT and number in _NUMBERS:
            result = _NUMBERS[number](value)
        elif (number, wire) == (5, _FIXED64):
            result = struct.unpack("<d", content)[0]
        elif (number, wire) == (17, _VARINT):
            result = name_of(TEXT_VALUE, value)
        elif wire == _BYTES and number in (11, 12):
            if depth >= _DEEPEST:
                return result
            inner = annotation(content, name_of, depth + 1)
            if number == 11 and inner is not None:
                entries[_name(content, name_of)] = inner
            elif inner is not None:
                values.append(inner)
            result = entries if number == 11 else values
        elif wire == _BYTES and number in _TEXTS:
            result = _TEXTS[number](content)
    return result


def _name(message: bytes, name_of: NameOf) -> str:
    """The key of a dictionary's entry."""
    found = ""
    for number, wire, value, content in fields(message):
        if (number, wire) == (10, _BYTES):
            found = text(sanitised(content))
        elif (number, wire) == (1, _VARINT):
            found = text(sanitised(name_of(KEY_NAME, value).encode()))
    return found or _UNKNOWN


def _nested(message: bytes, depth: int = 0) -> Value:
    """A NestedValue: the form that annotations had before they could be nested themselves."""
    kind, leaf = 0, None
    keys: list[str] = []
    values: list[Value] = []
    for number, wire, value, content in fields(message):
        if (number, wire) == (1, _VARINT):
            kind = value
        elif (number, wire) == (2, _BYTES):
            keys.append(text(sanitised(content)))
        elif number in (3, 4) and wire == _BYTES:
            values.append(_nested(content, depth + 1) if depth < _DEEPEST else None)
        else:
            leaf = _leaf(number, wire, value, content, leaf)
    if kind == 1:
        return dict(zip(keys, values, strict=False))
    return values if kind == 2 else leaf


def _leaf(number: int, wire: int, value: int, content: bytes, before: Value) -> Value:
    if (number, wire) == (5, _VARINT):
        return signed(value)
    if (number, wire) == (6, _FIXED64):
        return float(struct.unpack("<d", content)[0])
    if (number, wire) == (7, _VARINT):
        return bool(value)
    return text(content) if (number, wire) == (8, _BYTES) else before


def _json(content: bytes) -> Value:
    return json_values.listed(json_values.load(content))


_NUMBERS: dict[int, Callable[[int], Value]] = {
    2: bool,
    3: int,
    4: signed,
    7: lambda value: f"0x{value:x}",
}
_TEXTS: dict[int, Callable[[bytes], Value]] = {6: text, 8: _nested, 9: _json}
