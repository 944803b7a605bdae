"""What a database holds, as far as DDL and statistics tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

TEXT, DDL, STATISTICS, PLAN, PLANNER = "text", "schema", "statistics", "plan", "planner"
EVIDENCE_LEVELS = (TEXT, DDL, STATISTICS, PLAN, PLANNER)
"""What advice stands on, from least to most: the statement alone; with DDL; with statistics too;
with a plan that was run; asked of a real planner with a hypothetical index."""

DEFAULT_SCHEMAS = frozenset({"public", "dbo", "main"})
"""Schemas whose names are left out of their tables'."""


@dataclass(frozen=True)
class ColumnStatistics:
    """As PostgreSQL's pg_stats. null_fraction; distinct: number of distinct values (never negative:
    already multiplied out), -1 unknown; width: bytes; common values and their fractions; histogram:
    bounds of equally many of the others; correlation with the order on disk, nan unknown."""

    null_fraction: float = 0.0
    distinct: float = -1.0
    width: int = -1
    common: tuple[str, ...] = ()
    common_fractions: tuple[float, ...] = ()
    histogram: tuple[str, ...] = ()
    correlation: float = float("nan")


@dataclass(frozen=True)
class Column:
    """name as stored; type in lower case without length (``int8``, ``text``); `written_type` as in
    the DDL; is_generated: identity or computed."""

    name: str
    type: str = ""
    written_type: str = ""
    is_nullable: bool = True
    is_generated: bool = False
    statistics: ColumnStatistics | None = None


@dataclass(frozen=True)
class IndexColumn:
    """A column of an index, or an expression (its SQL; column "" then)."""

    column: str
    is_descending: bool = False
    expression: str = ""
    operator_class: str = ""


@dataclass(frozen=True)
class Index:
    """An index that is there. method: btree, hash, gin, gist, brin, fulltext …; where: condition
    of a partial one; bytes, scans: how big, how often used, -1 unknown. is_primary implies
    is_unique."""

    name: str
    table: str
    columns: tuple[IndexColumn, ...]
    is_unique: bool = False
    is_primary: bool = False
    method: str = "btree"
    include: tuple[str, ...] = ()
    where: str = ""
    bytes: int = -1
    scans: int = -1
    is_valid: bool = True


@dataclass(frozen=True)
class ForeignKey:
    """columns of `table` that point at `target_columns` of `target`."""

    table: str
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True)
class Table:
    """name: lower case unless quoted, with its schema where that is not the default. rows: -1
    unknown; pages of 8 KiB, -1 unknown; writes: rows inserted, updated and deleted since the
    statistics were reset, -1 unknown; visible_pages: of which an index alone can answer
    (PostgreSQL's relallvisible), -1 unknown; kind: table, view, materialized view, partitioned
    table, temporary table, foreign table; definition: the query of a view, "" unknown."""

    name: str
    columns: Mapping[str, Column] = field(default_factory=dict)
    rows: float = -1
    pages: float = -1
    inserts: int = -1
    updates: int = -1
    deletes: int = -1
    sequential_scans: int = -1
    index_scans: int = -1
    kind: str = "table"
    visible_pages: float = -1
    definition: str = ""


@dataclass(frozen=True)
class Schema:
    """Everything known of a database. level: `TEXT` where nothing is, `DDL`, or `STATISTICS`;
    origin: the files that told, for people; settings: of the server (``random_page_cost``), by
    name; dialect of its DDL. Names are as they are stored; they are asked for in any case."""

    tables: Mapping[str, Table] = field(default_factory=dict)
    indexes: Mapping[str, tuple[Index, ...]] = field(default_factory=dict)
    foreign_keys: tuple[ForeignKey, ...] = ()
    level: str = TEXT
    origin: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    dialect: str = ""

    @cached_property
    def _names(self) -> dict[str, str]:
        """Tables by their name in lower case, and by that without its schema where only one has
        it."""
        short: dict[str, list[str]] = {}
        for name in self.tables:
            short.setdefault(name.lower().rpartition(".")[2], []).append(name)
        found = {key: names[0] for key, names in short.items() if len(names) == 1}
        return found | {name.lower(): name for name in self.tables}

    def table(self, name: str) -> Table | None:
        """A table by name, with or without its schema, in any case; None if it is not known."""
        return self.tables.get(name) or self.tables.get(self._name(name.lower()))

    def _name(self, name: str) -> str:
        if name in self._names:
            return self._names[name]
        schema, _, bare = name.rpartition(".")
        is_home = self.dialect == "mysql" or schema in DEFAULT_SCHEMAS
        return self._names.get(bare, "") if is_home else ""

    def column(self, table: str, column: str) -> Column | None:
        """A column of a table, in any case; None if it is not known."""
        found = self.table(table)
        if found is None:
            return None
        if column in found.columns:
            return found.columns[column]
        lower = column.lower()
        return next((c for name, c in found.columns.items() if name.lower() == lower), None)

    def has_column(self, table: str, column: str) -> bool:
        """Whether it is known that the table has the column."""
        return self.column(table, column) is not None
