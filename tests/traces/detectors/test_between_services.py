"""The limits of what is looked for between services, from both sides."""

from __future__ import annotations

import pytest

from perfview.findings.finding import Severity
from perfview.traces.detectors.chatty_services import ChattyServices
from perfview.traces.detectors.queue_wait import QueueWait
from perfview.traces.detectors.retry_storm import RetryStorm
from perfview.traces.detectors.straggler import Straggler
from perfview.traces.detectors.timeout_cascade import TimeoutCascade
from perfview.traces.model import SpanKind
from tests.traces.building import Recording
from tests.traces.detectors.looking import found, request


def _exchange(
    recording: Recording,
    parent: int,
    start: float,
    end: float,
    name: str,
    *,
    trace: int,
    there: float = 0.5,
    back: float = 0.5,
    service: str = "stock",
) -> int:
    """A client's span and the server's inside it; the client's."""
    client = recording.span(
        start, end, f"call {name}", parent=parent, trace=trace, kind=SpanKind.CLIENT
    )
    recording.span(
        start + there, end - back, name, parent=client, trace=trace, service=service,
        kind=SpanKind.SERVER,
    )  # fmt: skip
    return client


def _chatty(calls: int, trip: float, kinds: int) -> Recording:
    recording = Recording()
    for trace in range(1, 6):
        whole = calls * (trip + 2) + 5
        root = request(recording, 0, whole, trace=trace)
        for i in range(calls):
            begin = 2 + i * (trip + 2)
            _exchange(
                recording, root, begin, begin + trip + 1, f"ask {i % kinds}", trace=trace,
                there=trip / 2, back=trip / 2,
            )  # fmt: skip
    return recording


@pytest.mark.parametrize(
    ("calls", "trip", "kinds", "count"),
    [
        (15, 4, 5, 1),
        (14, 4, 5, 0),  # fewer calls
        (15, 0.2, 5, 0),  # hardly any round trip
        (32, 0.2, 5, 1),  # but so many that they fill the request
        (15, 4, 1, 0),  # one loop: N+1 says it
    ],
)
def test_chatty_services(calls: int, trip: float, kinds: int, count: int) -> None:
    findings = found(ChattyServices, _chatty(calls, trip, kinds))
    assert len(findings) == count
    for finding in findings:
        assert finding.evidence.total == 5 * calls
        assert finding.saving is not None
        if trip < 1:
            assert finding.severity is Severity.INFO
        # All trips but one of each request go; the callee's work of 1 ms a call stays.
        assert finding.saving.value == pytest.approx((calls - 1) * trip * 1e6, rel=0.02)


def _fan(calls: int, slow: float, *, traces: int = 10, alike: bool = True) -> Recording:
    recording = Recording()
    for trace in range(1, traces + 1):
        root = request(recording, 0, slow + 10, trace=trace)
        for i in range(calls):
            name = f"shard {i}" if alike else "abcdefgh"[i] * 3
            end = slow if i == trace % calls else 20
            recording.span(1, end, name, parent=root, trace=trace, kind=SpanKind.CLIENT)
    return recording


@pytest.mark.parametrize(
    ("calls", "slow", "severity"),
    [
        (4, 100, Severity.WARNING),
        (3, 100, None),  # too few to tell who is late
        (4, 45, None),  # hardly later than the others
        (4, 65, Severity.WARNING),
        (4, 55, None),  # not three times the others
        (2, 500, None),
    ],
)
def test_stragglers(calls: int, slow: float, severity: Severity | None) -> None:
    findings = found(Straggler, _fan(calls, slow))
    assert [f.severity for f in findings] == ([severity] if severity else [])
    if findings:
        assert findings[0].evidence.total == 10


def test_different_calls_are_at_most_a_note() -> None:
    assert [f.severity for f in found(Straggler, _fan(5, 300, alike=False))] == [Severity.INFO]


def test_one_straggler_in_two_hundred_is_none() -> None:
    recording = _fan(4, 100, traces=1)
    for trace in range(2, 201):
        root = request(recording, 0, 25, trace=trace)
        for i in range(4):
            recording.span(1, 20, f"shard {i}", parent=root, trace=trace, kind=SpanKind.CLIENT)
    assert found(Straggler, recording) == []
    assert len(found(Straggler, recording, frequency=0.001)) == 1


@pytest.mark.parametrize(("wait", "count"), [(30, 1), (15, 0)])
def test_waiting_for_a_lock(wait: float, count: int) -> None:
    recording = Recording()
    for trace in range(1, 11):
        root = request(recording, 0, 80 + wait, trace=trace)
        recording.span(5, 5 + wait, "acquire lock", parent=root, trace=trace)
    findings = found(QueueWait, recording)
    assert len(findings) == count
    for finding in findings:
        assert finding.saving is not None
        assert finding.saving.value == pytest.approx(wait * 1e6, rel=1e-4)
        assert finding.scopes == ("cpu",)


def test_waiting_beside_the_critical_path_holds_nobody_up() -> None:
    recording = Recording()
    for trace in range(1, 11):
        root = request(recording, 0, 200, trace=trace)
        recording.span(1, 199, "work", parent=root, trace=trace)
        recording.span(5, 150, "acquire lock", parent=root, trace=trace)
    assert found(QueueWait, recording) == []


@pytest.mark.parametrize(("there", "count"), [(40, 1), (5, 0)])
def test_a_callee_that_begins_late(there: float, count: int) -> None:
    recording = Recording()
    for trace in range(1, 11):
        root = request(recording, 0, 100 + there, trace=trace)
        _exchange(recording, root, 5, 60 + there, "serve", trace=trace, there=there + trace)
    findings = found(QueueWait, recording)
    assert len(findings) == count


def test_as_long_there_as_back_is_a_slow_line_not_a_queue() -> None:
    recording = Recording()
    for trace in range(1, 11):
        root = request(recording, 0, 140, trace=trace)
        _exchange(recording, root, 5, 130, "serve", trace=trace, there=50, back=50)
    assert found(QueueWait, recording) == []


@pytest.mark.parametrize(("attempts", "count"), [(3, 1), (2, 0)])
def test_retries(attempts: int, count: int) -> None:
    recording = Recording()
    for trace in range(1, 31):
        root = request(recording, 0, 40 * attempts, trace=trace)
        for at in range(attempts):
            failed = at < attempts - 1
            recording.span(
                40 * at, 40 * at + 20, "call", parent=root, trace=trace, error=failed, url="u"
            )
    findings = found(RetryStorm, recording)
    assert len(findings) == count
    for finding in findings:
        assert finding.evidence.total == 90
        assert finding.saving is not None
        assert finding.saving.value == 80e6


def test_one_request_in_two_hundred_that_retries_is_no_storm() -> None:
    recording = Recording()
    for trace in range(1, 202):
        root = request(recording, 0, 200, trace=trace)
        for at in range(3 if trace == 7 else 1):
            recording.span(
                40 * at, 40 * at + 20, "call", parent=root, trace=trace,
                error=trace == 7 and at < 2, url="u",
            )  # fmt: skip
    assert found(RetryStorm, recording) == []
    assert len(found(RetryStorm, recording, frequency=0.001)) == 1


@pytest.mark.parametrize(("failures", "count"), [(3, 1), (2, 0)])
def test_failures_after_the_same_round_time(failures: int, count: int) -> None:
    recording = Recording()
    for trace in range(1, 31):
        late = trace <= failures
        root = request(recording, 0, 1200, trace=trace)
        recording.span(
            5, 1006 if late else 30, "call", parent=root, trace=trace, kind=SpanKind.CLIENT,
            error=late,
        )  # fmt: skip
    findings = found(TimeoutCascade, recording)
    assert len(findings) == count
    assert all(f.title == "call times out after 1.00\u202fs" for f in findings)
