"""A plan as text, for copying: whoever wrote it, in the form PostgreSQL's EXPLAIN prints."""

from __future__ import annotations

import numpy as np

from perfview.queries.model import PlanNodes, Plans
from perfview.queries.plans.details import details_of
from perfview.queries.plans.postgres.names import name_of
from perfview.recording.strings import StringTable

_IN_NAME = {
    "Join Type", "Strategy", "Operation", "Command", "Custom Plan Provider", "Partial Mode",
    "Parallel Aware", "Scan Direction", "Schema", "Parent Relationship", "Async Capable",
    "Actual Startup Time", "CTE Name", "Function Name",
}  # fmt: skip
_CONDITIONS = {
    "Hash Join": "Hash Cond",
    "Merge Join": "Merge Cond",
    "Bitmap Heap Scan": "Recheck Cond",
    "Tid Scan": "TID Cond",
}
_JOINS = ("Nested Loop", "Hash Join", "Merge Join")
_DEEPEST = 500
"""Levels that are indented; what lies deeper is written below one another, as no page is wider."""


def plan_as_text(strings: StringTable, plans: Plans, nodes: PlanNodes, plan: int) -> str:
    """A plan as EXPLAIN prints it, for copying. Its conditions are as the recording has them,
    literals and all: whoever lets it out masks them."""
    first, stop = int(plans.first[plan]), int(plans.first[plan + 1])
    depth: dict[int, int] = {}
    lines: list[str] = []
    for row in range(first, stop):
        parent = int(nodes.parent[row])
        depth[row] = depth[parent] + 1 if parent >= 0 else 0
        lines += _node_lines(strings, nodes, row, min(depth[row], _DEEPEST))
    for title, spent in (
        ("Planning Time", plans.planning_ns[plan]),
        ("Execution Time", plans.execution_ns[plan]),
    ):
        if spent >= 0:
            lines.append(f"{title}: {spent / 1e6:.3f} ms")
    return "\n".join(lines)


def _node_lines(strings: StringTable, nodes: PlanNodes, row: int, depth: int) -> list[str]:
    details = details_of(strings[nodes.detail[row]])
    indent = "" if depth == 0 else " " * (6 * depth - 4)
    lines = []
    if nodes.subplan[row] >= 0:
        lines.append(f"{indent}{strings[nodes.subplan[row]]}")
    arrow = "->  " if depth else ""
    title = _title(strings, nodes, row, details)
    lines.append(f"{indent}{arrow}{title}{_estimate(nodes, row)}{_actual(nodes, row)}")
    inner = " " * (6 * depth + 2)
    kind = strings[nodes.kind[row]]
    if nodes.condition[row] >= 0:
        name = _CONDITIONS.get(kind, "Index Cond" if "Index" in kind else "Cond")
        lines.append(f"{inner}{name}: {strings[nodes.condition[row]]}")
    if nodes.filter[row] >= 0:
        name = "Join Filter" if kind in _JOINS else "Filter"
        lines.append(f"{inner}{name}: {strings[nodes.filter[row]]}")
    if nodes.removed_rows[row] > 0:
        lines.append(f"{inner}Rows Removed by Filter: {nodes.removed_rows[row]:.0f}")
    lines += [
        inner + line
        for line in strings[nodes.detail[row]].split("\n")
        if line and line.partition(":")[0] not in _IN_NAME
    ]
    return lines + [inner + line for line in _buffers(nodes, row)]


def _title(strings: StringTable, nodes: PlanNodes, row: int, details: dict[str, str]) -> str:
    title = name_of(strings[nodes.kind[row]], details)
    index, relation = strings[nodes.index[row]], strings[nodes.relation[row]]
    alias = strings[nodes.alias[row]]
    relation = relation or details.get("CTE Name", "") or details.get("Function Name", "")
    if index and not relation:
        return f"{title} on {index}"
    title += f" using {index}" if index else ""
    if details.get("Schema") and relation:
        relation = f"{details['Schema']}.{relation}"
    named = relation or alias
    title += f" on {named}" if named else ""
    is_other = alias and alias != named and not named.endswith(f".{alias}")
    return f"{title} {alias}" if is_other else title


def _estimate(nodes: PlanNodes, row: int) -> str:
    total, rows = nodes.total_cost[row], nodes.expected_rows[row]
    if np.isnan(total) and np.isnan(rows):
        return ""
    told = []
    if not np.isnan(total):
        start = nodes.startup_cost[row]
        told.append(f"cost={0.0 if np.isnan(start) else start:.2f}..{total:.2f}")
    if not np.isnan(rows):
        told.append(f"rows={rows:.0f}")
    if nodes.width[row] >= 0:
        told.append(f"width={nodes.width[row]}")
    return f"  ({' '.join(told)})"


def _actual(nodes: PlanNodes, row: int) -> str:
    loops, rows, spent = nodes.loops[row], nodes.actual_rows[row], nodes.actual_ns[row]
    if loops == 0:
        return " (never executed)"
    if loops < 0 and np.isnan(rows):
        return ""
    told = [] if np.isnan(spent) else [f"time={spent / 1e6:.3f}"]
    told += [] if np.isnan(rows) else [f"rows={rows:.0f}"]
    return f" (actual {' '.join([*told, f'loops={max(loops, 1)}'])})"


def _buffers(nodes: PlanNodes, row: int) -> list[str]:
    told = [
        f"{name}={size // 1024}kB"
        for name, size in (
            ("hit", nodes.hit_bytes[row]),
            ("read", nodes.read_bytes[row]),
            ("temporary", nodes.temporary_bytes[row]),
        )
        if size > 0
    ]
    return [f"Buffers: {' '.join(told)}"] if told else []
