"""What a change would make smaller: the vocabulary of `perfview what-if` for what has a size."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class SizeChange:
    """One change somebody thinks of: `kind` is a word of the pillar's (``cut``), `what` names what
    is changed as the pillar writes it (``Cache.entries``)."""

    kind: str
    what: str


@dataclass(frozen=True)
class Shrunk:
    """One kind of thing now and how much of it would go: counts, and sizes in bytes."""

    name: str
    count: int
    freed_count: int
    size_bytes: int
    freed_bytes: int


@dataclass(frozen=True)
class Weighed:
    """One thing now and then in several sizes by their names (``as written``, ``gzip``), in bytes;
    None for one that is not known."""

    name: str
    before: dict[str, int | None]
    after: dict[str, int | None]


@dataclass(frozen=True)
class SizeForecast:
    """The answer: everything now and after, and the parts that shrink, the largest gain first.

    `subject` says what changes, ``Cache.entries cleared``; `one` and `many` are what is counted;
    `assumes` and `notes` are sentences; `told` goes into the answer for programs as it is. Where a
    thing has several sizes, `weighed` has all of them, what matters most first, `comes` what comes
    in instead, and `goes` what goes besides.
    """

    subject: str
    overall: Shrunk
    parts: tuple[Shrunk, ...]
    method: str
    assumes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    told: dict[str, Any] = field(default_factory=dict)
    one: str = "object"
    many: str = "objects"
    weighed: tuple[Weighed, ...] = ()
    comes: tuple[Shrunk, ...] = ()
    goes: tuple[Shrunk, ...] = ()
