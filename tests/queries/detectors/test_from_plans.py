"""Findings from plans that PostgreSQL 15 ran, and from the near miss that must stay silent."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from perfview.findings.detector import Detector, Limits
from perfview.findings.finding import Finding
from perfview.findings.registry import discover
from perfview.queries.study import Study
from tests.queries.building import QueryBuilder

DETECTORS = {kind.name: kind for kind in discover("perfview.queries.detectors", Detector)}
RECORDED: dict[str, dict[str, Any]] = json.loads(
    gzip.decompress(
        (Path(__file__).parents[1] / "samples" / "postgres15_troubles.json.gz").read_bytes()
    )
)
DDL = """
CREATE TABLE orders(id bigint PRIMARY KEY, owner bigint NOT NULL, total numeric NOT NULL,
  made timestamp NOT NULL, note varchar(20));
"""


def _study(*recorded: str, ms: float = 500) -> Study:
    """These plans, each of a call of its own."""
    builder = QueryBuilder(ddl=DDL)
    for each in recorded:
        plan = RECORDED[each]
        builder.plan(plan["plan"], builder.call(plan["sql"], ms))
    return builder.study()


def _found(name: str, study: Study) -> list[Finding]:
    detector = DETECTORS[name]()
    return list(detector.detect(study, Limits(detector)))


@pytest.mark.parametrize(
    ("name", "fires", "silent"),
    [
        ("jit-cost", "jit", "no jit"),
        ("disk-spill", "spill", "no spill"),
        ("heap-fetches", "heap fetches", "spill"),
        ("workers-missing", "workers", "no cast"),
        ("trigger-time", "trigger", "workers"),
        ("misestimate", "misestimate", "no cast"),
        ("implicit-cast", "cast", "no cast"),
    ],
)
def test_each_fires_on_its_plan_and_not_on_one_without(name: str, fires: str, silent: str) -> None:
    assert len(_found(name, _study(fires))) == 1
    assert not _found(name, _study(silent))


def test_a_quick_statement_is_left_alone_whatever_its_plan() -> None:
    for name, plan in (("jit-cost", "jit"), ("heap-fetches", "heap fetches")):
        assert not _found(name, _study(plan, "spill", ms=5))


def test_compiling_is_told_with_its_part_and_what_it_costs() -> None:
    (finding,) = _found("jit-cost", _study("jit"))
    assert finding.measures[0].value == pytest.approx(528.9 / 1822.1, abs=0.01)
    assert finding.saving is not None
    assert finding.saving.low < finding.saving.value <= finding.saving.high


def test_a_spill_is_a_warning_only_where_a_run_writes_much() -> None:
    (finding,) = _found("disk-spill", _study("spill"))
    assert finding.severity.value == "warning"
    detector = DETECTORS["disk-spill"]()
    written = finding.measures[0].value
    (milder,) = detector.detect(_study("spill"), Limits(detector, {"each": written + 1}))
    assert milder.severity.value == "info"


def test_a_conversion_is_told_by_type_and_a_written_one_is_not() -> None:
    (finding,) = _found("implicit-cast", _study("cast"))
    assert finding.title == "orders.id is converted to numeric in every row"
    assert finding.saving is not None
    builder = QueryBuilder(ddl=DDL)
    asked = RECORDED["cast"]["sql"].replace("id = 5.0", "id::numeric = 5.0")
    builder.plan(RECORDED["cast"]["plan"], builder.call(asked, 500))
    assert not _found("implicit-cast", builder.study())


def _scan(condition: str) -> str:
    """How a wrong estimate under this condition is to be put right."""
    node = {
        "Node Type": "Seq Scan", "Relation Name": "orders", "Filter": condition, "Plan Rows": 4,
        "Actual Rows": 9000, "Actual Loops": 1, "Rows Removed by Filter": 5,
        "Actual Total Time": 490.0,
    }  # fmt: skip
    builder = QueryBuilder(ddl=DDL)
    builder.plan(
        {"Plan": node, "Execution Time": 500.0}, builder.call("SELECT id FROM orders", 500)
    )
    (finding,) = _found("misestimate", builder.study())
    return finding.how


def test_a_wrong_estimate_is_put_right_by_what_is_compared() -> None:
    computed = _scan("(lower((note)::text) = 'secret'::text)")
    together = _scan("((owner = 7) AND ((note)::text = 'secret'::text))")
    alone = _scan("((note)::text = 'secret'::text)")
    assert "orders_stats ON (LOWER(" in computed
    assert "(dependencies, mcv) ON owner, note" in together
    assert alone.startswith("Run ANALYZE orders")
    assert "SET STATISTICS" in alone
    assert "secret" not in computed + together + alone


def test_what_shows_the_same_trouble_has_one_cause() -> None:
    builder = QueryBuilder(ddl=DDL)
    asked = "SELECT id FROM orders WHERE date_trunc('day', made) = '2025-01-02'"
    node = {
        "Node Type": "Seq Scan", "Relation Name": "orders", "Plan Rows": 9, "Actual Rows": 9000,
        "Filter": "(date_trunc('day'::text, made) = '2025-01-02'::timestamp)", "Actual Loops": 1,
        "Rows Removed by Filter": 300000, "Actual Total Time": 490.0,
    }  # fmt: skip
    builder.plan({"Plan": node, "Execution Time": 500.0}, builder.call(asked, 500))
    study = builder.study()
    found = [_found(name, study)[0] for name in ("function-on-column", "full-scan", "misestimate")]
    assert len({finding.cause for finding in found}) == 1
    assert found[0].example is not None
    assert found[0].saving is not None
