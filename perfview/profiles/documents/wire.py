"""Single protobuf fields as bytes (https://protobuf.dev/programming-guides/encoding)."""

from __future__ import annotations

_ALL_BITS = (1 << 64) - 1


def varint(number: int) -> bytes:
    """A whole number; negative ones as 64 bits in two's complement."""
    rest, out = number & _ALL_BITS, bytearray()
    while rest >= 128:
        out.append(rest & 127 | 128)
        rest >>= 7
    out.append(rest)
    return bytes(out)


def number_field(field: int, number: int) -> bytes:
    """A field that is a number; nothing for 0, which is what readers assume."""
    return varint(field << 3) + varint(number) if number else b""


def bytes_field(field: int, content: bytes) -> bytes:
    """A field that is a text or a message."""
    return varint(field << 3 | 2) + varint(len(content)) + content
