"""Plans of PostgreSQL, in JSON and in text, tell the same."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from perfview.queries.plans.details import details_of
from perfview.queries.plans.postgres.objects import read_postgres
from perfview.queries.plans.postgres.text import read_postgres_text
from perfview.queries.plans.reading import PlanGatherer, plan_as_text
from perfview.queries.plans.tree import node_costs
from perfview.queries.readers.explain.found import plans_in
from perfview.queries.readers.explain.json_values import values_in
from perfview.queries.soundness import is_sound_model
from tests.queries.plans.costing import model_of

_SAMPLES = Path(__file__).parents[1] / "samples"
_CORPUS = Path(__file__).parents[4] / "shared/corpus/queries"


def sample(name: str) -> str:
    return gzip.decompress((_SAMPLES / f"{name}.gz").read_bytes()).decode()


def test_text_and_json_tell_the_same() -> None:
    said = [read_postgres(plan) for plan in json.loads(sample("postgres15_plans.json"))]
    printed = [found.plan for found in plans_in(sample("postgres15_plans.txt"))]
    assert len(said) == len(printed) == 8
    for left, right in zip(said, printed, strict=True):
        assert left is not None
        assert [node.kind for node in left.nodes] == [node.kind for node in right.nodes]
        for name in ("parent", "relation", "index", "condition", "filter", "width", "loops"):
            told = [getattr(node, name) for node in left.nodes]
            assert told == [getattr(node, name) for node in right.nodes], name
        for one, other in zip(left.nodes, right.nodes, strict=True):
            assert one.total_cost == other.total_cost
            assert one.subplan == other.subplan
            assert (one.temporary_bytes > 0) == (other.temporary_bytes > 0)
            for key in ("Sort Key", "Group Key", "Sort Method", "Hash Batches", "CTE Name"):
                assert details_of(one.detail).get(key) == details_of(other.detail).get(key), key
        assert left.planning_ns > 0
        assert left.execution_ns > 0


@pytest.mark.parametrize("name", ["postgres15_plans.json", "postgres15_plans.txt"])
def test_own_times_come_to_what_the_root_took(name: str) -> None:
    plans = PlanGatherer()
    for found in plans_in(sample(name)):
        plans.add(found.plan)
    model = model_of(plans)
    assert is_sound_model(model)
    costs = node_costs(model)
    for plan in range(len(model.plans)):
        first, stop = model.plans.first[plan : plan + 2]
        assert np.nansum(costs.own_ns[first:stop]) == pytest.approx(costs.total_ns[first], rel=0.01)


def test_a_cte_is_charged_to_who_scans_it() -> None:
    said = read_postgres_text(
        """Append (actual time=102.409..302.675 rows=3 loops=1)
  CTE init
    ->  Append (actual time=102.397..302.649 rows=2 loops=1)
          ->  Function Scan on pg_sleep one (actual time=102.396..102.398 rows=1 loops=1)
          ->  Function Scan on pg_sleep two (actual time=200.243..200.245 rows=1 loops=1)
  ->  Limit (actual time=102.407..102.409 rows=1 loops=1)
        ->  CTE Scan on init init_1 (actual time=102.402..102.402 rows=1 loops=1)
  ->  CTE Scan on init (actual time=0.001..200.256 rows=2 loops=1)
Planning Time: 47.003 ms
Execution Time: 303.905 ms"""
    )
    plans = PlanGatherer()
    assert plans.add(said)
    costs = node_costs(model_of(plans))
    own = np.round(costs.own_ns / 1e6, 3)
    assert own.tolist() == [0.01, 0.006, 102.398, 200.245, 0.007, 0.003, 0.006]


def test_an_init_plan_is_charged_to_the_node_that_asks_for_it() -> None:
    scan = {
        "Node Type": "Seq Scan",
        "Relation Name": "t",
        "Filter": "(id > $0)",
        "Actual Total Time": 9.0,
        "Actual Loops": 1,
        "Actual Rows": 5,
        "Plan Rows": 50,
    }
    first = {
        "Node Type": "Aggregate",
        "Parent Relationship": "InitPlan",
        "Actual Loops": 1,
        "Subplan Name": "InitPlan 1 (returns $0)",
        "Actual Total Time": 6.0,
    }
    root = {"Node Type": "Limit", "Actual Total Time": 10.0, "Actual Loops": 1,
            "Plans": [first, scan]}  # fmt: skip
    plans = PlanGatherer()
    assert plans.add_postgres({"Plan": root})
    costs = node_costs(model_of(plans))
    assert (costs.own_ns / 1e6).tolist() == [1.0, 6.0, 3.0]
    assert costs.misestimate[2] == 10
    assert costs.direction[2] == -1


def test_times_of_parallel_workers_are_shared_among_processes() -> None:
    scan = {
        "Node Type": "Seq Scan",
        "Parallel Aware": True,
        "Relation Name": "t",
        "Actual Total Time": 30.0,
        "Actual Loops": 3,
        "Actual Rows": 100,
        "Plan Rows": 10,
    }
    gather = {"Node Type": "Gather", "Workers Planned": 4, "Workers Launched": 2,
              "Actual Total Time": 40.0, "Actual Loops": 1, "Plans": [scan]}  # fmt: skip
    plans = PlanGatherer()
    assert plans.add_postgres(gather)
    model = model_of(plans)
    costs = node_costs(model)
    assert (costs.total_ns / 1e6).tolist() == [40, 30]
    assert (costs.own_ns / 1e6).tolist() == [10, 30]
    assert costs.misestimate[1] == 10
    assert costs.direction[1] == 1
    assert "Parallel Seq Scan on t" in plan_as_text(model.strings, model.plans, model.plan_nodes, 0)


def test_what_never_ran_costs_nothing_and_is_no_misestimate() -> None:
    said = read_postgres_text(
        "Nested Loop  (cost=1.00..9.00 rows=5 width=4) (actual time=0.1..0.2 rows=0 loops=1)\n"
        "  ->  Seq Scan on a  (cost=0.00..2.00 rows=3 width=4) (actual rows=0 loops=1)\n"
        "  ->  Seq Scan on b  (cost=0.00..2.00 rows=900 width=4) (never executed)\n"
    )
    plans = PlanGatherer()
    assert plans.add(said)
    costs = node_costs(model_of(plans))
    assert costs.own_ns[2] == 0
    assert np.isnan(costs.misestimate[2])
    assert costs.direction[2] == 0
    assert costs.own_cost.tolist() == [5.0, 2.0, 2.0]


def test_details_keep_what_has_no_column() -> None:
    said = read_postgres_text(
        """Sort  (cost=1.00..2.00 rows=5 width=4) (actual time=0.1..0.2 rows=9 loops=1)
  Sort Key: a.x
  Sort Method: external merge  Disk: 1234kB
  Buffers: shared hit=3 read=2, temp read=10 written=11
  I/O Timings: shared/local read=1.500
  WAL: records=4 bytes=99
  ->  Hash Join  (cost=1.00..2.00 rows=5 width=4) (actual time=0.1..0.2 rows=9 loops=1)
        Hash Cond: (a.id = b.id)
        ->  Seq Scan on "my schema"."a b" a  (actual rows=0 loops=1)
              Rows Removed by Filter: 7
              Filter: (x ~ 'two: words'::text)
        ->  Hash  (cost=0.00..2.00 rows=3 width=4) (actual rows=0 loops=1)
              Buckets: 65536 (originally 1024)  Batches: 4 (originally 1)  Memory Usage: 3585kB
              ->  Index Only Scan Backward using b_x on b  (actual rows=0 loops=1)
                    Heap Fetches: 5
Planning:
  Buffers: shared hit=8
JIT:
  Functions: 3
  Timing: Generation 1.2 ms, Total 8.0 ms
Planning Time: 0.5 ms
Trigger for constraint c on t: time=4.5 calls=5
Execution Time: 1.5 ms"""
    )
    assert said is not None
    sort, join, scan, hashed, only = said.nodes
    told = details_of(sort.detail)
    assert told["Sort Space Used"] == "1234"
    assert told["Sort Space Type"] == "Disk"
    assert told["WAL Bytes"] == "99"
    assert told["Shared/Local I/O Read Time"] == "1.500"
    assert "Trigger for constraint c on t: time=4.5 calls=5" in sort.detail
    assert "JIT Functions: 3" in sort.detail
    assert sort.hit_bytes == 3 * 8192
    assert sort.temporary_bytes == 21 * 8192
    assert join.condition == "(a.id = b.id)"
    assert (scan.relation, scan.alias, scan.removed_rows) == ("a b", "a", 7)
    assert scan.filter == "(x ~ 'two: words'::text)"
    assert details_of(hashed.detail)["Hash Batches"] == "4"
    assert details_of(hashed.detail)["Original Hash Batches"] == "1"
    assert (only.kind, only.index, only.parent) == ("Index Only Scan", "b_x", 3)
    assert details_of(only.detail)["Heap Fetches"] == "5"


def test_plans_nest_as_deep_as_they_like() -> None:
    deep = '{"Node Type": "Limit", "Plans": [' * 10_000 + '{"Node Type": "Result"}' + "]}" * 10_000
    plans = PlanGatherer()
    assert plans.add_postgres(values_in(f'[{{"Plan": {deep}}}]'))
    model = model_of(plans)
    assert len(model.plan_nodes) == 10_001
    assert len(node_costs(model).own_ns) == 10_001
    assert plan_as_text(model.strings, model.plans, model.plan_nodes, 0).count("Limit") == 10_000


@pytest.mark.parametrize(
    "plan",
    [
        None, 5, "x", [], {}, {"Plan": 5}, {"Plan": {}}, {"Plan": {"Node Type": 7}}, {"Plan": []},
    ],
)  # fmt: skip
def test_what_is_no_plan_is_none(plan: object) -> None:
    assert not PlanGatherer().add_postgres(plan)


def test_hostile_numbers_are_not_believed() -> None:
    hostile = {
        "Node Type": "Seq Scan", "Plan Rows": "1e999", "Actual Rows": -5, "Actual Loops": 1e300,
        "Total Cost": "NaN", "Plan Width": 10**40, "Shared Hit Blocks": [1], "Workers": {"a": 1},
        "Plans": {"Node Type": "x"}, "Relation Name": {"a": 2}, "Actual Total Time": True,
    }  # fmt: skip
    plans = PlanGatherer()
    assert plans.add_postgres(hostile)
    model = model_of(plans)
    assert is_sound_model(model)
    assert np.isnan(model.plan_nodes.actual_rows[0])
    assert np.isnan(model.plan_nodes.actual_ns[0])
    node_costs(model)


@pytest.mark.skipif(not _CORPUS.exists(), reason="the shared corpus is not here")
@pytest.mark.parametrize(
    "name", ["plans/pg15_shop_131_explain_analyze.json", "proof/plans_tpch.json"]
)
def test_own_times_of_the_corpus_come_to_their_roots(name: str) -> None:
    plans = PlanGatherer()
    for plan in json.loads((_CORPUS / name).read_text()).values():
        plans.add_postgres(plan)
    model = model_of(plans)
    costs = node_costs(model)
    first = model.plans.first[:-1]
    own = np.add.reduceat(np.nan_to_num(costs.own_ns), first)
    off = np.abs(own - costs.total_ns[first]) > 0.01 * costs.total_ns[first] + 2_000
    assert not off[~np.isnan(costs.total_ns[first])].any()
