"""A plan of MySQL 8 as a tree of text becomes nodes.

``FORMAT=TREE`` and ``EXPLAIN ANALYZE``: a line ``-> what it does  (cost=.. rows=..) (actual
time=first..last rows=.. loops=..)`` a node, four spaces deeper than its parent. Source: the MySQL
manual, "Obtaining Information with EXPLAIN ANALYZE".
"""

from __future__ import annotations

import re

from perfview.queries.plans.mysql.operations import node_of_operation
from perfview.queries.plans.node import PlanNode, ReadPlan, nanoseconds, number, whole

_NUMBER = r"([0-9.e+]+)"
_COST = re.compile(rf" *\((?:cost={_NUMBER}(?:\.\.{_NUMBER})? ?)?(?:rows={_NUMBER})?\)")
_ACTUAL = re.compile(rf" *\(actual time={_NUMBER}\.\.{_NUMBER} rows={_NUMBER} loops={_NUMBER}\)")
_NEVER = re.compile(r" *\(never executed\)")
_SELECT = re.compile(r"^Select #\d+ \((.*)\)$")


def read_mysql_tree(text: str) -> ReadPlan | None:
    """The nodes of such a tree; None where there is none. Takes the ``EXPLAIN: `` that the
    client's vertical output puts before it, its borders and line breaks written as ``\\n``."""
    read = ReadPlan()
    open_nodes: list[tuple[int, int]] = []
    subplan = ""
    for line in _lines(text):
        said = line.lstrip(" ")
        indent = len(line) - len(said)
        operation, node_costs = _cut_costs(said[2:].strip())
        while open_nodes and open_nodes[-1][0] >= indent:
            open_nodes.pop()
        if match := _SELECT.match(operation):
            subplan = f"SubPlan {match[0]}"
            continue
        parent = open_nodes[-1][1] if open_nodes else (0 if read.nodes else -1)
        node = node_of_operation(operation, parent)
        node.subplan, subplan = subplan, ""
        _read_costs(node_costs, node)
        open_nodes.append((indent, len(read.nodes)))
        read.nodes.append(node)
    if not read.nodes:
        return None
    if read.is_actual:
        root = read.nodes[0]
        read.execution_ns = whole(root.actual_ns * max(root.loops, 1))
    return read


def _lines(text: str) -> list[str]:
    """Lines of nodes; what a line break in a condition has torn apart is one again."""
    lines: list[str] = []
    for line in text.replace("\\n", "\n").replace("EXPLAIN: ", "").splitlines():
        bare = line.strip(" |")
        if bare.startswith("->"):
            lines.append(line.rstrip(" |").lstrip("|") if line.startswith("|") else line.rstrip())
        elif lines and bare and not bare.startswith(("+-", "***")) and bare != "EXPLAIN":
            lines[-1] += f" {bare}"
    return lines


def _cut_costs(said: str) -> tuple[str, str]:
    """What a node does, and what is told of its costs behind it."""
    starts = [
        match.start()
        for pattern in (_COST, _ACTUAL, _NEVER)
        for match in pattern.finditer(said)
        if match[0].strip() != "()"
    ]
    cut = min(starts, default=len(said))
    return said[:cut].strip(), said[cut:]


def _read_costs(said: str, node: PlanNode) -> None:
    if cost := _COST.search(said):
        node.total_cost = number(cost[2] or cost[1])
        node.startup_cost = number(cost[1]) if cost[2] else node.startup_cost
        node.expected_rows = number(cost[3])
    if actual := _ACTUAL.search(said):
        node.actual_ns = nanoseconds(actual[2])
        node.actual_rows, node.loops = number(actual[3]), whole(actual[4])
    elif _NEVER.search(said):
        node.loops, node.actual_ns = 0, 0.0
