"""Where failures begin."""

from __future__ import annotations

import pytest

from perfview.findings.finding import Severity
from perfview.traces.detectors.error_hot_spot import ErrorHotSpot
from perfview.traces.model import SpanKind
from tests.traces.building import Recording
from tests.traces.detectors.looking import found, request


def _recording(calls: int, failures: int, *, passes_on: bool = True) -> Recording:
    """A gateway over a bank; a failing bank makes the gateway fail too."""
    recording = Recording()
    for trace in range(1, calls + 1):
        bad = trace <= failures
        root = recording.span(0, 50, "POST /checkout", trace=trace, error=bad and passes_on)
        recording.span(
            5, 40, "POST /charge", parent=root, trace=trace, service="bank", error=bad
        )  # fmt: skip
    return recording


def test_the_origin_is_named_not_who_passes_it_on() -> None:
    (finding,) = found(ErrorHotSpot, _recording(100, 20))
    assert finding.title.startswith("POST /charge fails in 20")
    assert finding.evidence.total == 20
    assert finding.saving is not None
    assert finding.saving.value == pytest.approx(0.20)
    assert finding.saving.of == "failure rate of POST /checkout"


def test_spans_between_that_do_not_say_so_pass_it_on_too() -> None:
    recording = Recording()
    for trace in range(1, 31):
        root = recording.span(0, 50, "POST /checkout", trace=trace, error=True)
        between = recording.span(1, 45, "place", parent=root, trace=trace)
        recording.span(2, 40, "POST /charge", parent=between, trace=trace, error=True)
    assert [f.title.split(" fails")[0] for f in found(ErrorHotSpot, recording)] == ["POST /charge"]


@pytest.mark.parametrize(
    ("calls", "failures", "severity"),
    [
        (1000, 5, None),  # half a percent
        (100, 2, None),  # two percent, but from so few it may be half a percent
        (1000, 20, Severity.WARNING),
        (100, 6, Severity.WARNING),  # six percent, surely above one, not surely above five
        (100, 12, Severity.CRITICAL),
    ],
)
def test_the_lower_end_of_the_interval_decides(
    calls: int, failures: int, severity: Severity | None
) -> None:
    findings = found(ErrorHotSpot, _recording(calls, failures))
    assert [finding.severity for finding in findings] == ([severity] if severity else [])


def test_a_single_failure_in_a_small_recording_is_a_note() -> None:
    (finding,) = found(ErrorHotSpot, _recording(1, 1))
    assert finding.severity is Severity.INFO
    assert found(ErrorHotSpot, _recording(15, 1)) == []


def test_a_status_of_500_is_a_failure_and_404_is_not() -> None:
    for status, count in ((503, 1), (404, 0)):
        recording = Recording()
        for trace in range(1, 31):
            recording.span(0, 10, "GET /x", trace=trace, http_status=status if trace < 10 else 200)
        findings = found(ErrorHotSpot, recording)
        assert len(findings) == count
        assert all(f"status {status}" in finding.why for finding in findings)


def test_failures_nobody_feels_save_no_request() -> None:
    (finding,) = found(ErrorHotSpot, _recording(100, 20, passes_on=False))
    assert finding.saving is None


def test_a_healthy_recording_is_silent() -> None:
    recording = Recording()
    for trace in range(1, 51):
        request(recording, 0, 10, trace=trace)
    assert found(ErrorHotSpot, recording) == []


@pytest.mark.parametrize(
    ("kind", "words"), [(SpanKind.CLIENT, "on the way"), (SpanKind.SERVER, "begins here")]
)
def test_a_callee_without_spans_may_be_to_blame(kind: SpanKind, words: str) -> None:
    recording = Recording()
    for trace in range(1, 21):
        recording.span(0, 10, "POST /charge", trace=trace, kind=kind, error=trace % 2 == 0)
    (finding,) = found(ErrorHotSpot, recording)
    assert words in finding.why
