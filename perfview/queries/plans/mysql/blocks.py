"""A plan of MySQL or MariaDB as JSON objects becomes nodes.

Source: the MySQL manual, "EXPLAIN Output Format" (JSON versions 1 and 2); MariaDB's "EXPLAIN
FORMAT=JSON" and "ANALYZE FORMAT=JSON" (``r_`` is what was measured).
"""

from __future__ import annotations

from typing import Any

from perfview.queries.plans.mysql.operations import node_of_operation
from perfview.queries.plans.mysql.tables import node_of_table, said_in_words
from perfview.queries.plans.node import NAN, PlanNode, ReadPlan, nanoseconds, number, whole

_STEPS = {
    "query_block": "Query Block", "grouping_operation": "Aggregate", "filesort": "Sort",
    "ordering_operation": "Sort", "duplicates_removal": "Unique", "windowing": "WindowAgg",
    "window_functions_computation": "WindowAgg", "union_result": "Append",
    "intersect_result": "SetOp", "except_result": "SetOp", "temporary_table": "Materialize",
    "buffer_result": "Materialize", "materialized_from_subquery": "Materialize",
    "materialized": "Materialize", "materialization": "Materialize",
}  # fmt: skip
_PASSED = (
    "read_sorted_file", "expression_cache", "insert_from", "block-nl-join", "nested_loop", "table",
    "query_specifications", "attached_subqueries", "select_list_subqueries", "subqueries",
    "optimized_away_subqueries", "having_subqueries", "order_by_subqueries", "subquery",
    "insert_values_subqueries", "group_by_subqueries", "update_value_subqueries",
)  # fmt: skip
_TOLD = {
    "cost_info", "cost", "r_loops", "sort_key", "r_output_rows", "r_total_time_ms", "select_id",
}  # fmt: skip
_INSIDE = (*_STEPS, *_PASSED)
_INPUTS = ("inputs", "inputs_from_select_list", "inputs_from_condition")

Waiting = list[tuple[str, Any, int, str]]


def read_mysql(plan: Any) -> ReadPlan | None:
    """The nodes of a plan: of the object with ``query_block``, or of one in the newer form with
    ``operation``; None for anything else."""
    while isinstance(plan, list) and len(plan) == 1:
        plan = plan[0]
    if not isinstance(plan, dict):
        return None
    newer = plan.get("query_plan", plan)
    if isinstance(newer, dict) and isinstance(newer.get("operation"), str):
        return _read_operations(newer)
    if not isinstance(plan.get("query_block"), dict):
        return None
    read = ReadPlan(_nodes(plan["query_block"]))
    _add_up(read.nodes)
    optimised = plan.get("query_optimization")
    if isinstance(optimised, dict):
        read.planning_ns = whole(nanoseconds(optimised.get("r_total_time_ms")))
    root = read.nodes[0]
    if root.loops >= 0:
        read.execution_ns = whole(root.actual_ns * max(root.loops, 1))
    return read


def _nodes(block: dict[str, Any]) -> list[PlanNode]:
    nodes: list[PlanNode] = []
    waiting: Waiting = [("query_block", block, -1, "")]
    while waiting:
        key, value, parent, subplan = waiting.pop()
        if isinstance(value, list):
            waiting += _of_list(key, value, parent, subplan, nodes)
        elif isinstance(value, dict):
            _of_object(key, value, parent, subplan, nodes, waiting)
    return nodes


def _of_list(
    key: str, items: list[Any], parent: int, subplan: str, nodes: list[PlanNode]
) -> Waiting:
    """What is within a list, last first; of several tables a join."""
    if key == "nested_loop" and len(items) > 1:
        nodes.append(PlanNode("Nested Loop", parent, subplan=subplan))
        parent, subplan = len(nodes) - 1, ""
    if key.endswith("subqueries"):
        subplan = "SubPlan"
    known = [item for item in items if isinstance(item, dict)]
    return [
        (name, item[name], parent, subplan)
        for item in reversed(known)
        for name in reversed(item)
        if name in _INSIDE
    ]


def _of_object(
    key: str,
    said: dict[str, Any],
    parent: int,
    subplan: str,
    nodes: list[PlanNode],
    waiting: Waiting,
) -> None:
    inner = [name for name in said if name in _INSIDE and isinstance(said[name], (dict, list))]
    if key == "table":
        nodes.append(node_of_table(said, parent))
    elif key in _STEPS and (key != "ordering_operation" or said.get("using_filesort") is not False):
        nodes.append(_step(_STEPS[key], said, parent))
    else:
        joined = said.get("table") if key == "block-nl-join" else None
        if isinstance(joined, dict):
            # How it is joined is said beside the table; a node has one place for both.
            beside = {name: said[name] for name in said if name not in _INSIDE}
            said = {**said, "table": {**beside, **joined}}
        waiting += [(name, said[name], parent, subplan) for name in reversed(inner)]
        return
    row = len(nodes) - 1
    if subplan or (parent >= 0 and nodes[parent].kind == "Materialize" and key == "query_block"):
        nodes[row].subplan = f"{subplan or 'SubPlan'} {said.get('select_id', '')}".strip()
    waiting += [(name, said[name], row, "") for name in reversed(inner)]


def _step(kind: str, said: dict[str, Any], parent: int) -> PlanNode:
    node = PlanNode(kind, parent)
    node.loops = whole(said.get("r_loops"))
    if node.loops >= 0:
        node.actual_ns = nanoseconds(said.get("r_total_time_ms")) / max(node.loops, 1)
        node.actual_rows = number(said.get("r_output_rows"))
    costs = said.get("cost_info")
    costs = costs if isinstance(costs, dict) else {}
    node.total_cost = number(costs.get("query_cost", said.get("cost")))
    if kind == "Sort":
        node.tell(f"Sort Key: {said['sort_key']}" if isinstance(said.get("sort_key"), str) else "")
    node.tell(*said_in_words(said, _TOLD))
    return node


def _add_up(nodes: list[PlanNode]) -> None:
    """What joins and other steps take that no server tells of itself: all of what is below them.
    MariaDB tells of a sort only its own time."""
    times, costs = [NAN] * len(nodes), [NAN] * len(nodes)
    last: dict[int, PlanNode] = {}
    for row in range(len(nodes) - 1, -1, -1):
        node = nodes[row]
        own = node.actual_ns * max(node.loops, 1)
        if node.kind == "Sort" and node.loops > 0:
            node.actual_ns = _sum(own, times[row]) / node.loops
        elif own != own:
            node.actual_ns = times[row] / max(node.loops, 1)
        if node.kind == "Nested Loop":
            node.total_cost = costs[row]
            joined = last.get(row)
            if joined is not None and joined.loops >= 0:
                node.loops, node.actual_rows = 1, joined.actual_rows * joined.loops
        if node.parent >= 0:
            spent = node.actual_ns * max(node.loops, 1)
            times[node.parent] = _sum(times[node.parent], spent)
            costs[node.parent] = _sum(costs[node.parent], node.total_cost)
            last.setdefault(node.parent, node)


def _sum(left: float, right: float) -> float:
    """Of two numbers of which either may be nan."""
    return right if left != left else left if right != right else left + right


def _read_operations(root: dict[str, Any]) -> ReadPlan:
    read = ReadPlan()
    waiting: list[tuple[dict[str, Any], int, str]] = [(root, -1, "")]
    while waiting:
        said, parent, subplan = waiting.pop()
        row = len(read.nodes)
        read.nodes.append(_operation(said, parent))
        read.nodes[row].subplan = subplan
        for name in reversed(_INPUTS):
            inputs = said.get(name)
            known = (
                [each for each in inputs or [] if isinstance(each, dict)]
                if isinstance(inputs, list)
                else []
            )
            apart = "" if name == "inputs" else "SubPlan"
            waiting += [(each, row, apart) for each in reversed(known)]
    first = read.nodes[0]
    if read.is_actual:
        read.execution_ns = whole(first.actual_ns * max(first.loops, 1))
    return read


def _operation(said: dict[str, Any], parent: int) -> PlanNode:
    operation = said.get("operation")
    node = node_of_operation(operation if isinstance(operation, str) else "Unknown", parent)
    for key, column in (("table_name", "relation"), ("alias", "alias"), ("index_name", "index")):
        if isinstance(said.get(key), str):
            setattr(node, column, said[key])
    if said.get("covering") is True and node.kind == "Index Scan":
        node.kind = "Index Only Scan"
    if isinstance(said.get("condition"), str) and node.kind == "Filter":
        node.filter = said["condition"]
    node.expected_rows = number(said.get("estimated_rows"))
    node.startup_cost = number(said.get("estimated_first_row_cost"))
    node.total_cost = number(said.get("estimated_total_cost"))
    node.loops = whole(said.get("actual_loops"))
    node.actual_rows = number(said.get("actual_rows"))
    node.actual_ns = 0.0 if node.loops == 0 else nanoseconds(said.get("actual_last_row_ms"))
    return node
