"""What changed from one recording to another: the vocabulary of `perfview compare`, the same for
every pillar."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Comparing:
    """How two recordings are to be compared.

    metric: which of several numbers of a recording (pprof's sample type), "" for its first.
    normalise: by shares of all that was recorded (True), by the numbers as they are (False), or as
    the pillar decides (None). limit: rows wanted, 0 for all.
    """

    metric: str = ""
    normalise: bool | None = None
    limit: int = 20


@dataclass(frozen=True)
class Change:
    """A number before and after. `low` and `high` are between which values the difference lies,
    as far as the recordings can tell; equal where nothing was sampled."""

    before: float
    after: float
    low: float
    high: float

    @property
    def amount(self) -> float:
        """After less before: positive for a growth."""
        return self.after - self.before

    @property
    def relative(self) -> float | None:
        """The amount as a share of what was before; None where there was nothing."""
        return self.amount / self.before if self.before else None

    @property
    def is_noise(self) -> bool:
        """Whether there may be no difference at all."""
        return self.low <= 0.0 <= self.high

    @property
    def appeared(self) -> bool:
        """Whether there was nothing before."""
        return self.before == 0.0 < self.after

    @property
    def vanished(self) -> bool:
        """Whether there is nothing any more."""
        return self.after == 0.0 < self.before


@dataclass(frozen=True)
class ComparedRow:
    """One thing of both recordings: a function of profiles, a class of heaps, a module of bundles.

    place: where it stands, ``app.js:12``, "" when unknown. total: with all that belongs to it (what
    a function calls, what an object keeps alive); own: without. moved: which part of the whole
    change starts here, so that the rows of a comparison add up to it. why: what explains the
    change, as far as the recordings tell.
    """

    name: str
    place: str
    total: Change
    own: Change
    moved: float
    why: str


@dataclass(frozen=True)
class Comparison:
    """The answer.

    verdict: one or two sentences. of: what the numbers are of (``CPU time``), metric: the
    recording's own name of it. whole: everything recorded, in `whole_unit`; relative: between which
    shares of what was before its difference lies. rows: in `unit`, what moved most first,
    `left_out` more not among them. is_normalised: rows are shares of all, unit ratio. movers: the
    rows that explain the change, as the verdict names them. Notes and method are sentences; `told`
    goes into the answer for programs as it is; `own_word` is what a row's own part is called.
    """

    verdict: str
    of: str
    metric: str
    unit: str
    whole: Change
    whole_unit: str
    relative: tuple[float, float]
    rows: tuple[ComparedRow, ...]
    left_out: int
    is_normalised: bool
    method: str
    movers: tuple[ComparedRow, ...] = ()
    notes: tuple[str, ...] = ()
    told: dict[str, Any] = field(default_factory=dict)
    own_word: str = "self"
