"""EXPLAIN of every server in files, as people save them."""

from __future__ import annotations

import json

import pytest

from perfview.queries.readers.explain_plans import ExplainPlans
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from tests.queries.readers.reading import read, sample

_SCAN = {"Node Type": "Seq Scan", "Relation Name": "t", "Plan Rows": 5, "Total Cost": 9.5}


def _kinds(content: bytes | str) -> list[str]:
    model, _, _ = read(ExplainPlans, content)
    return [model.strings[kind] for kind in model.plan_nodes.kind]


def test_many_plans_with_their_statements() -> None:
    model, report, study = read(ExplainPlans, sample("postgres15_plans.json"))
    assert len(model.plans) == len(model.calls) == 8
    assert model.made_by == "PostgreSQL EXPLAIN"
    assert study.totals.whole_ns == int(model.plans.execution_ns.sum())
    assert any(study.text_of(row).startswith("with big as") for row in range(8))
    assert report.find("plan-without-statement") is None


def test_text_with_prompts_above() -> None:
    model, report, study = read(ExplainPlans, sample("postgres15_plans.txt"))
    assert len(model.plans) == 8
    assert report.find("plan-without-statement") is None
    assert all("explain" not in study.text_of(row) for row in range(len(model.statements)))


def test_what_psql_wraps() -> None:
    model, report, study = read(ExplainPlans, sample("postgres15_psql.json.txt"))
    assert len(model.plans) == 1
    assert report.find("plan-without-statement").count == 1
    assert study.text_of(0) == "statement not told; its plan reads orders, customers"


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([{"Plan": _SCAN}]),
        json.dumps({"select * from t": _SCAN}),
        json.dumps({"select * from t": [{"Plan": _SCAN}]}),
        json.dumps([{"query": "select * from t", "explain": {"Plan": _SCAN}}]),
        json.dumps([{"sql": "explain select * from t", "plan": json.dumps([{"Plan": _SCAN}])}]),
        json.dumps({"Plan": _SCAN}) + "\n" + "{broken",
        '"QUERY PLAN"\n"' + json.dumps([{"Plan": _SCAN}], indent=1).replace('"', '""') + '"\n',
        "QUERY PLAN\n----------\nSeq Scan on t  (cost=0.00..9.50 rows=5 width=4)\n(1 row)\n",
        '"Seq Scan on t  (cost=0.00..9.50 rows=5 width=4)"\n"  Filter: (a = ""x"")"\n',
    ],
)
def test_frames_around_a_plan(content: str) -> None:
    assert _kinds(content) == ["Seq Scan"]


def test_mysql_in_every_form() -> None:
    tree = "| -> Filter: (a = 5)  (cost=2 rows=1)\n    -> Table scan on t  (cost=2 rows=9)\n |\n"
    assert _kinds("+---+\n| EXPLAIN |\n+---+\n" + tree + "+---+\n") == ["Filter", "Seq Scan"]
    block = {"query_block": {"select_id": 1, "table": {"table_name": "t", "access_type": "ALL"}}}
    assert _kinds(json.dumps(block)) == ["Query Block", "Seq Scan"]
    assert "Seq Scan" in _kinds(sample("mariadb1011_analyze.json"))


def test_sqlite_in_every_form() -> None:
    drawn = "QUERY PLAN\n|--SCAN t\n`--SEARCH u USING INDEX u_a (a=?)\n"
    assert _kinds(drawn) == ["Nested Loop", "Seq Scan", "Index Scan"]
    rows = (
        "select * from t where a=3\n(2, 0, 0, 'SCAN t')\n\nselect 1 from u\n(2, 0, 0, 'SCAN u')\n"
    )
    model, _, study = read(ExplainPlans, rows)
    assert len(model.plans) == 2
    assert study.text_of(0) == "select * from t where a=?"
    assert model.dialect == "sqlite"


def test_yaml_says_what_to_do() -> None:
    with (
        Source.from_bytes(b'- Plan: \n    Node Type: "Seq Scan"\n') as source,
        pytest.raises(UnreadableInput) as refused,
    ):
        ExplainPlans().read(source, Progress())
    assert "FORMAT JSON" in refused.value.remedy


def test_a_list_of_calls_is_left_to_who_reads_lists() -> None:
    calls = json.dumps([{"sql": "select 1", "duration": 5, "plan": {"Plan": _SCAN}}])
    with Source.from_bytes(calls.encode()) as source:
        assert ExplainPlans().sniff(source).certainty < 0.5


def test_a_log_is_left_to_who_reads_logs() -> None:
    line = "2024-01-01 10:00:00 UTC [5] LOG:  duration: 5.1 ms  plan:\n"
    plan = "\tSeq Scan on t  (cost=0.00..9.50 rows=5 width=4)\n"
    with Source.from_bytes((line + plan).encode()) as source:
        assert ExplainPlans().sniff(source).certainty < 0.5


def test_a_list_of_plans_that_breaks_off_says_so() -> None:
    plan = {"Plan": {"Node Type": "Seq Scan", "Relation Name": "orders", "Total Cost": 9.0}}
    whole = json.dumps([plan, plan])
    _, report, _ = read(ExplainPlans, whole)
    assert report.complete
    model, report, _ = read(ExplainPlans, whole[:-20])
    assert len(model.plans) >= 1
    assert not report.complete
    assert report.find("truncated") is not None
