"""Plans of MySQL and MariaDB, in every form."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from perfview.queries.plans.details import details_of
from perfview.queries.plans.mysql.blocks import read_mysql
from perfview.queries.plans.mysql.operations import node_of_operation
from perfview.queries.plans.mysql.tree_text import read_mysql_tree
from perfview.queries.plans.reading import PlanGatherer
from perfview.queries.plans.tree import node_costs
from tests.queries.plans.costing import model_of

_SAMPLES = Path(__file__).parents[1] / "samples"
_TREE = """EXPLAIN: -> Limit: 10 row(s)  (actual time=22.5..22.6 rows=10 loops=1)
    -> Sort: o.total DESC, limit input to 10 row(s) per chunk  (actual time=22.4..22.5 rows=10 loops=1)
        -> Stream results  (cost=950 rows=333) (actual time=0.2..21 rows=900 loops=1)
            -> Nested loop inner join  (cost=950 rows=333) (actual time=0.1..20 rows=900 loops=1)
                -> Filter: (o.`status` = 'paid')  (cost=203 rows=200) (actual time=0.06..5 rows=300 loops=1)
                    -> Table scan on o  (cost=203 rows=2000) (actual time=0.05..4 rows=2000 loops=1)
                -> Index lookup on i using order_id (order_id=o.id)  (cost=0.25 rows=3) (actual time=0.01..0.04 rows=3 loops=300)
    -> Select #2 (subquery in condition; run only once)
        -> Rows fetched before execution  (cost=0..0 rows=1) (never executed)
"""  # noqa: E501


def test_a_tree_of_explain_analyze() -> None:
    plan = read_mysql_tree(_TREE)
    assert plan is not None
    assert plan.is_actual
    assert plan.execution_ns == 22_600_000
    kinds = [node.kind for node in plan.nodes]
    assert kinds[:4] == ["Limit", "Sort", "Stream results", "Nested Loop"]
    assert kinds[4:] == ["Filter", "Seq Scan", "Index Scan", "Result"]
    assert [node.parent for node in plan.nodes] == [-1, 0, 1, 2, 3, 4, 3, 0]
    assert plan.nodes[4].filter == "(o.`status` = 'paid')"
    lookup = plan.nodes[6]
    assert (lookup.relation, lookup.index, lookup.condition) == ("i", "order_id", "order_id=o.id")
    assert (lookup.loops, lookup.actual_rows, lookup.expected_rows) == (300, 3, 3)
    assert plan.nodes[7].subplan.startswith("SubPlan Select #2")
    assert plan.nodes[7].loops == 0
    gatherer = PlanGatherer()
    gatherer.add(plan)
    costs = node_costs(model_of(gatherer))
    assert costs.own_ns[3] == pytest.approx(20e6 - 5e6 - 300 * 0.04e6)


@pytest.mark.parametrize(
    ("operation", "kind", "relation", "index"),
    [
        ("Table scan on <temporary>", "Seq Scan", "<temporary>", ""),
        ("Covering index scan on t using k", "Index Only Scan", "t", "k"),
        ("Index scan on t using k (reverse)", "Index Scan", "t", "k"),
        ("Single-row index lookup on c using PRIMARY (id=o.c)", "Index Scan", "c", "PRIMARY"),
        ("Single-row covering index lookup on c using k (id=o.c)", "Index Only Scan", "c", "k"),
        ("Index range scan on t using k over (5 < a)", "Index Scan", "t", "k"),
        ("Constant row from c", "Index Scan", "c", ""),
        ("Inner hash join (a.x = b.x)", "Hash Join", "", ""),
        ("Left hash join (no condition)", "Hash Join", "", ""),
        ("Aggregate using temporary table", "Aggregate", "", ""),
    ],
)  # fmt: skip
def test_operations_in_words(operation: str, kind: str, relation: str, index: str) -> None:
    node = node_of_operation(operation, -1)
    assert (node.kind, node.relation, node.index) == (kind, relation, index)


def test_json_of_mysql() -> None:
    scan = {
        "table_name": "o",
        "access_type": "ALL",
        "rows_examined_per_scan": 2000,
        "filtered": "10.00",
        "cost_info": {"read_cost": "180", "eval_cost": "20"},
        "attached_condition": "(`o`.`status` = 'paid')",
    }
    lookup = {
        "table_name": "i",
        "access_type": "ref",
        "key": "order_id",
        "used_key_parts": ["order_id"],
        "ref": ["shop.o.id"],
        "using_index": True,
        "rows_examined_per_scan": 3,
        "filtered": "100.00",
        "cost_info": {"read_cost": "50", "eval_cost": "60"},
    }
    within = {"query_block": {"select_id": 2, "table": {"table_name": "x", "access_type": "const"}}}
    block = {
        "select_id": 1, "cost_info": {"query_cost": "310"},
        "ordering_operation": {
            "using_filesort": True,
            "nested_loop": [{"table": scan}, {"table": lookup}],
        },
        "select_list_subqueries": [within],
    }  # fmt: skip
    plan = read_mysql({"query_block": block})
    assert plan is not None
    assert not plan.is_actual
    assert [node.kind for node in plan.nodes] == [
        "Query Block", "Sort", "Nested Loop", "Seq Scan", "Index Only Scan", "Query Block",
        "Index Scan",
    ]  # fmt: skip
    assert plan.nodes[5].subplan == "SubPlan 2"
    assert plan.nodes[3].expected_rows == 200
    assert plan.nodes[3].total_cost == 200
    assert plan.nodes[4].condition == "order_id = shop.o.id"
    assert plan.nodes[2].total_cost == 310


def test_json_of_the_newer_version() -> None:
    plan = read_mysql({
        "query": "select 1", "json_schema_version": "2.0",
        "query_plan": {
            "operation": "Nested loop inner join", "actual_loops": 1, "actual_rows": 9,
            "actual_last_row_ms": 5.0, "estimated_rows": 3,
            "inputs": [
                {"operation": "Table scan on o", "table_name": "orders", "alias": "o",
                 "actual_loops": 1, "actual_last_row_ms": 2.0, "estimated_total_cost": 20.5},
                {"operation": "Index lookup on i using k (a=o.id)", "table_name": "items",
                 "alias": "i", "index_name": "k", "covering": True, "actual_loops": 3,
                 "actual_last_row_ms": 0.5},
            ],
        },
    })  # fmt: skip
    assert plan is not None
    assert plan.execution_ns == 5_000_000
    assert [node.kind for node in plan.nodes] == ["Nested Loop", "Seq Scan", "Index Only Scan"]
    assert (plan.nodes[1].relation, plan.nodes[1].alias) == ("orders", "o")
    gatherer = PlanGatherer()
    gatherer.add(plan)
    assert node_costs(model_of(gatherer)).own_ns.tolist() == [1.5e6, 2e6, 1.5e6]


def test_measured_json_of_mariadb() -> None:
    text = gzip.decompress((_SAMPLES / "mariadb1011_analyze.json.gz").read_bytes())
    plan = read_mysql(json.loads(text))
    assert plan is not None
    assert plan.is_actual
    assert plan.planning_ns == 217_098
    assert plan.execution_ns == 14_627_280
    by_name = {node.relation: node for node in plan.nodes if node.relation}
    assert set(by_name) == {"c", "o", "items"}
    assert by_name["o"].loops == 2000
    assert by_name["o"].removed_rows == 3
    assert by_name["c"].actual_rows == 2000
    assert by_name["c"].expected_rows == 5000
    assert details_of(by_name["o"].detail)["possible_keys"] == "customer_id"
    gatherer = PlanGatherer()
    gatherer.add(plan)
    costs = node_costs(model_of(gatherer))
    assert costs.own_ns.sum() == pytest.approx(costs.total_ns[0], rel=0.01)


@pytest.mark.parametrize("plan", [None, {}, {"query_block": 5}, {"operation": 5}, [1, 2], "x"])
def test_what_is_no_plan_is_none(plan: object) -> None:
    assert read_mysql(plan) is None
    assert read_mysql_tree("nothing\n  here") is None
