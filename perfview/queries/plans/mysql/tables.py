"""A table of a MySQL or MariaDB plan, with the way it is reached, becomes a node."""

from __future__ import annotations

from typing import Any

from perfview.queries.plans.mysql.operations import ACCESS
from perfview.queries.plans.node import NAN, PlanNode, nanoseconds, number, whole, words

_TOLD = {
    "table_name", "key", "index_condition", "attached_condition", "cost_info", "rows", "r_rows",
    "rows_examined_per_scan", "rows_produced_per_join", "filtered", "r_filtered", "r_loops", "cost",
    "r_table_time_ms", "r_other_time_ms", "ref", "used_columns", "r_engine_stats", "loops",
}  # fmt: skip


def node_of_table(said: dict[str, Any], parent: int) -> PlanNode:
    """A node of ``table``: rows as they pass its condition, per loop."""
    access = words(said.get("access_type")).lower()
    node = PlanNode(ACCESS.get(access, words(said.get("access_type")) or "Result"), parent)
    node.relation = node.alias = words(said.get("table_name"))
    node.index = words(said.get("key"))
    if said.get("using_index") is True and node.kind == "Index Scan":
        node.kind = "Index Only Scan"
    node.condition = _condition(said)
    node.filter = words(said.get("attached_condition"))
    _read_rows(said, node)
    _read_costs(said, node)
    node.tell(*said_in_words(said, _TOLD))
    statistics = said.get("r_engine_stats")
    if isinstance(statistics, dict):
        node.tell(*said_in_words(statistics, set()))
    return node


def said_in_words(said: dict[str, Any], told: set[str]) -> list[str]:
    """All else that an object says, a line each."""
    return [
        f"{key}: {words(value)}" for key, value in said.items() if key not in told and words(value)
    ]


def _condition(said: dict[str, Any]) -> str:
    """What the index is asked for: its columns and what they are compared with."""
    parts, compared = said.get("used_key_parts"), said.get("ref")
    told = []
    if isinstance(parts, list) and isinstance(compared, list):
        told = [f"{words(a)} = {words(b)}" for a, b in zip(parts, compared, strict=False)]
    pushed = words(said.get("index_condition"))
    return " and ".join([*told, pushed] if pushed else told)


def _read_rows(said: dict[str, Any], node: PlanNode) -> None:
    part = _part(said.get("filtered"))
    node.expected_rows = number(said.get("rows_examined_per_scan", said.get("rows"))) * part
    node.loops = whole(said.get("r_loops"))
    if node.loops > 0:
        read, kept = number(said.get("r_rows")), _part(said.get("r_filtered"))
        node.actual_rows, node.removed_rows = read * kept, read * (1 - kept)


def _part(percent: Any) -> float:
    """Which part of rows is kept, all where it is not told."""
    found = number(percent)
    return 1.0 if found != found else min(found / 100, 1.0)


def _read_costs(said: dict[str, Any], node: PlanNode) -> None:
    costs = said.get("cost_info")
    if isinstance(costs, dict):
        own = [number(costs.get(key)) for key in ("read_cost", "eval_cost")]
        told = [each for each in own if each == each]
        node.total_cost = sum(told) if told else NAN
    else:
        node.total_cost = number(said.get("cost"))
    if node.loops == 0:
        node.actual_ns = 0.0
    elif node.loops > 0:
        spent = [nanoseconds(said.get(key)) for key in ("r_table_time_ms", "r_other_time_ms")]
        told = [each for each in spent if each == each]
        node.actual_ns = sum(told) / node.loops if told else NAN
