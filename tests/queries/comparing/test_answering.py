from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from perfview.findings.comparison import Comparing
from perfview.findings.detector import Limits
from perfview.findings.forecast import UnanswerableError
from perfview.queries.comparing.answering import answer
from perfview.queries.comparing.chances import percentile_between, rank_score
from perfview.queries.comparing.regressions import statement_changes
from perfview.queries.detectors.statement_regression import StatementRegression
from perfview.queries.study import Study
from tests.queries.building import QueryBuilder

ORDERS, USERS = "select * from orders where id = ?", "select * from users where id = ?"


def plan(kind: str, **more: str) -> dict[str, Any]:
    return {"Plan": {"Node Type": kind, "Relation Name": "orders", "Total Cost": 1, **more}}


def recorded(seed: int, slower: float = 1.0, times: int = 100, scan: str = "") -> Study:
    chance, made = np.random.default_rng(seed), QueryBuilder()
    for each in range(times):
        made.call(ORDERS.replace("?", str(each)), float(chance.lognormal(0, 0.5)) * slower)
        made.call(USERS.replace("?", str(each)), float(chance.lognormal(0, 0.5)))
    if scan:
        made.plan(plan(scan), call=0)
    return made.study()


def test_a_slower_statement_is_told_from_chance() -> None:
    found = answer(recorded(1), recorded(2, slower=3), Comparing())
    assert "1 statement got slower" in found.verdict
    assert ORDERS in found.verdict
    first = found.rows[0]
    assert (first.name, first.place) == (ORDERS, "orders")
    assert not first.own.is_noise
    assert first.own.relative == pytest.approx(2, rel=0.3)
    assert found.rows[1].own.is_noise
    assert found.told["statements"][0]["slower"]
    assert not found.told["statements"][1]["slower"]


def test_the_same_work_hardly_changed() -> None:
    alike = [answer(recorded(seed), recorded(seed + 50), Comparing()) for seed in range(8)]
    slower = sum("slower" in found.verdict or "faster" in found.verdict for found in alike)
    assert slower <= 1


def test_recordings_of_other_length_are_brought_to_one() -> None:
    found = answer(recorded(1), recorded(2, times=400), Comparing())
    assert "multiplied by" in found.notes[0]
    assert found.rows[0].total.relative == pytest.approx(0, abs=0.3)
    plain = answer(recorded(1), recorded(2, times=400), Comparing(normalise=False))
    assert plain.whole.relative == pytest.approx(3, rel=0.3)
    shares = answer(recorded(1), recorded(2, slower=3), Comparing(normalise=True))
    assert shares.is_normalised
    assert 0.1 < max(row.total.amount for row in shares.rows) < 0.5


def test_new_and_gone_statements() -> None:
    more = QueryBuilder()
    for each in range(20):
        more.call(f"insert into log values ({each})")
    found = answer(recorded(1), more.study(), Comparing(metric="calls"))
    assert {row.why for row in found.rows} == {"new: 20 calls", "not run any more"}
    assert sorted((row.total.appeared, row.total.vanished) for row in found.rows) == [
        (False, True),
        (False, True),
        (True, False),
    ]


def test_another_plan_is_told() -> None:
    before = recorded(1, scan="Index Scan")
    found = answer(before, recorded(2, slower=9, scan="Seq Scan"), Comparing())
    assert "Seq Scan on orders instead of Index Scan on orders" in found.rows[0].why


def test_what_cannot_be_compared() -> None:
    with pytest.raises(UnanswerableError, match="total_time, mean_time, calls, p95_time"):
        answer(recorded(1), recorded(2), Comparing(metric="bytes"))
    with pytest.raises(UnanswerableError, match="not a single statement"):
        answer(recorded(1), QueryBuilder().study(), Comparing(metric="calls"))


def test_few_calls_are_not_judged() -> None:
    changes = statement_changes(recorded(1, times=3), recorded(2, slower=50, times=3))
    assert not changes.slowed_ns.any()


def test_ranks_and_percentiles() -> None:
    low, high = np.arange(100), np.arange(100) + 50
    assert rank_score(low, low) == 0
    assert rank_score(low, high) > 5 > -5 > rank_score(high, low)
    assert rank_score(np.full(9, 3), np.full(9, 3)) == 0
    value, least, most = percentile_between(np.arange(1, 1001), 0.95, 2.0)
    assert value == 950
    assert 930 < least < 950 < most < 970


def test_the_detector_needs_a_baseline_and_names_the_statement() -> None:
    detector, after = StatementRegression(), recorded(2, slower=3, scan="Seq Scan")
    assert not detector.concerns(after)
    after.baseline = recorded(1, scan="Index Scan")
    findings = list(detector.detect(after, Limits(detector)))
    assert detector.concerns(after)
    assert [each.where for each in findings] == ["orders"]
    found = findings[0]
    assert found.saving is not None
    assert found.saving.low < found.saving.value < found.saving.high
    assert found.confidence > 0.9
    assert "Seq Scan" in found.why
    assert len(found.evidence.rows) == 100
    after.baseline = recorded(3, slower=3)
    assert not list(detector.detect(after, Limits(detector)))
