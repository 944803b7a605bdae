"""Plans as servers write them become columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any

import numpy as np

from perfview.queries.model import PlanNodes, Plans
from perfview.queries.plans.mysql.blocks import read_mysql
from perfview.queries.plans.mysql.tree_text import read_mysql_tree
from perfview.queries.plans.node import PlanNode, ReadPlan
from perfview.queries.plans.postgres.objects import read_postgres
from perfview.queries.plans.postgres.text import read_postgres_text
from perfview.queries.plans.writing import plan_as_text

__all__ = ["PlanGatherer", "plan_as_text"]
_TEXTS = ("kind", "relation", "alias", "index", "condition", "filter", "detail", "subplan")


class PlanGatherer:
    """Takes plans one by one, gives the columns of all."""

    def __init__(self) -> None:
        self._plans: list[tuple[ReadPlan, int, int, str]] = []

    def __len__(self) -> int:
        return len(self._plans)

    def add_postgres(
        self, plan: Any, *, statement: int = -1, call: int = -1, origin: str = "EXPLAIN"
    ) -> bool:
        """One PostgreSQL plan as JSON gives it (the object with ``Plan``, or the root node); False
        if it is none."""
        return self.add(read_postgres(plan), statement=statement, call=call, origin=origin)

    def add_postgres_text(
        self, text: str, *, statement: int = -1, call: int = -1, origin: str = "EXPLAIN"
    ) -> bool:
        """One PostgreSQL plan in text form, as EXPLAIN and auto_explain print it."""
        return self.add(read_postgres_text(text), statement=statement, call=call, origin=origin)

    def add_mysql(
        self, plan: Any, *, statement: int = -1, call: int = -1, origin: str = "EXPLAIN"
    ) -> bool:
        """One MySQL or MariaDB plan (``query_block``; or MySQL 8's ANALYZE tree as JSON)."""
        return self.add(read_mysql(plan), statement=statement, call=call, origin=origin)

    def add_mysql_text(
        self, text: str, *, statement: int = -1, call: int = -1, origin: str = "EXPLAIN"
    ) -> bool:
        """One plan of MySQL 8 as a tree of text (``FORMAT=TREE``, ``EXPLAIN ANALYZE``)."""
        return self.add(read_mysql_tree(text), statement=statement, call=call, origin=origin)

    def add(
        self,
        plan: ReadPlan | None,
        *,
        statement: int = -1,
        call: int = -1,
        origin: str = "EXPLAIN",
    ) -> bool:
        """A plan that was read already; False for none."""
        if plan is None or not plan.nodes:
            return False
        self._plans.append((plan, statement, call, origin))
        return True

    def columns(self, text_ids: Callable[[str], int]) -> tuple[Plans, PlanNodes]:
        """All plans; `text_ids` (str -> int) gives numbers to texts, as a model's strings."""
        read = [plan for plan, *_ in self._plans]
        sizes = [len(plan.nodes) for plan in read]
        plans = Plans(
            statement=np.array([row[1] for row in self._plans], np.int32),
            call=np.array([row[2] for row in self._plans], np.int32),
            first=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            is_actual=np.array([plan.is_actual for plan in read], np.bool_),
            planning_ns=np.array([plan.planning_ns for plan in read], np.int64),
            execution_ns=np.array([plan.execution_ns for plan in read], np.int64),
            origin=np.array([text_ids(row[3]) for row in self._plans], np.int32),
        )
        nodes = [node for plan in read for node in plan.nodes]
        columns = _node_columns(nodes, text_ids)
        # Parents count from the first node of their plan so far.
        columns["parent"] += np.where(
            columns["parent"] >= 0, np.repeat(plans.first[:-1], sizes), 0
        ).astype(np.int32)
        return plans, PlanNodes(**columns)


def _node_columns(nodes: list[PlanNode], text_ids: Callable[[str], int]) -> dict[str, Any]:
    """The columns of nodes, parents still within their plan."""
    blank = PlanNodes()
    columns: dict[str, Any] = {}
    for column in fields(PlanNodes):
        values: Iterable[Any] = [getattr(node, column.name) for node in nodes]
        if column.name in _TEXTS:
            values = [text_ids(text) if text else -1 for text in values]
        columns[column.name] = np.array(values, getattr(blank, column.name).dtype)
    return columns
