"""From groups of findings to a ranked list of things to do, overlaps said openly."""

from __future__ import annotations

import numpy as np

from perfview.advice.reach import acted_on, elsewhere, joint_of
from perfview.advice.recommendation import Recommendation
from perfview.advice.worth import relative_gain, worth
from perfview.findings.finding import Finding, Saving, Severity

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
    """What doing all of it would save of the recorded time; None when nothing is measured.

    Included recommendations are not counted again.
    """
    return joint_of(
        [f for r in recommendations if r.included_in is None for f in acted_on(r.findings)]
    )


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
        why=f"{leader.why} {elsewhere(group)}".strip(),
        how=leader.how,
        example=leader.example,
        findings=tuple(group),
        saving=leader.saving,
        confidence=leader.confidence,
        effort=leader.effort,
        wrong_if=leader.wrong_if,
    )


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
