"""PostgreSQL's own planner asked what statements cost with indexes that are not there (HypoPG)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import psycopg

SETTINGS = (
    "SET max_parallel_workers_per_gather = 0",
    "SET jit = off",
    "SET geqo_seed = 0.5",
    "SET geqo_threshold = 14",
    "SET statement_timeout = '60s'",
)
"""What makes costs repeatable: one process a plan, the same search each time."""


class Planner:
    """A connection to a database with HypoPG; nothing is ever changed in it."""

    def __init__(self, dsn: str) -> None:
        self.connection = psycopg.connect(dsn, autocommit=True, prepare_threshold=None)
        for setting in SETTINGS:
            self.connection.execute(setting)

    def close(self) -> None:
        """Ends the connection."""
        self.connection.close()

    def plan(self, sql: str) -> dict[str, Any]:
        """The plan foreseen for a statement."""
        row = self.connection.execute(b"EXPLAIN (FORMAT JSON) " + sql.encode()).fetchone()
        assert row is not None
        plan: dict[str, Any] = row[0][0]["Plan"]
        return plan

    def run(self, sql: str) -> dict[str, Any]:
        """The plan of a statement that is run and then rolled back."""
        self.connection.execute("BEGIN")
        try:
            asked = b"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql.encode()
            row = self.connection.execute(asked).fetchone()
        finally:
            self.connection.execute("ROLLBACK")
        assert row is not None
        document: dict[str, Any] = row[0][0]
        return document

    def with_indexes(self, definitions: Iterable[str]) -> list[str | None]:
        """Pretends there were these indexes and no other hypothetical ones; gives the name of each,
        None for one that PostgreSQL would refuse."""
        self.connection.execute("SELECT hypopg_reset()")
        names: list[str | None] = []
        for definition in definitions:
            try:
                found = self.connection.execute(
                    "SELECT indexname FROM hypopg_create_index(%s)", (definition,)
                ).fetchone()
            except psycopg.Error:
                found = None
            names.append(found[0] if found else None)
        return names

    def cost(self, sql: str, definitions: Sequence[str] = ()) -> float:
        """What a statement costs were there these indexes."""
        self.with_indexes(definitions)
        return float(self.plan(sql)["Total Cost"])


def indexes_used(plan: dict[str, Any]) -> set[str]:
    """Names of indexes that a plan reads."""
    found, waiting = set(), [plan]
    while waiting:
        node = waiting.pop()
        if "Index Name" in node:
            found.add(node["Index Name"])
        waiting.extend(node.get("Plans", ()))
    return found


def as_json(value: object) -> str:
    """One line of JSON with sorted keys."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
