"""Pages judged by what browsers measured."""

from __future__ import annotations

from typing import Any

import pytest

from perfview.findings.finding import Severity
from perfview.traces.detectors.web_vitals import WebVitals
from tests.traces.labelled import Labelled

MS = 1e6


def pages(key: str, *values: Any) -> Labelled:
    recording = Labelled("web")
    for trace, value in enumerate(values, 1):
        told: dict[str, Any] = {key: value}
        recording.span(0, 9000, "/shop", trace=trace, sentry__op="pageload", **told)
    return recording


@pytest.mark.parametrize(
    ("key", "value", "severity"),
    [
        ("measurements.lcp", 2500.0, None),
        ("measurements.lcp", 2501.0, Severity.INFO),
        ("measurements.lcp", 4001.0, Severity.WARNING),
        ("browser.web_vital.fcp.value", 1801.0, Severity.INFO),
        ("measurements.fcp_ms", 3001.0, Severity.WARNING),
        ("inp", 200, None),
        ("web_vital.inp", 501, Severity.WARNING),
        ("cls.value", 0.1, None),
        ("cls.value", 0.26, Severity.WARNING),
        ("measurements.ttfb", "801", Severity.INFO),
        ("measurements.lcp", {"value": 4.5, "unit": "second"}, Severity.WARNING),
    ],
)
def test_each_vital_is_held_against_its_limits(
    key: str, value: object, severity: Severity | None
) -> None:
    findings, evidence = pages(key, value).found(WebVitals)
    assert [finding.severity for finding in findings] == ([severity] if severity else [])
    assert len(evidence) == len(findings)


def test_the_75th_percentile_decides_and_says_how_many_are_above() -> None:
    (finding,), evidence = pages("measurements.lcp", 1000.0, 2000.0, 3000.0, 5000.0).found(
        WebVitals
    )
    assert finding.measures[0].value == 3000 * MS
    assert finding.measures[2].value == 5000 * MS
    assert len(evidence) == 2
    assert pages("measurements.lcp", 1000.0, 2000.0, 2500.0, 9000.0).found(WebVitals)[0] == []


def test_layout_shift_is_told_as_the_number_it_is() -> None:
    (finding,), _ = pages("cls", 0.31).found(WebVitals)
    assert "0.31" in finding.title


def test_a_vital_without_sense_is_no_vital() -> None:
    assert pages("measurements.lcp", "soon", -5.0, float("1e400"), True).found(WebVitals)[0] == []
