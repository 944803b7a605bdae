"""Endpoints above the limit."""

from __future__ import annotations

import pytest

from perfview.findings.finding import Severity
from perfview.traces.detectors.latency_threshold import LatencyThreshold
from tests.traces.building import Recording
from tests.traces.detectors.looking import found, request


def _requests(lengths: list[float]) -> Recording:
    recording = Recording()
    for trace, length in enumerate(lengths, 1):
        root = request(recording, 0, length, trace=trace)
        recording.span(0, length * 0.7, "render", parent=root, trace=trace)
    return recording


@pytest.mark.parametrize(
    ("length", "severity"),
    [(500, None), (500.1, Severity.WARNING), (999, Severity.WARNING), (1000, Severity.CRITICAL)],
)
def test_half_a_second_warns_and_a_second_is_critical(
    length: float, severity: Severity | None
) -> None:
    findings = found(LatencyThreshold, _requests([length] * 20))
    assert [finding.severity for finding in findings] == ([severity] if severity else [])


def test_p95_decides_not_the_slowest() -> None:
    assert found(LatencyThreshold, _requests([100] * 95 + [3000] * 5)) == []
    (finding,) = found(LatencyThreshold, _requests([100] * 94 + [3000] * 6))
    assert finding.evidence.total == 6


def test_few_requests_are_never_critical_and_less_sure() -> None:
    (one,) = found(LatencyThreshold, _requests([5000]))
    (many,) = found(LatencyThreshold, _requests([5000] * 30))
    assert one.severity is Severity.WARNING
    assert many.severity is Severity.CRITICAL
    assert one.confidence < many.confidence


def test_what_fills_the_time_is_named() -> None:
    (finding,) = found(LatencyThreshold, _requests([1000] * 10))
    assert "`render` 70" in finding.why.replace("\u202f", " ")
    assert finding.verdict.startswith("`GET /orders` takes 1.00")


def test_a_single_span_is_not_explained_by_itself() -> None:
    recording = Recording()
    request(recording, 0, 2000)
    (finding,) = found(LatencyThreshold, recording)
    assert "goes to" not in finding.why


def test_a_moved_limit_is_kept_to() -> None:
    assert len(found(LatencyThreshold, _requests([100] * 20), p95=50e6)) == 1
