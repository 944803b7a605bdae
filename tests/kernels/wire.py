"""Protobuf's wire format written by hand, so that tests can be as odd as the format allows."""

from __future__ import annotations

import struct


def varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def tag(number: int, wire: int) -> bytes:
    return varint(number << 3 | wire)


def number(field: int, value: int) -> bytes:
    return tag(field, 0) + varint(value)


def fixed64(field: int, value: int) -> bytes:
    return tag(field, 1) + struct.pack("<Q", value)


def fixed32(field: int, value: int) -> bytes:
    return tag(field, 5) + struct.pack("<I", value)


def chunk(field: int, value: bytes) -> bytes:
    return tag(field, 2) + varint(len(value)) + value


def group(field: int, content: bytes) -> bytes:
    return tag(field, 3) + content + tag(field, 4)
