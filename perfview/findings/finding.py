"""A finding: what a detector saw, the numbers that made it fire, and what fixing it would save."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Severity(StrEnum):
    """How much a finding matters to whoever waits for the software."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """2 for critical, 1 for warning, 0 for info."""
        return {"critical": 2, "warning": 1, "info": 0}[self.value]


class Effort(StrEnum):
    """How much work a fix is: one place and an hour, a day, or a change of design."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@dataclass(frozen=True)
class Measure:
    """A number that made a detector fire, beside the limit it was held against.

    `unit` is one of ns, bytes, count, ratio, per-second; `threshold` is None for a number that
    explains but does not decide.
    """

    name: str
    value: float
    unit: str
    threshold: float | None = None


@dataclass(frozen=True)
class Saving:
    """What a fix would save, with its interval and how it was estimated.

    `of` says of what ("p95 of GET /orders"); `before` is that quantity today and `after` what the
    estimate leaves of it, both in `unit`. `value`, `low` and `high` are positive for a gain.
    """

    value: float
    low: float
    high: float
    unit: str
    method: str
    of: str = ""
    before: float | None = None


@dataclass(frozen=True)
class Example:
    """The same code before and after the fix. `language` names it for highlighting."""

    before: str
    after: str
    language: str
    place: str = ""


@dataclass(frozen=True)
class Evidence:
    """The rows of the model a finding points at, most telling first.

    `rows` are int32 indices into the model's main table (spans); `groups` are indices of the
    larger things they belong to (traces); `total` counts all rows when `rows` is a selection.
    """

    rows: NDArray[np.int32]
    groups: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    total: int = 0


@dataclass(frozen=True)
class Finding:
    """What one detector saw, once.

    `entity` names the thing at fault without numbers (service, operation, statement): it gives
    the finding its identity across recordings. `cause` groups findings that one fix would settle.
    `verdict` is the sentence an engineer could paste into a chat; `where` is a short place.
    `cause` is a path from general to particular, its parts on lines of their own: what was asked
    for, the operation, what is wrong there. `reach` is the share (0-1) of all recorded request time
    that belongs to what the finding concerns. `request` names what a user asked for, as sentences
    do; "" when it concerns no request in particular.
    """

    detector: str
    severity: Severity
    title: str
    where: str
    why: str
    verdict: str
    entity: str
    measures: tuple[Measure, ...]
    evidence: Evidence
    confidence: float
    scopes: tuple[str, ...] = ()
    saving: Saving | None = None
    how: str = ""
    example: Example | None = None
    effort: Effort = Effort.MEDIUM
    wrong_if: str = ""
    cause: str = ""
    reach: float = 1.0
    request: str = ""

    @property
    def id(self) -> str:
        """Stable across recordings: detector and entity, never the numbers."""
        digest = hashlib.blake2b(f"{self.detector}\n{self.entity}".encode(), digest_size=6)
        return f"{self.detector}-{digest.hexdigest()}"
