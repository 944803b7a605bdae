"""Whether bytes have the shape of a Perfetto trace: packets with the fields packets have."""

from __future__ import annotations

from perfview.kernels.protobuf_schema import Wire
from perfview.traces.readers.otlp_protobuf_shape import Contradiction, Part, parts
from perfview.traces.readers.perfetto_sources import PACKET_CONTENTS

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
_ENOUGH = 200
_CERTAIN = 0.95


def certainty_of(head: bytes, size: int) -> float:
    """How surely content that begins with `head` (`size` bytes in all, 0 unknown) is such a trace.

    Nothing may contradict it: every field of the outermost message is a packet, every field of a
    packet one that packets have. 0.95 with times or sequences and contents seen, 0.6 with contents
    alone.
    """
    about = content = 0
    try:
        for count, packet in enumerate(parts(head, 0, size or 1 << 62)):
            if packet.number != 1 or packet.wire != Wire.BYTES:
                return 0.0
            seen_about, seen_content = _judge(head, packet)
            about += seen_about
            content += seen_content
            if count >= _ENOUGH:
                break
    except Contradiction:
        return 0.0
    if not content:
        return 0.0
    return _CERTAIN if about else 0.6


def _judge(head: bytes, packet: Part) -> tuple[int, int]:
    """How many fields about the packet itself and about contents it has. Raises `Contradiction`."""
    about = content = 0
    for part in parts(head, packet.start, packet.stop):
        wire = _WIRES.get(part.number)
        is_later = part.number <= _LATEST or part.number in _EXTENSIONS
        if (wire is None and not is_later) or (wire is not None and wire != part.wire):
            raise Contradiction(f"field {part.number} in a packet")
        about += part.number in _ABOUT_PACKETS
        content += part.number in PACKET_CONTENTS
        if part.number == 11:
            _check_event(head, part)
    return about, content


def _check_event(head: bytes, event: Part) -> None:
    """Raise `Contradiction` for what is no track event."""
    for part in parts(head, event.start, event.stop):
        wanted = {9: Wire.VARINT, 10: Wire.VARINT, 4: Wire.BYTES, 6: Wire.BYTES, 23: Wire.BYTES}
        if part.wire != wanted.get(part.number, part.wire):
            raise Contradiction(f"field {part.number} in an event")
