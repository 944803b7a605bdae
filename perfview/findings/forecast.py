"""What a change would bring: the vocabulary of `perfview what-if`, the same for every pillar."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from perfview.findings.finding import Saving


@dataclass(frozen=True)
class Question:
    """What somebody wants to know.

    `operation` names what changes, wholly or by a part of it; `change` is faster, remove, parallel
    or batch; `percent` goes with faster. `service` and `endpoint` narrow it down, "" for any.
    """

    operation: str
    change: str
    percent: float = 0.0
    service: str = ""
    endpoint: str = ""


class UnanswerableError(ValueError):
    """A question that names what is not there; `option` is the part of the question at fault."""

    def __init__(self, message: str, option: str) -> None:
        super().__init__(message)
        self.option = option


@dataclass(frozen=True)
class Distribution:
    """Nearest-rank percentiles and the mean, in the forecast's unit."""

    p50: float
    p95: float
    p99: float
    mean: float


@dataclass(frozen=True)
class Compared:
    """A population now and then. `saving` is of its p95, with the interval."""

    name: str
    count: int
    before: Distribution
    after: Distribution
    saving: Saving


@dataclass(frozen=True)
class Forecast:
    """The answer.

    `subject` says what changes and how, ``SELECT items in orders 50 % faster``; `overall` is of
    everything recorded, `parts` of what is affected, the largest gain first. `assumes` are
    sentences; `told` goes into the answer for programs as it is. Numbers are in `unit`.
    """

    subject: str
    overall: Compared
    parts: tuple[Compared, ...]
    method: str
    assumes: tuple[str, ...]
    notes: tuple[str, ...] = ()
    told: dict[str, Any] = field(default_factory=dict)
    unit: str = "ns"
    one: str = "request"
