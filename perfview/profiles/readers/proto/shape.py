"""Whether bytes have the shape of pprof's profile.proto.

Protobuf has no signature. What speaks for a profile is that every field is one of a profile's, is
delimited as it should be, and holds what it should.
https://github.com/google/pprof/blob/main/proto/profile.proto
"""

from __future__ import annotations

from dataclasses import dataclass

from perfview.kernels.protobuf_schema import Wire
from perfview.recording.protobuf_parts import Contradiction, Part, parts

_V, _B = {Wire.VARINT}, {Wire.BYTES}
_VALUE_TYPE = {1: _V, 2: _V}
_PROFILE = dict.fromkeys((1, 2, 3, 4, 5, 6, 11), _B) | dict.fromkeys((7, 8, 9, 10, 12, 14, 15), _V)
_PROFILE |= {13: _V | _B}
_INSIDE = {
    1: _VALUE_TYPE,
    2: {1: _V | _B, 2: _V | _B, 3: _B},
    3: dict.fromkeys(range(1, 11), _V),
    4: {1: _V, 2: _V, 3: _V, 4: _B, 5: _V},
    5: dict.fromkeys(range(1, 6), _V),
    11: _VALUE_TYPE,
}
_SAMPLE_TYPE, _SAMPLE, _TEXT = 1, 2, 6
_ENOUGH = 200
_WHOLE = 1 << 62


@dataclass(frozen=True)
class Shape:
    """How certain it is that bytes are a profile, and what was seen."""

    certainty: float
    why: str


_OTHER = Shape(0.0, "its fields are not those of a pprof profile")


def shape_of(head: bytes, size: int) -> Shape:
    """Judge content that begins with `head`; `size` is its length, 0 when unknown.

    0.95 when sample types stand beside samples or texts, 0.8 when there are only sample types, 0.6
    when there are only samples; 0 for anything that a profile cannot hold.
    """
    seen: dict[int, int] = {}
    try:
        for count, part in enumerate(parts(head, 0, size or _WHOLE)):
            _check(head, part, is_first_text=part.number == _TEXT and _TEXT not in seen)
            seen[part.number] = seen.get(part.number, 0) + 1
            if count >= _ENOUGH:
                break
    except Contradiction:
        # What is damaged later on is still a profile when much of it was well before that.
        if seen.get(_SAMPLE, 0) < 4 or _SAMPLE_TYPE not in seen:
            return _OTHER
    if _SAMPLE_TYPE in seen:
        others = _SAMPLE in seen or _TEXT in seen
        return Shape(0.95 if others else 0.8, "pprof's sample types, samples and texts")
    if seen.get(_SAMPLE, 0) > 3:
        return Shape(0.6, "fields like the samples of a pprof profile")
    return _OTHER


def _check(head: bytes, part: Part, is_first_text: bool) -> None:
    """Raise `Contradiction` for a field that profiles do not have, or hold otherwise."""
    if part.wire not in _PROFILE.get(part.number, ()):
        raise Contradiction(f"field {part.number} of wire type {part.wire}")
    if is_first_text and part.stop > part.start:
        raise Contradiction("the first text is not empty")
    inside = _INSIDE.get(part.number)
    if inside is None:
        return
    for inner in parts(head, part.start, part.stop):
        if inner.wire not in inside.get(inner.number, ()):
            raise Contradiction(f"field {inner.number} in field {part.number}")
