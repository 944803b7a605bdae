"""SQLite's EXPLAIN QUERY PLAN becomes nodes.

As the shell draws it, as rows ``id|parent|notused|detail``, or as rows a program printed. Source:
the SQLite manual, "EXPLAIN QUERY PLAN".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfview.queries.plans.node import PlanNode, ReadPlan

_ROW = re.compile(r"^\s*\(?(\d+)(?:, |\|)(\d+)(?:, |\|)\d+(?:, |\|)['\"]?(.*?)['\"]?\)?$")
_BRANCH = re.compile(r"^((?:[| ]  )*)[|`]--(.*)$")
_TABLE = re.compile(
    r"^(SCAN|SEARCH) (?:TABLE )?(?:SUBQUERY )?(\S+)(?: AS (\S+))?"
    r"(?: USING (?:(AUTOMATIC )?(?:PARTIAL )?(COVERING )?INDEX (\S+)|INTEGER PRIMARY KEY|"
    r"PRIMARY KEY))?(?: ?\((.*)\))?(.*)$"
)
_STEPS = (
    ("USE TEMP B-TREE FOR GROUP", "Aggregate"), ("USE TEMP B-TREE FOR DISTINCT", "Unique"),
    ("USE TEMP B-TREE", "Sort"), ("COMPOUND", "Append"), ("UNION", "Append"),
    ("MATERIALIZE", "Materialize"), ("CO-ROUTINE", "Subquery Scan"), ("MULTI-INDEX OR", "BitmapOr"),
    ("BLOOM FILTER", "Bloom Filter"), ("MERGE", "Merge Append"),
)  # fmt: skip
_SUBQUERY = re.compile(r"^(?:CORRELATED )?(?:SCALAR|LIST) SUBQUERY(?: (\S+))?")


def read_sqlite(text: str) -> Iterator[tuple[ReadPlan, str]]:
    """Each plan of a text with the lines before it, which may be its statement."""
    before: list[str] = []
    rows: list[tuple[int, int, str]] = []
    for line in [*text.splitlines(), ""]:
        row = _row(line, rows)
        if row:
            rows.append(row)
        elif rows:
            yield _plan(rows), "\n".join(before).strip()
            rows, before = [], [line]
        elif line.strip() != "QUERY PLAN":
            before.append(line)


def _row(line: str, rows: list[tuple[int, int, str]]) -> tuple[int, int, str] | None:
    """(id, parent, what it does) of a line, None for any other; ids of drawn ones are made."""
    if match := _ROW.match(line):
        return int(match[1][:18]), int(match[2][:18]), match[3]
    if match := _BRANCH.match(line):
        depth = len(match[1]) // 3
        above = 0
        for number, parent, _ in rows:
            if _depth_of(parent) == depth - 1:
                above = number
        return (depth << 40) + len(rows) + 1, above if depth else 0, match[2]
    return None


def _depth_of(number: int) -> int:
    return number >> 40


def _plan(rows: list[tuple[int, int, str]]) -> ReadPlan:
    tops = sum(parent == 0 for _, parent, _ in rows)
    joins = sum(parent == 0 and text.startswith(("SCAN", "SEARCH")) for _, parent, text in rows)
    nodes: list[PlanNode] = []
    if tops > 1:
        nodes.append(PlanNode("Nested Loop" if joins > 1 else "Query"))
    at = {0: len(nodes) - 1}
    for number, parent, text in rows:
        # A plan has one root: what names no row above it belongs to that.
        above = max(at.get(parent, 0), 0) if nodes else -1
        at[number] = len(nodes)
        nodes.append(_node(text, above))
    return ReadPlan(nodes)


def _node(text: str, parent: int) -> PlanNode:
    if match := _TABLE.match(text):
        index = match[6] or ("PRIMARY KEY" if "PRIMARY KEY" in text else "")
        kind = "Index Only Scan" if match[5] else "Index Scan" if index else "Seq Scan"
        node = PlanNode(kind, parent, relation=match[2], alias=match[3] or match[2], index=index)
        node.condition = match[7] or ""
    elif match := _SUBQUERY.match(text):
        node = PlanNode("Subquery Scan", parent, subplan=f"SubPlan {match[1] or ''}".strip())
    else:
        kind = next((kind for begins, kind in _STEPS if text.startswith(begins)), "Result")
        node = PlanNode(kind, parent)
    node.tell(f"Operation: {text}")
    return node
