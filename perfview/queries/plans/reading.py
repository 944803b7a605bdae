"""Plans as servers write them become columns."""

from __future__ import annotations

from typing import Any

from perfview.queries.model import PlanNodes, Plans
from perfview.recording.strings import StringTable


class PlanGatherer:
    """Takes plans one by one, gives the columns of all."""

    def add_postgres(
        self, plan: Any, *, statement: int = -1, call: int = -1, origin: str = "EXPLAIN"
    ) -> bool:
        """One PostgreSQL plan as JSON gives it (the object with ``Plan``); False if it is none."""
        raise NotImplementedError

    def add_postgres_text(
        self, text: str, *, statement: int = -1, call: int = -1, origin: str = "EXPLAIN"
    ) -> bool:
        """One PostgreSQL plan in text form, as EXPLAIN and auto_explain print it."""
        raise NotImplementedError

    def add_mysql(
        self, plan: Any, *, statement: int = -1, call: int = -1, origin: str = "EXPLAIN"
    ) -> bool:
        """One MySQL or MariaDB plan (``query_block``; or MySQL 8's ANALYZE tree as JSON)."""
        raise NotImplementedError

    def columns(self, text_ids: Any) -> tuple[Plans, PlanNodes]:
        """All plans; `text_ids` (str -> int) gives numbers to texts, as a model's strings."""
        raise NotImplementedError


def plan_as_text(strings: StringTable, plans: Plans, nodes: PlanNodes, plan: int) -> str:
    """A plan as EXPLAIN prints it, for copying."""
    raise NotImplementedError
