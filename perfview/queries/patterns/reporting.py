"""A finding about one statement, with what all such findings share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from perfview.findings.detector import Detector, Limits
from perfview.findings.finding import Effort, Example, Finding, Measure, Saving, Severity
from perfview.queries.patterns.causes import statement_cause
from perfview.queries.patterns.costs import Cost, severity_of
from perfview.queries.patterns.evidence import evidence_of
from perfview.queries.patterns.naming import table_of
from perfview.queries.study import Study


@dataclass(frozen=True)
class Told:
    """What a detector has to say of a statement: sentences, numbers beside their limits, how sure.

    cause: "" for the statement and the detector's own name; where: "" for its table.
    """

    title: str
    why: str
    verdict: str
    how: str
    wrong_if: str
    confidence: float
    measures: tuple[Measure, ...] = ()
    saving: Saving | None = None
    example: Example | None = None
    effort: Effort = Effort.SMALL
    severity: Severity | None = None
    cause: str = ""
    where: str = ""
    entity: str = ""


def reported(
    detector: Detector | type[Detector], study: Study, cost: Cost, limits: Limits, told: Told
) -> Finding:
    """The finding. Its reach is the statement's share, or all where the saving is one of all."""
    text = " ".join(study.text_of(cost.statement).split())
    return Finding(
        detector=detector.name,
        severity=told.severity or severity_of(cost, limits),
        title=told.title,
        where=told.where or table_of(study, cost.statement),
        why=told.why,
        verdict=told.verdict,
        entity=told.entity or text,
        measures=(*told.measures, *cost_measures(cost, limits)),
        evidence=evidence_of(study, [cost.statement]),
        confidence=told.confidence,
        scopes=detector.scopes,
        saving=told.saving,
        how=told.how,
        example=told.example,
        effort=told.effort,
        wrong_if=told.wrong_if,
        cause=told.cause or statement_cause(study, cost.statement, detector.name),
        reach=1.0 if told.saving else cost.share or 0.01,
    )


def cost_measures(cost: Cost, limits: Limits) -> tuple[Measure, ...]:
    """What a statement costs, beside the limits of the gate."""
    found: list[tuple[Any, ...]] = [("mean", cost.mean_ns, "ns", limits["mean"])]
    if cost.share > 0:
        found.append(("share of database time", cost.share, "ratio", limits["share"]))
    if cost.calls > 0:
        found.append(("calls", cost.calls, "count", None))
    return tuple(Measure(*each) for each in found)
