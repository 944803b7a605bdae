"""The contract of `analyze --json`: plain values, their keys fixed by `analyze.schema.json`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from perfview.advice.recommendation import Advice, Recommendation
from perfview.findings.finding import Evidence, Example, Finding, Measure, Saving
from perfview.recording.report import Oddity

SCHEMA_VERSION = 1
"""Raised when a key changes its meaning or goes; the schema of each version ships beside it."""

SCHEMA_FILE = "analyze.schema.json"

MOST_EVIDENCE = 5_000
"""Ids written per finding; `evidenceTotal` says how many rows there are."""

Ids = Callable[[Evidence], Sequence[Mapping[str, str]]]


def to_json(
    advice: Advice,
    findings: Sequence[Finding],
    *,
    source: Mapping[str, Any],
    rows: int,
    oddities: Sequence[Oddity],
    timing: Mapping[str, float],
    ids: Ids,
    baseline: Mapping[str, Any] | None = None,
    between: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The whole analysis as JSON values.

    `source`, `baseline`, the recording it was held against, and those `between` the two have
    path, kind, format, bytes;
    `timing` read_s, analyse_s, total_s. `ids` names evidence as the file does: {"type": "span",
    "id": hex} a row, most telling first.
    """
    return {
        "schemaVersion": SCHEMA_VERSION,
        "verdict": advice.verdict,
        "source": _recording(source),
        **({"baseline": _recording(baseline)} if baseline else {}),
        **({"between": [_recording(each) for each in between]} if between else {}),
        "import": {
            "rows": rows,
            "oddities": [
                {"kind": odd.kind, "count": odd.count, "detail": odd.detail} for odd in oddities
            ],
        },
        "findings": [finding_json(finding, ids) for finding in findings],
        "recommendations": [recommendation_json(each) for each in advice.recommendations],
        "timing": {key: round(timing[key], 6) for key in ("read_s", "analyse_s", "total_s")},
    }


def finding_json(finding: Finding, ids: Ids) -> dict[str, Any]:
    """One finding, its evidence capped at `MOST_EVIDENCE` ids."""
    return {
        "id": finding.id,
        "detector": finding.detector,
        "severity": finding.severity.value,
        "scopes": list(finding.scopes),
        "title": finding.title,
        "measures": [_measure(measure) for measure in finding.measures],
        "evidence": [dict(each) for each in ids(_capped(finding.evidence))],
        "evidenceTotal": max(finding.evidence.total, len(finding.evidence.rows)),
        "saving": _saving(finding.saving),
        "confidence": finding.confidence,
    }


def recommendation_json(recommendation: Recommendation) -> dict[str, Any]:
    """One thing to do, with the ids of the findings it settles."""
    return {
        "rank": recommendation.rank,
        "title": recommendation.title,
        "why": recommendation.why,
        "how": recommendation.how,
        "example": _example(recommendation.example),
        "findings": [finding.id for finding in recommendation.findings],
        "saving": _saving(recommendation.saving),
        "confidence": recommendation.confidence,
        "effort": recommendation.effort.value,
    }


def _recording(source: Mapping[str, Any]) -> dict[str, Any]:
    return {key: source[key] for key in ("path", "kind", "format", "bytes")}


def _capped(evidence: Evidence) -> Evidence:
    rows = evidence.rows[:MOST_EVIDENCE]
    return replace(evidence, rows=rows, groups=evidence.groups[: MOST_EVIDENCE - len(rows)])


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "name": measure.name,
        "value": _finite(measure.value),
        "unit": measure.unit,
        "threshold": None if measure.threshold is None else _finite(measure.threshold),
    }


def _saving(saving: Saving | None) -> dict[str, Any] | None:
    if saving is None:
        return None
    return {
        "value": _finite(saving.value),
        "low": _finite(saving.low),
        "high": _finite(saving.high),
        "unit": saving.unit,
        "method": saving.method,
    }


def _example(example: Example | None) -> dict[str, str] | None:
    if example is None:
        return None
    return {"before": example.before, "after": example.after, "language": example.language}


def _finite(value: float) -> float:
    """As a Python number; JSON knows no infinity."""
    plain = float(value)
    return plain if math.isfinite(plain) else 0.0
