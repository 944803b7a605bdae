"""Whether bytes have the shape of a Perfetto trace: packets with the fields packets have."""

from __future__ import annotations

from perfview.kernels.protobuf_schema import Wire
from perfview.recording.protobuf_parts import Contradiction, Part, parts
from perfview.traces.readers.pftrace.sources import PACKET_CONTENTS

_WIRES = {
    3: Wire.VARINT,
    8: Wire.VARINT,
    10: Wire.VARINT,
    12: Wire.BYTES,
    13: Wire.VARINT,
    41: Wire.VARINT,
    42: Wire.VARINT,
    58: Wire.VARINT,
    59: Wire.BYTES,
    79: Wire.VARINT,
    87: Wire.VARINT,
    98: Wire.VARINT,
} | dict.fromkeys(PACKET_CONTENTS, Wire.BYTES)
_ABOUT_PACKETS = frozenset(_WIRES) - frozenset(PACKET_CONTENTS)
_LATEST, _EXTENSIONS = 256, range(1000, 2000)
_NO_END = 1 << 62
_ENOUGH = 200
_CONVINCING = 4
_CERTAIN, _LIKELY = 0.95, 0.6


_V, _F, _B = Wire.VARINT, Wire.FIXED64, Wire.BYTES
_INSIDE: dict[tuple[int, ...], dict[int, Wire]] = {
    (1,): {1: _V, 2: _B, 3: _V, 4: _B, 5: _V, 6: _V, 7: _V},
    (1, 2): {1: _V, 2: _V},
    (2,): {1: _B, 2: _B, 3: _V},
    (2, 1): {1: _V, 2: _V, 3: _B, 5: _V},
    (2, 2): {1: _V, 2: _B, 5: _V},
    (6,): {1: _B, 2: _V},
    (6, 1): {1: _V, 2: _V, 3: _V, 4: _V},
    (11,): {4: _B, 6: _B, 9: _V, 10: _V, 11: _V, 22: _B, 23: _B, 47: _F, 48: _F},
    (60,): {1: _V, 2: _B, 3: _B, 4: _B, 5: _V, 8: _B},
}
"""How the fields of contents are delimited, by the way there from the packet."""


def certainty_of(head: bytes, size: int) -> float:
    """How surely content that begins with `head` (`size` bytes in all, 0 unknown) is such a trace.

    It may break off early, but not within its first packet. 0.95 with times or sequences beside
    what packets hold, 0.6 without, or when anything contradicts it behind a few whole packets, as
    damage does; 0 when that comes first.
    """
    about = content = whole = 0
    try:
        for count, packet in enumerate(parts(head, 0, _NO_END)):
            if packet.number != 1 or packet.wire != Wire.BYTES:
                raise Contradiction("no packet")
            if not count and size and packet.stop > size:
                return 0.0
            before = about, content
            for part in parts(head, packet.start, packet.stop):
                about += part.number in _ABOUT_PACKETS
                content += part.number in PACKET_CONTENTS
                _check(head, part)
            whole += about > before[0] and content > before[1]
            if count >= _ENOUGH:
                break
    except Contradiction:
        return _LIKELY if whole >= _CONVINCING else 0.0
    if not content:
        return 0.0
    return _CERTAIN if about else _LIKELY


def _check(head: bytes, part: Part) -> None:
    """Raise `Contradiction` for a field that packets do not have."""
    wire = _WIRES.get(part.number)
    is_later = part.number <= _LATEST or part.number in _EXTENSIONS
    if part.wire != (wire if wire is not None else part.wire) or not (is_later or wire):
        raise Contradiction(f"field {part.number} in a packet")
    _check_inside(head, part, (part.number,))


def _check_inside(head: bytes, part: Part, way: tuple[int, ...]) -> None:
    """The same for what is in a content, as far as it is known here."""
    fields = _INSIDE.get(way)
    if fields is None:
        return
    for inner in parts(head, part.start, part.stop):
        if inner.wire != fields.get(inner.number, inner.wire):
            raise Contradiction(f"field {inner.number} in a packet's field {way[0]}")
        _check_inside(head, inner, (*way, inner.number))
