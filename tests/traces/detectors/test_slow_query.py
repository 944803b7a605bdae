"""Slow statements."""

from __future__ import annotations

import pytest

from perfview.findings.finding import Severity
from perfview.traces.detectors.slow_query import SlowQuery
from tests.traces.building import Recording
from tests.traces.detectors.looking import found, query, request

SEARCH = "SELECT * FROM orders WHERE customer_id = 17"


def _recording(lengths: list[float], statement: str = SEARCH, rest: float = 2000) -> Recording:
    recording = Recording()
    for trace, length in enumerate(lengths, 1):
        root = request(recording, 0, length + rest, trace=trace)
        query(recording, 5, 5 + length, root, statement, trace=trace)
    return recording


@pytest.mark.parametrize(("length", "fires"), [(499, False), (500, True)])
def test_half_a_second_is_the_boundary(length: float, fires: bool) -> None:
    assert bool(found(SlowQuery, _recording([length]))) is fires


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE orders SET done = 1 WHERE customer_id = 17",
        "DELETE FROM orders WHERE customer_id = 17",
        "CALL rebuild_report()",
        "SELECT a, b, c FROM orders WHERE ...",
    ],
)
def test_any_statement_counts_not_only_whole_selects(statement: str) -> None:
    assert len(found(SlowQuery, _recording([700], statement))) == 1


def test_severity_follows_p95() -> None:
    (outlier,) = found(SlowQuery, _recording([20] * 99 + [700]))
    (slow,) = found(SlowQuery, _recording([600] * 10))
    (very,) = found(SlowQuery, _recording([1200] * 10))
    order = [finding.severity for finding in (outlier, slow, very)]
    assert order == [Severity.INFO, Severity.WARNING, Severity.CRITICAL]
    assert outlier.confidence < slow.confidence
    assert outlier.evidence.total == 1


def test_a_quicker_one_counts_where_the_request_waits_for_nothing_else() -> None:
    assert len(found(SlowQuery, _recording([150] * 10, rest=20))) == 1
    assert found(SlowQuery, _recording([150] * 10, rest=400)) == []
    assert found(SlowQuery, _recording([90] * 10, rest=20)) == []


def test_literals_do_not_split_a_statement() -> None:
    recording = Recording()
    for trace in range(1, 6):
        root = request(recording, 0, 800, trace=trace)
        query(
            recording,
            0,
            700,
            root,
            f"SELECT * FROM orders WHERE customer_id = {trace}",
            trace=trace,
        )
    (finding,) = found(SlowQuery, recording)
    assert finding.evidence.total == 5


def test_a_wrapped_statement_counts_once() -> None:
    recording = Recording()
    root = request(recording, 0, 800)
    outer = query(recording, 0, 700, root, SEARCH)
    query(recording, 1, 699, outer, SEARCH)
    (finding,) = found(SlowQuery, recording)
    assert finding.evidence.total == 1


def test_opening_a_connection_is_not_a_statement() -> None:
    recording = Recording()
    root = request(recording, 0, 2000)
    recording.span(0, 1500, "pg.connect", parent=root, db_system="postgresql")
    assert found(SlowQuery, recording) == []


def test_the_index_is_made_of_the_statement() -> None:
    (finding,) = found(SlowQuery, _recording([700]))
    assert finding.example is not None
    assert finding.example.after.split("\n") == [
        "EXPLAIN ANALYZE",
        "SELECT *",
        "FROM orders",
        "WHERE customer_id = ?;",
        "-- if it scans the table:",
        "CREATE INDEX orders_customer_id",
        "  ON orders (customer_id);",
    ]


def test_looking_at_the_plan_of_a_write_does_not_run_it() -> None:
    (finding,) = found(SlowQuery, _recording([700], "DELETE FROM orders WHERE customer_id = 17"))
    assert finding.example is not None
    assert finding.example.after.startswith("EXPLAIN\nDELETE")


def test_no_index_is_made_up_where_none_would_help() -> None:
    statement = "SELECT note FROM items WHERE note LIKE '%gift%'"
    (finding,) = found(SlowQuery, _recording([700], statement))
    assert finding.example is None
    assert "begins with %" in finding.how
