"""Statements that want writing otherwise: what fires, and the near miss that must not."""

from __future__ import annotations

import pytest

from perfview.findings.detector import Detector, Limits
from perfview.findings.finding import Finding
from perfview.findings.registry import discover
from perfview.queries.study import Study
from tests.queries.building import QueryBuilder

DDL = """
CREATE TABLE customers(id int PRIMARY KEY, email text NOT NULL, name text NOT NULL, boss int);
CREATE TABLE orders(id int PRIMARY KEY, customer_id int NOT NULL, total numeric NOT NULL,
  created_at timestamptz NOT NULL);
CREATE INDEX ON orders (customer_id);
"""
DETECTORS = {kind.name: kind for kind in discover("perfview.queries.detectors", Detector)}


def _study(sql: str, ms: float = 500, runs: int = 4, **columns: int) -> Study:
    builder = QueryBuilder(ddl=DDL)
    for _ in range(runs):
        builder.call(sql, ms, **columns)
    return builder.study()


def _found(name: str, study: Study) -> list[Finding]:
    detector = DETECTORS[name]()
    return list(detector.detect(study, Limits(detector)))


FIRES = {
    "function-on-column": "SELECT id FROM orders WHERE created_at::date = '2025-03-04'",
    "leading-wildcard": "SELECT id FROM customers WHERE name LIKE '%secret%'",
    "deep-offset": "SELECT id FROM orders ORDER BY id LIMIT 20 OFFSET 4000",
    "not-in-subquery": "SELECT id FROM customers WHERE id NOT IN (SELECT customer_id FROM orders)",
    "correlated-subquery": "SELECT c.id, (SELECT COUNT(*) FROM orders o WHERE o.customer_id = c.id)"
    " FROM customers c",
    "or-across-tables": "SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id"
    " WHERE o.id = 5 OR c.email = 'x'",
    "random-order": "SELECT id FROM orders ORDER BY random() LIMIT 3",
    "distinct-over-join": "SELECT DISTINCT c.id FROM customers c JOIN orders o"
    " ON o.customer_id = c.id",
    "cartesian-product": "SELECT c.id FROM customers c, orders o WHERE o.total > 5",
    "unbounded-write": "UPDATE orders SET total = 0",
    "count-all": "SELECT COUNT(*) FROM orders",
    "slow-join": "SELECT o.id FROM orders o JOIN customers c ON c.id = o.id OR c.boss = o.id",
}
STAYS_SILENT = {
    "function-on-column": "SELECT id FROM orders WHERE customer_id = 4"
    " AND created_at::date = '2025-03-04'",
    "leading-wildcard": "SELECT id FROM customers WHERE name LIKE 'secret%'",
    "deep-offset": "SELECT id FROM orders ORDER BY id LIMIT 20 OFFSET 40",
    "not-in-subquery": "SELECT id FROM customers WHERE id NOT IN (4, 5)",
    "correlated-subquery": "SELECT id FROM customers c WHERE EXISTS"
    " (SELECT 1 FROM orders o WHERE o.customer_id = c.id)",
    "or-across-tables": "SELECT id FROM customers WHERE id = 5 OR email = 'x'",
    "random-order": "SELECT id FROM orders ORDER BY total LIMIT 3",
    "distinct-over-join": "SELECT DISTINCT c.id, o.id FROM customers c JOIN orders o"
    " ON o.customer_id = c.id",
    "cartesian-product": "SELECT c.id FROM customers c, orders o WHERE o.customer_id = c.id",
    "unbounded-write": "UPDATE orders SET total = 0 WHERE id = 4",
    "count-all": "SELECT COUNT(*) FROM orders WHERE total > 4",
    "slow-join": "SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id",
}


@pytest.mark.parametrize("name", FIRES)
def test_each_fires_on_what_it_is_about_and_not_beside_it(name: str) -> None:
    (finding,) = _found(name, _study(FIRES[name]))
    assert 0.3 < finding.confidence < 0.99
    assert finding.wrong_if
    assert finding.how
    assert len(finding.evidence.rows) == 4
    assert not _found(name, _study(STAYS_SILENT[name]))


@pytest.mark.parametrize("name", FIRES)
def test_nothing_is_said_of_a_quick_statement(name: str) -> None:
    assert not _found(name, _study(FIRES[name], ms=2))


def test_no_literal_leaves() -> None:
    for name in ("leading-wildcard", "or-across-tables", "function-on-column", "deep-offset"):
        sql = (
            FIRES[name]
            .replace("'x'", "'secret'")
            .replace("2025-03-04", "secret")
            .replace("4000", "424242")
        )
        (finding,) = _found(name, _study(sql))
        shown = finding.example
        told = [finding.title, finding.verdict, finding.why, finding.how, finding.entity]
        told += [shown.before, shown.after] if shown else []
        text = " ".join(told)
        assert "secret" not in text
        assert "424242" not in text


@pytest.mark.parametrize(("rows", "fires"), [(999, False), (1000, True)])
def test_a_large_result_begins_at_its_limit(rows: int, fires: bool) -> None:
    assert bool(_found("large-result", _study("SELECT * FROM orders", rows=rows))) is fires


def _scanned(sql: str, table: str, condition: str, kept: int, read: int) -> Study:
    """A statement whose plan read a table whole."""
    plan = {
        "Plan": {
            "Node Type": "Seq Scan", "Relation Name": table, "Plan Rows": kept,
            "Actual Rows": kept, "Actual Loops": 1, "Rows Removed by Filter": read - kept,
            "Actual Total Time": 490.0, "Filter": condition,
        },
        "Execution Time": 500.0,
    }  # fmt: skip
    builder = QueryBuilder(ddl=DDL)
    builder.plan(plan, builder.call(sql, 500))
    return builder.study()


@pytest.mark.parametrize(("kept", "fires"), [(200, True), (201, False)])
def test_a_full_scan_keeps_few_of_what_it_reads(kept: int, fires: bool) -> None:
    study = _scanned("SELECT id FROM orders WHERE total > 5", "orders", "(total > 5)", kept, 1000)
    assert bool(_found("full-scan", study)) is fires


def test_a_scan_that_an_index_settles_is_told_with_it() -> None:
    sql = "SELECT id FROM customers WHERE boss = 5"
    study = _scanned(sql, "customers", "(boss = 5)", 2, 100_000)
    (scan,) = _found("full-scan", study)
    (index,) = _found("missing-index", study)
    assert scan.cause == index.cause
    assert scan.saving is None
    assert index.saving is not None


@pytest.mark.parametrize(("kept", "found"), [(20, 1), (300, 0)])
def test_a_text_that_many_rows_hold_is_no_matter_for_an_index(kept: int, found: int) -> None:
    study = _scanned(
        FIRES["leading-wildcard"], "customers", "(name ~~ '%secret%'::text)", kept, 5000
    )
    assert len(_found("leading-wildcard", study)) == found
    (scan,) = _found("full-scan", study)
    assert scan.severity.value == "info"
    assert scan.saving is None
