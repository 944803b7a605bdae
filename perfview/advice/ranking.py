"""From groups of findings to a ranked list of things to do, overlaps said openly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from perfview.advice.merging import cause_path
from perfview.advice.recommendation import Recommendation
from perfview.advice.worth import relative_gain, worth
from perfview.findings.finding import Finding, Saving, Severity
from perfview.findings.quantities import plural

SAME_SPANS = 0.8
"""The part of a finding's evidence that must lie in another's to count as included in it."""

COMPARED = 40
"""Recommendations among which inclusion is looked for; nobody reads further."""


def rank(groups: list[list[Finding]]) -> tuple[Recommendation, ...]:
    """Recommendations, most worthwhile first and notes last; severity and title decide between
    equals."""
    ordered = sorted(groups, key=_order)
    made = [_recommendation(place + 1, group) for place, group in enumerate(ordered)]
    return tuple(_with_inclusion(made))


def joint_saving(recommendations: tuple[Recommendation, ...]) -> Saving | None:
    """What doing all of it would save of the recorded request time; None when nothing is measured.

    Each thing saved is counted once per request (`Saving.of`), included ones not at all, and a
    saving only applies to what those before it leave. Weighted by each request's share of all time;
    the part saved at p95 stands for the part saved on the whole.
    """
    left: dict[str, tuple[float, list[float]]] = {}
    for finding in (
        f for r in recommendations if r.included_in is None for f in acted_on(r.findings)
    ):
        saving = finding.saving
        before = saving.before if saving and saving.unit != "ratio" else None
        if saving is None or not before or before <= 0:
            continue
        _, parts = left.setdefault(saving.of, (finding.reach, [1.0, 1.0, 1.0]))
        for i, value in enumerate((saving.value, saving.low, saving.high)):
            parts[i] *= 1 - min(1.0, max(0.0, value / before))
    if not left:
        return None
    value, low, high = (
        min(1.0, sum(reach * (1 - parts[i]) for reach, parts in left.values())) for i in range(3)
    )
    method = "each saving applied to what those before it leave, weighted by share of request time"
    return Saving(value, low, high, "ratio", method, of="request time", before=1.0)


def acted_on(group: Sequence[Finding]) -> list[Finding]:
    """The findings whose savings a group's fix brings: the leading one, and its like elsewhere.

    What joined them says the same of the same request in more general words.
    """
    return [finding for finding in group if finding.detector == group[0].detector]


def _order(group: list[Finding]) -> tuple[bool, float, int, str]:
    """Notes come after all that calls for action, however much of a quick request they are."""
    total = sum(worth(finding) for finding in acted_on(group))
    gravest = max((finding.severity for finding in group), key=lambda severity: severity.rank)
    return gravest is Severity.INFO, -total, -gravest.rank, group[0].title


def _recommendation(place: int, group: list[Finding]) -> Recommendation:
    leader = group[0]
    return Recommendation(
        rank=place,
        severity=max((finding.severity for finding in group), key=lambda severity: severity.rank),
        title=leader.title,
        where=leader.where,
        why=f"{leader.why} {_elsewhere(group)}".strip(),
        how=leader.how,
        example=leader.example,
        findings=tuple(group),
        saving=leader.saving,
        confidence=leader.confidence,
        effort=leader.effort,
        wrong_if=leader.wrong_if,
    )


def _elsewhere(group: list[Finding]) -> str:
    """A sentence when the same place is at fault for other requests too."""
    others = {cause_path(finding)[0] for finding in acted_on(group)}
    count = len(others) - 1
    return f"The same change helps {plural(count, 'more endpoint')}." if count > 0 else ""


def _with_inclusion(made: list[Recommendation]) -> list[Recommendation]:
    """Mark what a recommendation above already settles: same quantity, same spans."""
    done: list[Recommendation] = []
    for recommendation in made:
        host = next((h for h in done[:COMPARED] if _includes(h, recommendation)), None)
        if host is not None and len(done) < COMPARED:
            values = {**vars(recommendation), "included_in": host.rank}
            recommendation = Recommendation(**values)
        done.append(recommendation)
    return done


def _includes(host: Recommendation, guest: Recommendation) -> bool:
    ours, theirs = host.findings[0], guest.findings[0]
    if host.included_in is not None or ours.saving is None or theirs.saving is None:
        return False
    if ours.saving.of != theirs.saving.of or relative_gain(ours) < relative_gain(theirs):
        return False
    rows = theirs.evidence.rows
    return len(rows) > 0 and float(np.isin(rows, ours.evidence.rows).mean()) >= SAME_SPANS
