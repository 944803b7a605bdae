"""One thing to do, and the advice as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.findings.finding import Effort, Example, Finding, Saving, Severity


@dataclass(frozen=True)
class Recommendation:
    """Findings with one cause, merged: what to do, why, and what it saves.

    `rank` starts at 1. `track_record` is how often advice of this kind was right, in words, ""
    when nothing is known. `included_in` is the rank of a recommendation whose saving contains this
    one's.
    """

    rank: int
    severity: Severity
    title: str
    where: str
    why: str
    how: str
    example: Example | None
    findings: tuple[Finding, ...]
    saving: Saving | None
    confidence: float
    effort: Effort
    wrong_if: str = ""
    track_record: str = ""
    included_in: int | None = None

    @property
    def id(self) -> str:
        """The id of its leading finding: stable across recordings, used to remember a dismissal."""
        return self.findings[0].id


@dataclass(frozen=True)
class Advice:
    """What a document opens with: the verdict, then the things to do, best first.

    `joint` is what doing all of them would save, overlaps taken out; None when nothing is measured.
    """

    verdict: str
    recommendations: tuple[Recommendation, ...]
    joint: Saving | None = None
