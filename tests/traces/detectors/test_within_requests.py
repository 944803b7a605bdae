"""The limits of what is looked for within requests, from both sides."""

from __future__ import annotations

import pytest

from perfview.findings.finding import Severity
from perfview.traces.detectors.cache_miss import CacheMiss
from perfview.traces.detectors.cold_start import ColdStart
from perfview.traces.detectors.duplicated_requests import DuplicatedRequests
from perfview.traces.detectors.gc_in_requests import GcInRequests
from perfview.traces.detectors.http_errors import HttpErrors
from perfview.traces.detectors.missing_instrumentation import MissingInstrumentation
from perfview.traces.detectors.statement_share import StatementShare
from perfview.traces.detectors.throughput import Throughput
from tests.traces.building import Recording
from tests.traces.detectors.looking import call, found, query, request


def _cached(lookups: int, hits: int, source: float, *, fills: bool = True) -> Recording:
    recording = Recording()
    for trace in range(1, lookups + 1):
        root = request(recording, 0, 20 + source, trace=trace)
        query(recording, 1, 2, root, f"GET item:{trace}", trace=trace, system="redis", name="GET")
        if trace > hits:
            query(recording, 3, 3 + source, root, "SELECT * FROM items WHERE id = 1", trace=trace)
            if fills:
                begin = 4 + source
                query(
                    recording, begin, begin + 1, root, f"SET item:{trace} x", trace=trace,
                    system="redis", name="SET",
                )  # fmt: skip
    return recording


@pytest.mark.parametrize(
    ("lookups", "hits", "source", "fills", "count"),
    [
        (50, 20, 60, True, 1),
        (50, 48, 60, True, 0),  # a good cache
        (50, 20, 2, True, 0),  # the source is as quick
        (4, 0, 60, True, 0),  # too few to say
        (50, 0, 60, False, 0),  # two calls that need not have to do with each other
        (50, 20, 60, False, 1),  # now and then it hits, so they have
    ],
)
def test_caches(lookups: int, hits: int, source: float, fills: bool, count: int) -> None:
    findings = found(CacheMiss, _cached(lookups, hits, source, fills=fills))
    assert len(findings) == count
    for finding in findings:
        assert finding.measures[0].value == pytest.approx(hits / lookups)
        assert finding.evidence.total == 2 * (lookups - hits)


def test_lookups_and_statements_in_turn_are_a_cache_that_misses() -> None:
    recording = Recording()
    root = request(recording, 0, 600)
    for at in range(10):
        begin = 5 + 50 * at
        query(recording, begin, begin + 1, root, f"GET user:{at}", system="redis", name="GET")
        query(recording, begin + 2, begin + 45, root, f"SELECT * FROM users WHERE id = {at}")
    (finding,) = found(CacheMiss, recording)
    assert finding.measures[0].value == 0
    assert finding.evidence.total == 20


def test_a_service_asked_after_a_lookup_is_no_source() -> None:
    recording = Recording()
    for trace in range(1, 51):
        root = request(recording, 0, 100, trace=trace)
        query(recording, 1, 2, root, f"GET session:{trace}", trace=trace, system="redis")
        if trace % 2:
            call(recording, 5, 90, root, "stock", "GET /stock", trace=trace)
    assert found(CacheMiss, recording) == []


@pytest.mark.parametrize(("first", "later", "count"), [(900, 40, 1), (130, 40, 0), (900, 3, 0)])
def test_the_first_request(first: float, later: int, count: int) -> None:
    recording = Recording()
    for trace in range(1, later + 1):
        begin = 2000 * trace
        request(recording, begin, begin + (first if trace == 1 else 40 + trace % 5), trace=trace)
    findings = found(ColdStart, recording)
    assert len(findings) == count
    assert all(f.evidence.rows.tolist() == [0] for f in findings)


def test_a_slow_first_request_among_many_slow_ones_is_chance() -> None:
    recording = Recording()
    for trace in range(1, 61):
        begin = 2000 * trace
        request(recording, begin, begin + (900 if trace % 10 == 1 else 40), trace=trace)
    assert found(ColdStart, recording) == []


def _twice(each: float, text: str, times: int = 2) -> Recording:
    recording = Recording()
    for trace in range(1, 11):
        root = request(recording, 0, times * each + 40, trace=trace)
        for at in range(times):
            begin = 2 + at * (each + 2)
            query(recording, begin, begin + each, root, text, trace=trace)
    return recording


@pytest.mark.parametrize(
    ("each", "text", "times", "count"),
    [
        (20, "SELECT * FROM users WHERE id = 7", 2, 1),
        (20, "SELECT * FROM users WHERE id = $1", 2, 0),  # which user is not known
        (20, "SELECT nextval('ids') FROM dual", 2, 0),  # another answer each time
        (20, "UPDATE users SET seen = 1", 2, 0),
        (5, "SELECT * FROM users WHERE id = 7", 2, 0),  # nothing to gain
        (20, "SELECT * FROM users WHERE id = 7", 6, 0),  # a loop: N+1 says it
    ],
)
def test_the_same_question_again(each: float, text: str, times: int, count: int) -> None:
    findings = found(DuplicatedRequests, _twice(each, text, times))
    assert len(findings) == count
    for finding in findings:
        assert finding.evidence.total == 20
        assert finding.saving is not None
        assert finding.saving.value == each * 1e6


@pytest.mark.parametrize(("pause", "count"), [(60, 1), (40, 0)])
def test_collections(pause: float, count: int) -> None:
    recording = Recording()
    for trace in range(1, 11):
        root = request(recording, 0, 100 + pause, trace=trace)
        recording.span(10, 10 + pause, "GC (young)", parent=root, trace=trace)
    findings = found(GcInRequests, recording)
    assert len(findings) == count
    for finding in findings:
        assert finding.saving is not None
        assert finding.saving.value == pytest.approx(pause * 1e6, rel=0.001)


@pytest.mark.parametrize(
    ("status", "refused", "severity"),
    [
        (400, 60, Severity.WARNING),
        (404, 60, Severity.INFO),
        (400, 12, Severity.INFO),
        (400, 5, None),
        (500, 60, None),
    ],
)
def test_refusals(status: int, refused: int, severity: Severity | None) -> None:
    recording = Recording()
    for trace in range(1, 101):
        code = status if trace <= refused else 200
        recording.span(0, 10, "GET /x", trace=trace, http_status=code)
    findings = found(HttpErrors, recording)
    assert [f.severity for f in findings] == ([severity] if severity else [])
    assert all(f.evidence.total == refused for f in findings)


@pytest.mark.parametrize(("dark", "count"), [(150, 1), (80, 0)])
def test_time_in_the_dark(dark: float, count: int) -> None:
    recording = Recording()
    for trace in range(1, 11):
        root = request(recording, 0, dark + 40, trace=trace)
        query(recording, 0, 20, root, "SELECT 1 FROM a", trace=trace, name="load a")
        query(recording, 20 + dark, 40 + dark, root, "SELECT 1 FROM b", trace=trace, name="load b")
    findings = found(MissingInstrumentation, recording)
    assert len(findings) == count
    for finding in findings:
        assert finding.severity is Severity.INFO
        assert "between `load a` and `load b`" in finding.why


@pytest.mark.parametrize(("each", "count"), [(20, 1), (8, 0)])
def test_a_statement_everybody_runs(each: float, count: int) -> None:
    recording = Recording()
    for trace in range(1, 41):
        root = request(recording, 0, each + 80, trace=trace, name=f"GET /{trace % 5}")
        query(recording, 2, 2 + each, root, f"SELECT * FROM users WHERE id = {trace}", trace=trace)
    findings = found(StatementShare, recording)
    assert len(findings) == count
    assert all(f.evidence.total == 40 for f in findings)


def test_a_rate_below_what_was_set() -> None:
    recording = Recording()
    for trace in range(1, 41):
        request(recording, 1000 * trace, 1000 * trace + 20, trace=trace)
    assert found(Throughput, recording) == []
    (finding,) = found(Throughput, recording, least=5.0)
    assert finding.measures[0].value == pytest.approx(40 / 39.02, rel=0.01)
