"""Whether bytes have the shape of OTLP in protobuf, and how its documents are delimited.

Protobuf has no signature. What speaks for OTLP is its nesting: resources, scopes and records with
ids and times of fixed width; any field that contradicts it speaks for something else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from perfview.kernels.protobuf_schema import Wire
from perfview.kernels.protobuf_walker import PLAIN, VARINT_FRAMES, WORD_FRAMES
from perfview.recording.protobuf_parts import Contradiction, Part, parts, varint_at

_FRAMINGS = {
    PLAIN: "one OTLP message",
    VARINT_FRAMES: "OTLP messages, each after its length as a varint",
    WORD_FRAMES: "OTLP messages, each after its length in four bytes",
}
_KNOWN_AT_MOST = 20
"""Numbers up to this one are OTLP's own; larger ones may be later additions."""


@dataclass(frozen=True)
class Shape:
    """How a file is framed, how certain that is, and what was seen."""

    framing: int
    certainty: float
    why: str


def shape_of(head: bytes, size: int) -> Shape:
    """The likeliest framing of content that begins with `head`; `size` is its length, 0 unknown."""
    whole = size or 1 << 62
    best = Shape(PLAIN, 0.0, "its fields are not those of OTLP in protobuf")
    for framing, words in _FRAMINGS.items():
        try:
            certainty = max((_judge(head, *d) for d in _documents(head, framing, whole)), default=0)
        except Contradiction:
            continue
        if certainty > best.certainty:
            best = Shape(framing, certainty, f"{words}, with resources and records in it")
    return best


def _documents(head: bytes, framing: int, size: int) -> Iterator[tuple[int, int]]:
    """Where the first two documents begin and end."""
    place = 0
    for _ in range(2):
        try:
            if framing == PLAIN:
                length = 1 << 62  # To the end, even if that came too early.
            elif framing == VARINT_FRAMES:
                length, place = varint_at(head, place)
            else:
                length, place = int.from_bytes(head[place : place + 4], "big"), place + 4
        except IndexError:
            return
        if place >= len(head):
            return
        # A collector that was stopped leaves its last message unfinished, but not its first.
        if place + length > size and place > 4 and framing != PLAIN:
            return
        yield place, place + length
        place += length


def _judge(head: bytes, start: int, stop: int) -> float:
    """How surely a document is OTLP: 1 with a record of it seen, 0.7 with a resource."""
    certainty = 0.0
    for part in parts(head, start, stop):
        if part.number == 1 and part.wire == Wire.BYTES:
            certainty = max(certainty, _judge_resource_spans(head, part))
            if certainty == 1:
                break
        elif part.number <= _KNOWN_AT_MOST:
            raise Contradiction(f"field {part.number} in the outermost message")
    return certainty


def _judge_resource_spans(head: bytes, whole: Part) -> float:
    certainty = 0.0
    for part in parts(head, whole.start, whole.stop):
        if part.number in (1, 2, 3, 1000) and part.wire != Wire.BYTES:
            raise Contradiction(f"field {part.number} is no message")
        if part.number == 1 and _has_attributes(head, part):
            certainty = max(certainty, 0.7)
        elif part.number in (2, 1000) and _has_record(head, part):
            return 1.0
        elif 3 < part.number <= _KNOWN_AT_MOST:
            raise Contradiction(f"field {part.number} in a resource's spans")
    return certainty


def _has_attributes(head: bytes, resource: Part) -> bool:
    found = False
    for part in parts(head, resource.start, resource.stop):
        if part.number == 1:
            pair = {p.number: p for p in parts(head, part.start, part.stop)}
            key = pair.get(1)
            if part.wire != Wire.BYTES or any(p.wire != Wire.BYTES for p in pair.values()):
                raise Contradiction("an attribute is no message")
            found |= key is not None and head[key.start : key.stop].isascii() and 2 in pair
    return found


def _has_record(head: bytes, scope: Part) -> bool:
    for part in parts(head, scope.start, scope.stop):
        if part.wire != Wire.BYTES and part.number <= 3:
            raise Contradiction("a scope's record is no message")
        if part.number == 2 and _is_record(list(parts(head, part.start, part.stop)), head):
            return True
    return False


def _is_record(fields: list[Part], head: bytes) -> bool:
    """Whether these are a span's, a metric's or a log record's fields."""
    seen = {(p.number, p.wire): p for p in fields}
    ids = [seen.get((1, Wire.BYTES)), seen.get((2, Wire.BYTES))]
    lengths = [p.stop - p.start if p else 0 for p in ids]
    times = (7, Wire.FIXED64) in seen or (8, Wire.FIXED64) in seen
    if lengths == [16, 8] or times:
        return True
    if (1, Wire.FIXED64) in seen or (11, Wire.FIXED64) in seen:
        return True
    data = [p for p in fields if p.number in (5, 7, 9, 10, 11) and p.wire == Wire.BYTES]
    return any(_has_point(head, part) for part in data)


def _has_point(head: bytes, data: Part) -> bool:
    for part in parts(head, data.start, data.stop):
        if part.number == 1 and part.wire == Wire.BYTES:
            wires = {(p.number, p.wire) for p in parts(head, part.start, part.stop)}
            return (3, Wire.FIXED64) in wires
    return False
