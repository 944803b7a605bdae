"""The bottleneck on the critical path."""

from __future__ import annotations

import pytest

from perfview.traces.detectors.critical_path import CriticalPath
from tests.traces.building import Recording
from tests.traces.detectors.looking import call, found, query, request

MS = 1e6


def _checkout(recording: Recording, pay: float, *, trace: int = 1) -> None:
    root = request(recording, 0, pay + 60, trace=trace, name="POST /checkout")
    recording.span(0, 50, "price", parent=root, trace=trace)
    recording.span(50, 50 + pay, "PaymentService.charge", parent=root, trace=trace)


def test_the_operation_that_decides_is_named_with_what_twice_as_fast_saves() -> None:
    recording = Recording()
    for trace in range(1, 11):
        _checkout(recording, 300, trace=trace)
    (finding,) = found(CriticalPath, recording)
    assert finding.title == "PaymentService.charge decides how long POST /checkout takes"
    assert finding.saving is not None
    assert finding.saving.value == pytest.approx(150 * MS, rel=0.01)
    assert "twice as fast" in finding.saving.method
    share = finding.measures[0]
    assert share.value == pytest.approx(300 / 360, rel=0.01)
    assert share.threshold == 0.4
    assert finding.evidence.total == 10


def test_work_beside_the_path_is_not_blamed() -> None:
    recording = Recording()
    root = request(recording, 0, 400)
    recording.span(0, 300, "long but not waited for", parent=root)
    recording.span(0, 390, "waited for", parent=root)
    (finding,) = found(CriticalPath, recording)
    assert finding.title.startswith("waited for")


def test_a_request_of_one_span_is_silent() -> None:
    recording = Recording()
    for trace in range(1, 11):
        request(recording, 0, 900, trace=trace)
    assert found(CriticalPath, recording) == []


@pytest.mark.parametrize(("pay", "fires"), [(49, False), (51, True)])
def test_fifty_milliseconds_a_request_are_the_boundary(pay: float, fires: bool) -> None:
    recording = Recording()
    root = request(recording, 0, pay + 20)
    recording.span(10, 10 + pay, "charge", parent=root)
    assert bool(found(CriticalPath, recording)) is fires


def test_evenly_spread_work_is_silent() -> None:
    recording = Recording()
    root = request(recording, 0, 400)
    for i in range(4):
        recording.span(i * 100, i * 100 + 100, f"step {i}", parent=root)
    assert found(CriticalPath, recording) == []


def test_its_own_work_is_told_as_such() -> None:
    recording = Recording()
    root = request(recording, 0, 400)
    query(recording, 0, 20, root, "SELECT 1 FROM users")
    (finding,) = found(CriticalPath, recording)
    assert finding.title == "GET /orders’s own work decides how long it takes"
    assert "itself" in finding.verdict


def test_an_endpoint_that_hardly_matters_is_silent() -> None:
    recording = Recording()
    _checkout(recording, 100, trace=1)
    for trace in range(2, 200):
        request(recording, 0, 500, trace=trace, name="GET /big")
    assert found(CriticalPath, recording) == []


def test_a_client_span_is_called_by_what_it_asks_for() -> None:
    recording = Recording()
    root = request(recording, 0, 400)
    client = call(recording, 10, 390, root, "stripe", "POST /v1/charges", method="POST")
    recording.span(11, 20, "parse", parent=client)
    (finding,) = found(CriticalPath, recording)
    assert "POST /v1/charges" in finding.title
