"""Functions that cost more than in an earlier recording of the same program."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.comparison import Change
from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Saving, Severity
from perfview.findings.quantities import growth, quantity
from perfview.profiles.comparing.answering import change_at, lenses_of
from perfview.profiles.comparing.profiles import ComparedProfiles, compare_profiles
from perfview.profiles.patterns.ground import Ground, ground_of
from perfview.profiles.patterns.shares import evidence_of, severity_of, share_of
from perfview.profiles.patterns.spending import Cost, Spending
from perfview.profiles.patterns.wording import cause, identity, label, where
from perfview.profiles.study import Study

MOST = 10
SURE = 0.9
"""That a change beyond noise is one of the program; the machine or its load may have changed."""


class Regression(Detector):
    """Functions that take more than in a baseline recording, by more than chance explains.

    What it looks for: with `--baseline`, both recordings are laid onto one tree and functions
    matched by name and file, however lines have shifted. A function counts with the library and
    runtime code it calls. It fires when that grew by at least `growth` of what it was, by at least
    `share` of everything recorded, and by more than the samples of both recordings may be off. It
    is critical from `critical` of everything on. Recordings of different length are compared by
    shares of all, others by the numbers as they are.

    Why it matters: what was faster before can be as fast again; the change that did it is in the
    history of the code, so this is the cheapest time there is to get back.

    How sure it is: the interval is that of the samples, for all functions together, 95 %. Two runs
    of the same program differ by more than that when the machine, its load or the input differ;
    record both the same way, and more than once.

    How to fix it: look at what changed in the function, in its callers and in the versions of the
    libraries it calls since the baseline was recorded; undo it, or make it cheaper.

    Learnt from: L. Goodman, On simultaneous confidence intervals for multinomial proportions
    (1965); B. Gregg, Differential flame graphs; `pprof -diff_base`.
    """

    name = "regression"
    title = "Regression against the baseline"
    scopes = ("cpu", "memory")
    cost = 3
    prominence = 8
    thresholds = (
        Threshold("growth", 0.1, "ratio", "of what it took in the baseline, at least"),
        Threshold("share", 0.02, "ratio", "of everything recorded that it grew by, at least"),
        Threshold("critical", 0.1, "ratio", "of everything, from which it is critical"),
    )

    def concerns(self, study: Study) -> bool:
        """Only where there is a baseline."""
        return study.baseline is not None

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """The functions that grew most, at most ten."""
        if study.baseline is None:
            return
        compared = compare_profiles(
            study.baseline, study, lenses=lenses_of(study.baseline, study, "")
        )
        ground = ground_of(study, compared.after.spending.cost)
        moved, now = compared.functions.moved, compared.tree.after.whole
        whole = 1.0 if compared.functions.normalised else now
        if ground is None or now <= 0:
            return
        amount = np.where(moved.is_noise, 0.0, moved.amount)[: compared.tree.matching.after]
        grown = (amount > 0) & (amount >= limits["share"] * whole)
        grown &= amount >= limits["growth"] * moved.before[: len(amount)]
        for function in np.argsort(-amount, kind="stable")[:MOST].tolist():
            if grown[function]:
                yield _finding(study, compared, ground, function, limits)


def _finding(
    study: Study, compared: ComparedProfiles, ground: Ground, function: int, limits: Limits
) -> Finding:
    change = _in_unit(compared, change_at(compared.functions.moved, function))
    spending, whole = compared.after.spending, compared.tree.after.whole
    grew = change.amount / whole
    name, unit = label(study, function), spending.unit
    chosen = np.zeros(len(study.kinds), np.bool_)
    chosen[function] = True
    share = share_of(ground, chosen)
    severity = severity_of(grew, limits["share"], limits["critical"])
    more = quantity(change.amount, unit) + (f" {spending.of}" if unit == "count" else "")
    return Finding(
        detector=Regression.name,
        severity=Severity.WARNING if severity is Severity.INFO else severity,
        title=f"{name} {_became(change, spending)}: +{more}",
        where=where(study, function),
        why=_why(compared, function, change, name),
        verdict=f"`{name}` takes {more} more than in the baseline ({_times(change)})",
        entity=identity(study, function),
        measures=_measures(change, grew, unit, limits),
        evidence=evidence_of(study, share, np.array([function])),
        confidence=_confidence(change),
        scopes=Regression.scopes,
        saving=Saving(
            value=change.amount,
            low=max(0.0, change.low),
            high=change.high,
            unit=unit,
            method="going back to what it took in the baseline; interval from the samples of both",
            of=spending.of,
            before=whole,
        ),
        how="See what changed here, in its callers and in the libraries it calls since the "
        "baseline was recorded; undo it or make it cheaper.",
        effort=Effort.SMALL,
        wrong_if="The two recordings were made with other input, on another machine or under "
        "another load.",
        cause=cause(share, study, function, "more than in the baseline"),
    )


def _in_unit(compared: ComparedProfiles, change: Change) -> Change:
    """A change of shares as one of this recording's own numbers."""
    if not compared.functions.normalised:
        return change
    whole = compared.tree.after.whole
    return Change(
        *(whole * each for each in (change.before, change.after, change.low, change.high))
    )


def _why(compared: ComparedProfiles, function: int, change: Change, name: str) -> str:
    unit, of = compared.after.spending.unit, compared.after.spending.of
    before, after = quantity(change.before, unit), quantity(change.after, unit)
    by_share = compared.functions.normalised
    base = "of a recording as long" if by_share else "in the baseline"
    whole = f"{quantity(compared.after.whole, unit)} {of}"
    said = f"`{name}` with the library code it calls takes {after} of {whole}, {before} {base}."
    low, high = quantity(max(0.0, change.low), unit), quantity(change.high, unit)
    said += f" The difference lies between {low} and {high}." if low != high else ""
    reason = compared.reasons().why(function)
    return f"{said} As far as the profiles tell: {reason}."


def _became(change: Change, spending: Spending) -> str:
    if change.appeared:
        return "is new"
    return "got slower" if spending.cost is Cost.TIME else "grew"


def _times(change: Change) -> str:
    return "new" if change.relative is None else growth(change.relative)


def _measures(change: Change, grew: float, unit: str, limits: Limits) -> tuple[Measure, ...]:
    growth = (
        (Measure("growth", change.relative, "ratio", limits["growth"]),)
        if change.relative is not None
        else ()
    )
    return (
        *growth,
        Measure("growth, of everything", grew, "ratio", limits["share"]),
        Measure("before", change.before, unit),
        Measure("after", change.after, unit),
    )


def _confidence(change: Change) -> float:
    """Less for a change that is hardly beyond noise."""
    noise = (change.high - change.low) / 2
    return round(SURE * (1 - 0.5 * min(1.0, noise / change.amount)), 2)
