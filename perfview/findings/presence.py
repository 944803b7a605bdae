"""Why something is there: the vocabulary of `perfview why`, the same for every pillar."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Reason:
    """Why one thing is there.

    `name` is what it is called; `sentence` the answer; `paths` the ways to it as one would write
    them, the shortest first; `told` goes into the answer for programs as it is.
    """

    name: str
    sentence: str
    paths: tuple[str, ...]
    told: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """Things that are there for the same reason: `way` is what their ways share, `count` how many
    there are, `size_bytes` what they keep; `cut` what to clear so that all of them go, "" where
    nothing single does, and `freed_bytes` what would go with it."""

    way: str
    count: int
    size_bytes: int
    cut: str = ""
    freed_bytes: int = 0


@dataclass(frozen=True)
class Reasons:
    """The answer about all that was asked for: `subject` in a sentence, what it has in common
    (the largest group first), and the reasons of the things looked at one by one."""

    subject: str
    reasons: tuple[Reason, ...]
    groups: tuple[Group, ...] = ()
    told: dict[str, Any] = field(default_factory=dict)
