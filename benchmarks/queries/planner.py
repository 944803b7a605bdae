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

_LEAVES = """SELECT relid::regclass::text FROM pg_partition_tree(to_regclass(%s))
WHERE isleaf AND level > 0"""


class Planner:
    """A connection to a database with HypoPG; nothing is ever changed in it."""

    def __init__(self, dsn: str) -> None:
        self.connection = psycopg.connect(dsn, autocommit=True, prepare_threshold=None)
        self._partitions: dict[str, list[str]] = {}
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
        return [self._with_index(definition) for definition in definitions]

    def _with_index(self, definition: str) -> str | None:
        """HypoPG knows no index of a partitioned table: each partition is given its own."""
        table = _table_of(definition)
        leaves = self._partitions.setdefault(table, self._leaves(table)) or [table]
        name = None
        for leaf in leaves:
            spelt = definition.replace(f" ON {table} ", f" ON {leaf} ", 1)
            try:
                found = self.connection.execute(
                    "SELECT indexname FROM hypopg_create_index(%s)", (spelt,)
                ).fetchone()
            except psycopg.Error:
                return None
            name = found[0] if found else name
        return name

    def _leaves(self, table: str) -> list[str]:
        rows = self.connection.execute(_LEAVES, (table,)).fetchall()
        return [str(row[0]) for row in rows]

    def cost(self, sql: str, definitions: Sequence[str] = ()) -> float:
        """What a statement costs were there these indexes."""
        self.with_indexes(definitions)
        return float(self.plan(sql)["Total Cost"])


def _table_of(definition: str) -> str:
    """The table of a definition, as it is spelt there."""
    return definition.split(" ON ", 1)[1].split(" ", 1)[0]


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
