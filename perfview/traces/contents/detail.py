"""What one span says beyond its columns: plain values, for showing and copying."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TypeAlias

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"
"""An attribute's value; bytes are given in base64."""

Pairs: TypeAlias = list[tuple[str, Value]]
"""Attributes in the order of the file; a key may come twice."""


def as_text(value: Value) -> str:
    """A value as people write it: texts as they are, everything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True)
class Event:
    """Something that happened in a span, `time_ns` since the epoch (0 when not given)."""

    name: str
    time_ns: int
    attributes: Pairs = field(default_factory=list)


@dataclass(frozen=True)
class Link:
    """Another span that this one has to do with, by the hex ids of it and its trace."""

    trace_hex: str
    span_hex: str
    attributes: Pairs = field(default_factory=list)
