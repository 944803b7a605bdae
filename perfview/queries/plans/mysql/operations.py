"""What MySQL says a step of a plan does, in its own words, as nodes are called everywhere.

Source: MySQL 8 ``sql/join_optimizer/explain_access_path.cc`` and the manual's "EXPLAIN Output
Format"; access types from its "EXPLAIN Join Types".
"""

from __future__ import annotations

import re

from perfview.queries.plans.node import PlanNode

ACCESS = {
    "all": "Seq Scan", "index": "Index Scan", "range": "Index Scan", "ref": "Index Scan",
    "eq_ref": "Index Scan", "ref_or_null": "Index Scan", "const": "Index Scan",
    "system": "Seq Scan", "fulltext": "Index Scan", "index_merge": "Index Merge",
    "unique_subquery": "Index Scan", "index_subquery": "Index Scan", "hash_all": "Seq Scan",
    "hash_index": "Index Scan", "hash_range": "Index Scan", "rowid_filter": "Index Scan",
}  # fmt: skip
"""Ways to reach a table, ``access_type``, as PostgreSQL calls them."""

_NAME = r"([^\s(]+|`[^`]+`|<[^>]+>)"
_TABLE = re.compile(rf"^(?:Parallel )?table scan on {_NAME}", re.IGNORECASE)
_ROW = re.compile(rf"^Constant row from {_NAME}")
_INDEX = re.compile(rf"^[\w -]*?\bindex [\w -]*?on {_NAME}(?: using {_NAME})?", re.IGNORECASE)
_JOINS = (
    (re.compile(r"^Nested loop (.+?)(?: join)?$"), "Nested Loop"),
    (re.compile(r"^(.+?) hash join(?: \((.+)\))?$"), "Hash Join"),
    (re.compile(r"^Batched key access (.+?) join$"), "Nested Loop"),
)
_STEPS = (
    ("Filter:", "Filter"), ("Sort", "Sort"), ("Limit", "Limit"), ("Group aggregate", "Aggregate"),
    ("Aggregate", "Aggregate"), ("Temporary table", "Materialize"), ("Materialize", "Materialize"),
    ("Union", "Append"), ("Append", "Append"), ("Window", "WindowAgg"), ("Hash", "Hash"),
    ("Stream results", "Stream results"), ("Remove duplicate", "Unique"),
    ("Rows fetched before execution", "Result"), ("Zero rows", "Result"), ("Insert into", "Insert"),
    ("Update", "Update"), ("Delete from", "Delete"), ("Intersect", "SetOp"), ("Except", "SetOp"),
    ("Invalidate", "Invalidate"), ("Intersect rows", "BitmapAnd"), ("Deduplicate rows", "BitmapOr"),
)  # fmt: skip
_LOOKUP = re.compile(r" using \S+ +\((.*?)\)(?:, with index condition: (.*))?$")
_RANGE = re.compile(r" using \S+ over (\(.*?\))(?:, with index condition: (.*))?$")
_INDEX_CONDITION = re.compile(r", with index condition: (.*)$")


def node_of_operation(operation: str, parent: int) -> PlanNode:
    """A node by what MySQL says it does: ``Index lookup on o using k (a=c.id)``."""
    text = operation.strip()
    if reached := _reached(text, parent):
        return reached
    for pattern, kind in _JOINS:
        if match := pattern.match(text):
            node = PlanNode(kind, parent, condition=match[2] or "" if pattern.groups > 1 else "")
            node.tell(f"Join Type: {match[1].capitalize().removesuffix(' join')}")
            return node
    kind = next((kind for begins, kind in _STEPS if text.startswith(begins)), "")
    node = PlanNode(kind or text.partition("(")[0].partition(":")[0].strip() or "Unknown", parent)
    if kind == "Filter":
        node.filter = text.partition(":")[2].strip()
    elif kind == "Sort":
        node.tell(f"Sort Key: {text.partition(':')[2].strip()}" if ":" in text else "")
        node.tell(f"Operation: {text}")
    else:
        node.tell(f"Operation: {text}" if text != node.kind else "")
    return node


def _reached(text: str, parent: int) -> PlanNode | None:
    """A node of a table that is reached in some way, None for any other step."""
    kind = "Seq Scan"
    match = _TABLE.match(text)
    if not match:
        match = _ROW.match(text) or _INDEX.match(text)
        kind = "Index Scan"
    if not match:
        return None
    if "covering index" in match[0].lower():
        kind = "Index Only Scan"
    table = match[1].strip("`")
    node = PlanNode(kind, parent, relation=table, alias=table)
    if (match.lastindex or 0) > 1:
        node.index = match[2].strip("`")
    _read_conditions(text, node)
    node.tell(f"Operation: {text}")
    return node


def _read_conditions(text: str, node: PlanNode) -> None:
    found = _LOOKUP.search(text) or _RANGE.search(text)
    pushed = _INDEX_CONDITION.search(text)
    told = [found[1]] if found else []
    told += [pushed[1]] if pushed else []
    node.condition = " and ".join(told)
