"""Protobuf messages as plain values, read by the descriptors that stand in the file beside them.

google/protobuf/descriptor.proto; https://protobuf.dev/reference/protobuf/proto3-spec
"""

from __future__ import annotations

import base64
import struct
import weakref
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from perfview.kernels.references import LONGEST, place_of
from perfview.recording.source import Source
from perfview.traces.contents.detail import Value
from perfview.traces.contents.protobuf_values import fields, signed, text, varint

_DEEPEST = 64
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_DOUBLE, _FLOAT, _BOOL, _STRING, _GROUP, _MESSAGE = 1, 2, 8, 9, 10, 11
_UINTS, _ENUM, _ZIGZAG, _RAW = (4, 6, 7, 13), 14, (17, 18), 12
"""FieldDescriptorProto.Type."""
_REPEATED = 3


@dataclass(frozen=True)
class Described:
    """One field: its name, its type, the message or enum it is made of, whether there are many."""

    name: str
    type: int
    type_name: str
    repeated: bool


@dataclass
class Descriptors:
    """What a file's descriptors say: messages and enums by full name, extensions by number."""

    messages: dict[str, dict[int, Described]] = field(default_factory=dict)
    enums: dict[str, dict[int, str]] = field(default_factory=dict)
    extensions: dict[int, Described] = field(default_factory=dict)

    def add(self, file_set: bytes, extendee: str) -> None:
        """Take in a FileDescriptorSet; of extensions those of the message `extendee`."""
        for file in _all(file_set, 1):
            package = text(next(_all(file, 2), b""))
            scope = f".{package}" if package else ""
            self._add_scope(file, scope, extendee, (4, 5, 7))

    def _add_scope(self, scope: bytes, name: str, extendee: str, own: tuple[int, int, int]) -> None:
        """What a file or a message holds: `own` are its fields of messages, enums, extensions."""
        for enum in _all(scope, own[1]):
            values = dict(_number_and_name(value) for value in _all(enum, 2))
            self.enums[f"{name}.{_name(enum)}"] = values
        for extension in _all(scope, own[2]):
            if text(next(_all(extension, 2), b"")) == extendee:
                number, found = _field(extension)
                self.extensions[number] = found
        for message in _all(scope, own[0]):
            full = f"{name}.{_name(message)}"
            self.messages[full] = dict(_field(inner) for inner in _all(message, 2))
            if full.count(".") < _DEEPEST:
                self._add_scope(message, full, extendee, (3, 4, 6))

    def extension(self, number: int, content: bytes) -> Value:
        """The value of an extension that is a message or a text; None for unknown ones."""
        found = self.extensions.get(number)
        return self._value(found, 0, content, 0) if found else None

    def _message(self, name: str, content: bytes, depth: int) -> Value:
        known = self.messages.get(name, {})
        result: dict[str, Value] = {}
        for number, wire, value, inner in fields(content):
            described = known.get(number)
            if described is None or depth >= _DEEPEST:
                continue
            if wire == _BYTES and described.repeated and described.type not in _IN_BYTES:
                found = [self._value(described, n, b, depth) for n, b in _packed(described, inner)]
            else:
                found = [self._value(described, value, inner, depth)]
            if described.repeated:
                before = result.setdefault(described.name, [])
                assert isinstance(before, list)
                before += found
            else:
                result[described.name] = found[-1] if found else None
        return result

    def _value(self, described: Described, value: int, content: bytes, depth: int) -> Value:
        kind = described.type
        if kind == _MESSAGE:
            return self._message(described.type_name, content, depth + 1)
        if kind == _ENUM:
            return self.enums.get(described.type_name, {}).get(signed(value), signed(value))
        if kind == _DOUBLE:
            return float(struct.unpack("<d", content)[0]) if len(content) == 8 else None
        if kind == _FLOAT:
            return float(struct.unpack("<f", content)[0]) if len(content) == 4 else None
        reader = _SCALARS.get(kind)
        if reader:
            return reader(value, content)
        return value if kind in _UINTS else signed(value)


_known: weakref.WeakKeyDictionary[Source, Descriptors] = weakref.WeakKeyDictionary()


def descriptors_of(source: Source, words: Iterable[int], extendee: str) -> Descriptors:
    """What the descriptors at these references say; read once for each source.

    Raises `UnreadableInput` when the file has changed.
    """
    found = _known.get(source)
    if found is None:
        found = Descriptors()
        for word in words:
            offset, length, _ = place_of(int(word))
            if length < LONGEST:
                found.add(source.read_at(offset, length), extendee)
        _known[source] = found
    return found


_IN_BYTES = (_STRING, _GROUP, _MESSAGE, _RAW)
_SCALARS: dict[int, Callable[[int, bytes], Value]] = {
    _BOOL: lambda value, content: bool(value),
    _STRING: lambda value, content: text(content),
    _RAW: lambda value, content: base64.b64encode(content).decode(),
    17: lambda value, content: (value >> 1) ^ -(value & 1),
    18: lambda value, content: (value >> 1) ^ -(value & 1),
}


def _packed(described: Described, content: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements of a packed field, as number and as bytes."""
    size = {_DOUBLE: 8, 6: 8, 16: 8, _FLOAT: 4, 7: 4, 15: 4}.get(described.type, 0)
    at = 0
    while at < len(content):
        if size:
            yield int.from_bytes(content[at : at + size], "little"), content[at : at + size]
            at += size
            continue
        try:
            value, at = varint(content, at)
        except ValueError:
            return
        yield value, b""


def _all(message: bytes, wanted: int) -> Iterator[bytes]:
    return (c for number, wire, _, c in fields(message) if (number, wire) == (wanted, _BYTES))


def _name(message: bytes) -> str:
    return text(next(_all(message, 1), b""))


def _number_and_name(message: bytes) -> tuple[int, str]:
    number = next((v for n, w, v, _ in fields(message) if (n, w) == (2, _VARINT)), 0)
    return signed(number), _name(message)


def _field(message: bytes) -> tuple[int, Described]:
    numbers = {n: v for n, w, v, _ in fields(message) if w == _VARINT}
    type_name = text(next(_all(message, 6), b""))
    described = Described(
        _name(message), numbers.get(5, 0), type_name, numbers.get(4, 0) == _REPEATED
    )
    return numbers.get(3, 0), described
