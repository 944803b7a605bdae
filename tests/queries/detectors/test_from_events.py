"""Findings from locks, connections and transactions."""

from __future__ import annotations

import pytest

from perfview.findings.detector import Detector, Limits
from perfview.findings.finding import Finding
from perfview.findings.registry import discover
from perfview.queries import model as m
from perfview.queries.study import Study
from tests.queries.building import MS, QueryBuilder

DETECTORS = {kind.name: kind for kind in discover("perfview.queries.detectors", Detector)}
WRITE = "UPDATE orders SET total = 4 WHERE id = 5"


def _found(name: str, study: Study) -> list[Finding]:
    detector = DETECTORS[name]()
    return list(detector.detect(study, Limits(detector))) if detector.concerns(study) else []


@pytest.mark.parametrize(("waited_ms", "fires"), [(499, False), (500, True)])
def test_lock_waits_count_from_a_second_on(waited_ms: int, fires: bool) -> None:
    builder = QueryBuilder()
    builder.call(WRITE, 3000)
    for at in (0, 60_000):
        builder.event(
            m.LOCK_WAIT, "still waiting", statement=0, duration_ns=waited_ms * MS,
            time_ns=at * MS, session=-1,
        )  # fmt: skip
    assert bool(_found("lock-waits", builder.study())) is fires


def test_a_wait_told_twice_counts_once() -> None:
    builder = QueryBuilder()
    builder.call(WRITE, 3000, session="a")
    for at, waited in ((1000, 1000), (2500, 2500)):
        builder.event(
            m.LOCK_WAIT, "waiting", statement=0, duration_ns=waited * MS, time_ns=at * MS, session=0
        )
    (finding,) = _found("lock-waits", builder.study())
    assert finding.measures[0].value == 2500 * MS


@pytest.mark.parametrize(("times", "fires"), [(99, False), (100, True)])
def test_connections_are_churn_from_a_hundred_on(times: int, fires: bool) -> None:
    builder = QueryBuilder()
    builder.call("SELECT 1", 1)
    for number in range(times):
        builder.event(m.CONNECTION, "connection", time_ns=number * 100 * MS)
    assert bool(_found("connection-churn", builder.study())) is fires


@pytest.mark.parametrize(
    ("message", "fires"), [("division by zero", 0), ("sorry, too many clients already", 1)]
)
def test_refused_connections_are_told_from_other_errors(message: str, fires: int) -> None:
    builder = QueryBuilder()
    builder.call("SELECT 1", 1)
    builder.event(m.ERROR, message)
    assert len(_found("connection-limit", builder.study())) == fires


@pytest.mark.parametrize(("pause_ms", "fires"), [(1005.0, True), (995.0, False)])
def test_transactions_idle_from_a_second_on(pause_ms: float, fires: bool) -> None:
    builder = QueryBuilder()
    builder.call(WRITE, 1.5, transaction=1)
    builder.call(WRITE, 1.5001, at_ms=1.5 + pause_ms, transaction=1)
    assert bool(_found("idle-in-transaction", builder.study())) is fires


def test_a_clock_of_whole_seconds_tells_no_pause_of_one() -> None:
    builder = QueryBuilder()
    for at in range(1, 9):
        builder.call(WRITE, 1, at_ms=1000 * at - 1, transaction=1)
    assert not _found("idle-in-transaction", builder.study())
