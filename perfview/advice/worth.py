"""What acting on a finding is worth: expected saving × confidence ÷ effort, weighted by traffic."""

from __future__ import annotations

from perfview.findings.finding import Effort, Finding, Severity

EFFORT_COST = {Effort.SMALL: 1.0, Effort.MEDIUM: 1 / 0.6, Effort.LARGE: 1 / 0.3}
"""How much more often a fix stays undone when it is no single place or no known change."""

UNMEASURED = {Severity.CRITICAL: 0.05, Severity.WARNING: 0.02, Severity.INFO: 0.005}
"""The part of a request a finding without an estimate counts for."""


def relative_gain(finding: Finding) -> float:
    """The part (0-1) of what it concerns that a fix would take away.

    A time is taken relative to what it is today; a ratio, such as requests that fail, is one.
    """
    saving = finding.saving
    if saving is None:
        return UNMEASURED[finding.severity]
    if saving.unit == "ratio":
        return min(1.0, max(0.0, saving.value))
    if not saving.before or saving.before <= 0:
        return UNMEASURED[finding.severity]
    return min(1.0, max(0.0, saving.value / saving.before))


def worth(finding: Finding) -> float:
    """The part of all recorded request time that acting on it should save, per effort."""
    expected = relative_gain(finding) * finding.reach * finding.confidence
    return expected / EFFORT_COST[finding.effort]
