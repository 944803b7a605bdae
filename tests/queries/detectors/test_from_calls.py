"""Findings from when and how often statements ran, and from what else a log tells of them."""

from __future__ import annotations

import pytest

from perfview.findings.detector import Detector, Limits
from perfview.findings.finding import Finding
from perfview.findings.registry import discover
from perfview.queries import model as m
from perfview.queries.study import Study
from tests.queries.building import MS, QueryBuilder

DETECTORS = {kind.name: kind for kind in discover("perfview.queries.detectors", Detector)}
SELECT = "SELECT id FROM orders WHERE total > 5"


def _found(name: str, study: Study) -> list[Finding]:
    detector = DETECTORS[name]()
    return list(detector.detect(study, Limits(detector))) if detector.concerns(study) else []


@pytest.mark.parametrize(("values", "fires"), [(499, False), (500, True)])
def test_a_list_is_long_from_its_limit_on(values: int, fires: bool) -> None:
    builder = QueryBuilder()
    builder.call(f"SELECT id FROM orders WHERE id IN ({', '.join(map(str, range(values)))})", 500)
    assert bool(_found("huge-list", builder.study())) is fires


@pytest.mark.parametrize(("ms", "severity"), [(990, "info"), (1010, "warning")])
def test_one_statement_is_heavy_and_a_warning_when_a_run_is_felt(ms: float, severity: str) -> None:
    builder = QueryBuilder()
    for number in range(5):
        builder.call(f"SELECT a{number} FROM t{number} ORDER BY b{number}", 10)
    for _ in range(3):
        builder.call("SELECT SUM(total) FROM orders", ms)
    (finding,) = _found("heavy-statement", builder.study())
    assert finding.severity.value == severity


def test_what_is_no_statement_on_rows_is_not_heavy() -> None:
    builder = QueryBuilder()
    for number in range(5):
        builder.call(f"SELECT a{number} FROM t{number} ORDER BY b{number}", 10)
    builder.call("VACUUM orders", 9000)
    assert not _found("heavy-statement", builder.study())


@pytest.mark.parametrize(("slow_ms", "fires"), [(1000, True), (150, False)])
def test_a_statement_is_uneven_when_some_runs_take_far_longer(slow_ms: float, fires: bool) -> None:
    builder = QueryBuilder()
    for number in range(60):
        builder.call(SELECT, slow_ms if number % 12 == 0 else 10)
    assert bool(_found("uneven-statement", builder.study())) is fires


@pytest.mark.parametrize(("kinds", "fires"), [(25, True), (9, False)])
def test_requests_are_chatty_with_many_statements_of_many_kinds(kinds: int, fires: bool) -> None:
    builder = QueryBuilder()
    for request in range(4):
        for number in range(54):
            name = number % kinds
            builder.call(f"SELECT a FROM t{name} WHERE b{name} = 1", 1, trace=str(request))
    assert bool(_found("chatty-requests", builder.study())) is fires


@pytest.mark.parametrize(("at_once", "fires"), [(20, True), (2, False)])
def test_a_burst_is_much_at_once_for_a_short_time(at_once: int, fires: bool) -> None:
    builder = QueryBuilder()
    for second in range(120):
        builder.call(SELECT, 20, at_ms=1000.0 * second)
    for number in range(at_once):
        builder.call(SELECT, 1500, at_ms=60_000.0 + number)
    assert bool(_found("load-burst", builder.study())) is fires


@pytest.mark.parametrize(
    ("name", "kind", "text", "least"),
    [
        ("deadlocks", m.DEADLOCK, "deadlock detected", 1),
        ("cancelled-statements", m.CANCELLED, "canceling statement due to statement timeout", 5),
        ("failing-statements", m.ERROR, "duplicate key value violates unique constraint", 20),
    ],
)
def test_events_count_from_their_limit_on(name: str, kind: int, text: str, least: int) -> None:
    for times in (least - 1, least):
        builder = QueryBuilder()
        call = builder.call(SELECT, 100)
        for number in range(times):
            builder.event(kind, text, statement=0, call=call, time_ns=number * MS, session=-1)
        assert len(_found(name, builder.study())) == int(times >= least)


@pytest.mark.parametrize(("seconds", "fires"), [(59, False), (61, True)])
def test_a_vacuum_is_long_from_a_minute_on(seconds: int, fires: bool) -> None:
    builder = QueryBuilder()
    builder.event(m.VACUUM, "automatic vacuum of table", duration_ns=seconds * 1000 * MS)
    assert bool(_found("long-vacuum", builder.study())) is fires


@pytest.mark.parametrize(("apart", "fires"), [(300, False), (30, True)])
def test_checkpoints_are_too_many_when_close_together(apart: int, fires: bool) -> None:
    builder = QueryBuilder()
    for number in range(6):
        builder.event(m.CHECKPOINT, "checkpoint starting: wal", time_ns=number * apart * 1000 * MS)
    assert bool(_found("checkpoints", builder.study())) is fires


def test_who_holds_a_lock_is_told_by_its_last_work_before_the_wait() -> None:
    builder = QueryBuilder()
    write = "UPDATE products SET stock = stock - 1 WHERE id = 17"
    builder.call("UPDATE carts SET state = 'paid' WHERE id = 4", 1, at_ms=0, session="11")
    builder.call("BEGIN", 1, at_ms=600, session="11")
    builder.call(write, 1200, at_ms=500, session="12")
    told = "still waiting for ShareLock\nProcess holding the lock: 11. Wait queue: 12."
    builder.event(
        m.LOCK_WAIT, told, statement=2, call=2, session=1, time_ns=700 * MS,
        duration_ns=100 * MS,
    )  # fmt: skip
    builder.event(
        m.LOCK_WAIT, "acquired ShareLock", statement=2, call=2, session=1, time_ns=1700 * MS,
        duration_ns=1100 * MS,
    )  # fmt: skip
    (finding,) = _found("lock-waits", builder.study())
    assert "UPDATE carts" in finding.why
    assert finding.severity.value == "warning"
    assert "17" not in finding.why
