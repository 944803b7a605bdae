"""The fields of a protobuf message one by one, for looking at a file before it is read.

https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from perfview.kernels.protobuf_schema import Wire


class Contradiction(Exception):
    """Bytes that cannot be what they were taken for."""


@dataclass(frozen=True)
class Part:
    """A field's number, wire type and where its value stands; `stop` may lie beyond the bytes."""

    number: int
    wire: int
    start: int
    stop: int


def varint_at(data: bytes, place: int) -> tuple[int, int]:
    """The number that stands here and the place after it.

    Raises IndexError at the bytes' end and `Contradiction` for one of more than 64 bits.
    """
    value = shift = 0
    while True:
        byte = data[place]
        place += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, place
        shift += 7
        if shift > 63:
            raise Contradiction("a number does not end")


def parts(data: bytes, start: int, stop: int) -> Iterator[Part]:
    """The fields between two places, as far as there are bytes. Raises `Contradiction`."""
    while start < stop:
        try:
            tag, place = varint_at(data, start)
            wire, length = tag & 7, 0
            if wire == Wire.BYTES:
                length, place = varint_at(data, place)
            elif wire == Wire.VARINT:
                length = varint_at(data, place)[1] - place
            elif wire in (Wire.FIXED64, Wire.FIXED32):
                length = 8 if wire == Wire.FIXED64 else 4
        except IndexError:
            return
        if tag < 8 or wire in (Wire.GROUP, Wire.END_GROUP) or wire > Wire.FIXED32:
            raise Contradiction(f"a tag of {tag} at byte {start}")
        if length > stop - place:
            raise Contradiction(f"a field at byte {start} is longer than what it is in")
        yield Part(tag >> 3, wire, place, place + length)
        start = place + length
