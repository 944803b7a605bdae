"""A PostgreSQL plan as objects, as ``FORMAT JSON`` gives it, becomes nodes.

Source: PostgreSQL ``src/backend/commands/explain.c`` (9.0 to 17): every property of a node is
either a column of its own or a line of its detail.
"""

from __future__ import annotations

from typing import Any

from perfview.queries.plans.node import (
    BLOCK,
    NAN,
    PlanNode,
    ReadPlan,
    nanoseconds,
    number,
    whole,
    width,
    words,
)

_CONDITIONS = ("Index Cond", "Hash Cond", "Merge Cond", "Recheck Cond", "TID Cond", "Order By")
_FILTERS = ("Filter", "Join Filter", "One-Time Filter")
_COLUMNS = {
    "Node Type", "Plans", "Relation Name", "Alias", "Index Name", "Subplan Name", "Plan Rows",
    "Actual Rows", "Rows Removed by Filter", "Actual Loops", "Startup Cost", "Total Cost",
    "Actual Total Time", "Plan Width", "Shared Hit Blocks", "Shared Read Blocks",
    "Local Hit Blocks", "Local Read Blocks", "Temp Read Blocks", "Temp Written Blocks", "Workers",
}  # fmt: skip
_WHOLE_PLAN = ("Settings", "Query Identifier", "Planning", "Triggers", "JIT", "Serialization")


def read_postgres(plan: Any) -> ReadPlan | None:
    """The nodes of a plan: of the object with ``Plan``, a list of one such, or of the root node
    alone; None for anything else."""
    while isinstance(plan, list) and len(plan) == 1:
        plan = plan[0]
    if not isinstance(plan, dict):
        return None
    root = plan.get("Plan", plan)
    if not isinstance(root, dict) or not isinstance(root.get("Node Type"), str):
        return None
    read = ReadPlan(_nodes(root))
    if root is not plan:
        _read_whole(plan, read)
    return read


def _nodes(root: dict[str, Any]) -> list[PlanNode]:
    """All nodes, parents before children and in the order EXPLAIN prints them."""
    nodes: list[PlanNode] = []
    waiting: list[tuple[dict[str, Any], int]] = [(root, -1)]
    while waiting:
        said, parent = waiting.pop()
        row = len(nodes)
        nodes.append(_node(said, parent))
        children = said.get("Plans")
        if isinstance(children, list):
            known = [child for child in children if isinstance(child, dict)]
            waiting += [(child, row) for child in reversed(known)]
    return nodes


def _node(said: dict[str, Any], parent: int) -> PlanNode:
    loops = whole(said.get("Actual Loops"))
    node = PlanNode(
        kind=_text(said.get("Node Type")) or "Unknown",
        parent=parent,
        relation=_text(said.get("Relation Name")),
        alias=_text(said.get("Alias")),
        index=_text(said.get("Index Name")),
        subplan=_text(said.get("Subplan Name")),
        expected_rows=number(said.get("Plan Rows")),
        actual_rows=number(said.get("Actual Rows")),
        removed_rows=number(said.get("Rows Removed by Filter")),
        loops=loops,
        startup_cost=number(said.get("Startup Cost")),
        total_cost=number(said.get("Total Cost")),
        actual_ns=nanoseconds(said.get("Actual Total Time")),
        hit_bytes=_blocks(said, "Shared Hit Blocks", "Local Hit Blocks"),
        read_bytes=_blocks(said, "Shared Read Blocks", "Local Read Blocks"),
        temporary_bytes=_blocks(said, "Temp Read Blocks", "Temp Written Blocks"),
        width=width(said.get("Plan Width")),
    )
    if loops == 0:
        node.actual_rows, node.actual_ns = NAN, 0.0
    told = _conditions(said, node)
    told |= _COLUMNS
    node.tell(
        *(f"{key}: {said_so}" for key in said if key not in told and (said_so := words(said[key])))
    )
    node.tell(*_workers(said.get("Workers")))
    return node


def _conditions(said: dict[str, Any], node: PlanNode) -> set[str]:
    """What rows are chosen by; the names of the properties that are told by it."""
    told = set()
    for key in _CONDITIONS:
        if key in said and not node.condition:
            node.condition = words(said[key])
            told.add(key)
    for key in _FILTERS:
        if key in said and not node.filter:
            node.filter = words(said[key])
            told.add(key)
    return told


def _blocks(said: dict[str, Any], *keys: str) -> int:
    """Bytes of blocks, -1 where none of them is told."""
    found = [whole(said[key], 1 << 48) for key in keys if key in said]
    told = [each for each in found if each >= 0]
    return sum(told) * BLOCK if told else -1


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _workers(workers: Any) -> list[str]:
    """What each parallel worker did, a line each."""
    if not isinstance(workers, list):
        return []
    lines = []
    for each in workers:
        if isinstance(each, dict):
            number_ = words(each.get("Worker Number")) or "0"
            told = (f"{key}: {words(each[key])}" for key in each if key != "Worker Number")
            lines.append(f"Worker {number_}: " + "; ".join(told))
    return lines


def _read_whole(plan: dict[str, Any], read: ReadPlan) -> None:
    """What is told of the plan as a whole: its times, and the rest in words on its root."""
    planning = nanoseconds(plan.get("Planning Time"))
    # Before 9.4 the whole was told as one "Total Runtime".
    execution = nanoseconds(plan.get("Execution Time", plan.get("Total Runtime")))
    read.planning_ns, read.execution_ns = whole(planning), whole(execution)
    root = read.nodes[0]
    for key in _WHOLE_PLAN:
        said = plan.get(key)
        if key == "Triggers" and isinstance(said, list):
            root.tell(*(_trigger(each) for each in said if isinstance(each, dict)))
        elif isinstance(said, dict):
            root.tell(*_flat(key, said))
        elif words(said):
            root.tell(f"{key}: {words(said)}")


def _trigger(said: dict[str, Any]) -> str:
    """A trigger as the text form tells it."""
    of_constraint = _text(said.get("Constraint Name"))
    name = f"constraint {of_constraint}" if of_constraint else _text(said.get("Trigger Name"))
    on = f" on {said['Relation']}" if _text(said.get("Relation")) else ""
    time = words(said.get("Time")) or "0"
    return f"Trigger for {name}{on}: time={time} calls={words(said.get('Calls')) or '0'}"


def _flat(title: str, said: dict[str, Any]) -> list[str]:
    """Members of an object as lines, those of an object in it behind its name."""
    lines = []
    for key, value in said.items():
        if isinstance(value, dict):
            inner = (f"{name} {words(value[name])}" for name in value if words(value[name]))
            lines.append(f"{title} {key}: " + ", ".join(inner))
        elif words(value):
            lines.append(f"{title} {key}: {words(value)}")
    return lines
