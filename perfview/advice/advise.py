"""Findings in, advice out: merged, ranked, and summed up in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from perfview.advice.merging import merge
from perfview.advice.ranking import joint_saving, rank
from perfview.advice.recommendation import Advice
from perfview.advice.verdict import verdict
from perfview.findings.finding import Finding


def advise(findings: Sequence[Finding], looked_for: Sequence[str]) -> Advice:
    """What to do, best first. `looked_for` are the titles of the detectors that ran."""
    recommendations = rank(merge(list(findings)))
    return Advice(
        verdict=verdict(recommendations, looked_for),
        recommendations=recommendations,
        joint=joint_saving(recommendations),
    )
