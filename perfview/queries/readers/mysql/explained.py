"""Plans that MariaDB writes above slow statements (``log_slow_verbosity=explain``).

A table of words between tabs, a row a table: ``# explain: 1 SIMPLE c ALL PRIMARY NULL NULL NULL
5000 5000.00 100.00 40.00 Using where``. Source: the MariaDB manual, "EXPLAIN in the Slow Query
Log". Only of the calls that are kept as samples, as one plan of each kind is enough.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from perfview.queries.model import Calls, PlanNodes, Plans, Samples
from perfview.queries.plans.mysql.tables import node_of_table
from perfview.queries.plans.node import PlanNode, ReadPlan
from perfview.queries.plans.reading import PlanGatherer
from perfview.queries.readers.holding.content import Held

_PREFIX = "# explain:"
_FILESORT, _TEMPORARY = "Using filesort", "Using temporary"


def explained_plans(
    held: Held,
    spans: NDArray[np.int64],
    calls: Calls,
    samples: Samples,
    text_ids: Callable[[str], int],
) -> tuple[Plans, PlanNodes]:
    """The plans of the calls that are samples; spans int64 (n, 2): where the plan of each call is
    written, -1 for none."""
    gatherer = PlanGatherer()
    for call in samples.call[samples.call >= 0].tolist():
        begin, stop = spans[call].tolist()
        if begin >= 0 and stop - begin < 1 << 20:
            plan = explained(held.text(begin, stop))
            statement = int(calls.statement[call])
            gatherer.add(plan, statement=statement, call=call, origin="slow query log")
    return gatherer.columns(text_ids)


def explained(text: str) -> ReadPlan | None:
    """The plan of such a table, its first line the names of the columns."""
    lines = [line.removeprefix(_PREFIX).strip(" ").split("\t") for line in text.splitlines()]
    names, rows = lines[0], [line for line in lines[1:] if len(line) > 3]
    if "select_type" not in names or not rows:
        return None
    tables = [dict(zip(names, row, strict=False)) for row in rows]
    extra = "; ".join(table.get("Extra", "") for table in tables)
    nodes: list[PlanNode] = []
    for word, kind in ((_FILESORT, "Sort"), (_TEMPORARY, "Materialize")):
        if word in extra:
            nodes.append(PlanNode(kind, len(nodes) - 1))
    top = len(nodes) - 1
    if len(tables) > 1:
        nodes.append(PlanNode("Nested Loop", top))
        top += 1
    for table in tables:
        nodes.append(_node(table, top))
    if nodes[0].parent < 0 and all(node.parent >= 0 for node in nodes[1:]):
        return ReadPlan(nodes)
    return None


def _node(table: dict[str, str], parent: int) -> PlanNode:
    told = {name: value for name, value in table.items() if value and value != "NULL"}
    said: dict[str, object] = {
        "table_name": told.get("table"),
        "access_type": told.get("type"),
        "key": told.get("key"),
        "rows": told.get("rows"),
        "filtered": told.get("filtered"),
        "r_rows": told.get("r_rows"),
        "r_filtered": told.get("r_filtered"),
        "r_loops": 1 if "r_rows" in told else None,
        "using_index": "Using index" in told.get("Extra", "").split("; "),
        "possible_keys": told.get("possible_keys"),
        "key_length": told.get("key_len"),
        "select_type": told.get("select_type"),
        "Extra": told.get("Extra"),
    }
    node = node_of_table(said, parent)
    node.condition = told.get("ref", "")
    # How often a table was read is not told here: rows are those of one time.
    node.loops = -1
    if told.get("select_type", "SIMPLE") not in ("SIMPLE", "PRIMARY", "UPDATE", "DELETE", "INSERT"):
        node.subplan = f"SubPlan {told.get('id', '')}"
    return node
