"""Indexes that are there, as ways in."""

from __future__ import annotations

from perfview.queries.indexes.estimating.names import primary_keys_by_name
from perfview.queries.indexes.estimating.sizes import Sizes
from perfview.queries.indexes.planning.paths import Access, same_expression
from perfview.queries.schema.model import Index, IndexColumn

ORDERED_METHODS = frozenset({"btree", "", "clustered", "nonclustered", "lsm"})


class Existing:
    """What indexes the schema tells; and where it tells none, the primary key that an ``id`` and
    the like is."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._accesses: dict[str, list[Access]] = {}

    def indexes(self, table: str) -> tuple[Index, ...]:
        """Indexes of a table that are told."""
        schema = self._sizes.schema
        found = schema.indexes.get(table)
        if found is None:
            known = schema.table(table)
            found = schema.indexes.get(known.name, ()) if known is not None else ()
        return tuple(index for index in found if index.is_valid)

    def accesses(self, table: str) -> list[Access]:
        """All that serve equality, ranges and order."""
        if table not in self._accesses:
            told = [
                self._access(index)
                for index in self.indexes(table)
                if index.method.lower() in ORDERED_METHODS and index.columns
            ]
            if not told and self._sizes.schema.table(table) is None:
                told = [self._primary(table, each) for each in primary_keys_by_name(table)]
            self._accesses[table] = told
        return self._accesses[table]

    def _access(self, index: Index) -> Access:
        rows = self._sizes.table(index.table).rows
        pages = index.bytes / 8192 if index.bytes > 0 else -1.0
        if pages < 0:
            pages = self._sizes.index_pages(index.table, index.columns, index.include, rows)
        share = 0.1 if index.where else 1.0
        is_unique = index.is_unique and not index.where
        return Access(
            -1, index.table, index.columns, index.include, max(1.0, pages), index.where,
            _column_of(index.where), share, is_unique,
        )  # fmt: skip

    def _primary(self, table: str, columns: tuple[str, ...]) -> Access:
        rows = self._sizes.table(table).rows
        keys = tuple(IndexColumn(name) for name in columns)
        pages = self._sizes.index_pages(table, keys, (), rows)
        return Access(-1, table, keys, pages=pages, is_unique=True)

    def covers(self, table: str, keys: tuple[IndexColumn, ...], include: tuple[str, ...]) -> bool:
        """Whether an index begins with those keys and holds the other columns."""
        for access in self.accesses(table):
            if access.where or len(access.keys) < len(keys):
                continue
            pairs = zip(access.keys, keys, strict=False)
            begins = all(same_key(one, other) for one, other in pairs)
            if begins and frozenset(include) <= access.columns:
                return True
        return False


def same_key(one: IndexColumn, other: IndexColumn) -> bool:
    """Whether two columns of indexes are the same, order aside."""
    if one.column or other.column:
        return one.column == other.column and one.operator_class == other.operator_class
    return same_expression(one.expression, other.expression)


def _column_of(where: str) -> str:
    """The column that a simple condition is about."""
    words = where.replace("(", " ").replace(")", " ").replace('"', " ").split()
    words = [word for word in words if word.upper() != "NOT"]
    return words[0].lower() if words else ""
