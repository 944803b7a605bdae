"""How big tables and indexes are."""

from __future__ import annotations

import math
from dataclasses import dataclass

from perfview.queries.indexes.estimating import names
from perfview.queries.schema.model import Column, IndexColumn, Schema

PAGE = 8192
_ENTRY_OVERHEAD = 16.0
_FILL = 0.9
_LEAF_ROOM = PAGE - 48
_ROW_OVERHEAD = 28.0

VISIBLE_UNKNOWN = 0.95
"""Share of a table's pages that vacuum has seen since they were last written, as a rule."""


@dataclass(frozen=True)
class TableSize:
    """rows and pages of 8 KiB, both at least 1; is_told: by statistics; visible: share of pages of
    which an index alone can answer."""

    rows: float
    pages: float
    is_told: bool
    visible: float = VISIBLE_UNKNOWN


class Sizes:
    """Sizes of a schema's tables and of indexes on them, each reckoned once.

    `least_rows` are rows that a recording has seen of a table, where nothing else is known."""

    def __init__(self, schema: Schema, least_rows: dict[str, float] | None = None) -> None:
        self.schema = schema
        self._least = least_rows or {}
        self._tables: dict[str, TableSize] = {}
        self._widths: dict[tuple[str, str], float] = {}

    def can_have_indexes(self, name: str) -> bool:
        """Whether it is no view, as the schema tells; else by its name."""
        known = self.schema.table(name)
        if known is None:
            return not names.is_view_by_name(name)
        return known.kind not in ("view", "foreign table")

    def table(self, name: str) -> TableSize:
        """The size of a table."""
        if name not in self._tables:
            self._tables[name] = self._table(name)
        return self._tables[name]

    def _table(self, name: str) -> TableSize:
        known = self.schema.table(name)
        if known is not None and known.rows >= 0:
            rows = max(known.rows, 1.0)
            pages = (
                known.pages if known.pages > 0 else math.ceil(rows * self._row_width(name) / PAGE)
            )
            pages = max(pages, 1.0)
            seen = known.visible_pages / pages if known.visible_pages >= 0 else VISIBLE_UNKNOWN
            return TableSize(rows, pages, True, min(1.0, seen))
        rows = names.ROWS_OF_SMALL if names.is_small_by_name(name) else names.ROWS_UNKNOWN
        rows = max(rows, self._least.get(name, 0.0))
        return TableSize(rows, max(1.0, math.ceil(rows * self._row_width(name) / PAGE)), False)

    def _row_width(self, name: str) -> float:
        known = self.schema.table(name)
        if known is None or not known.columns:
            return 130.0
        return _ROW_OVERHEAD + sum(self.width(name, column) for column in known.columns)

    def width(self, table: str, column: str) -> float:
        """Bytes of a column's values."""
        key = (table, column)
        if key not in self._widths:
            self._widths[key] = _width(self.column(table, column))
        return self._widths[key]

    def column(self, table: str, column: str) -> Column | None:
        """A column as the schema knows it."""
        known = self.schema.table(table)
        return known.columns.get(column) if known is not None else None

    def index_pages(
        self, table: str, keys: tuple[IndexColumn, ...], include: tuple[str, ...], rows: float
    ) -> float:
        """Pages of a b-tree over so many rows. Entries carry 16 bytes beside their values, aligned
        to 8, pages are filled to 90 % (PostgreSQL documentation, B-Tree Indexes)."""
        width = sum(self.width(table, key.column) if key.column else 24.0 for key in keys)
        width += sum(self.width(table, column) for column in include)
        entry = _ENTRY_OVERHEAD + math.ceil(width / 8) * 8
        return max(1.0, math.ceil(rows * entry / (_LEAF_ROOM * _FILL)))


def _width(column: Column | None) -> float:
    if column is None:
        return 12.0
    if column.statistics is not None and column.statistics.width > 0:
        return float(column.statistics.width)
    return names.width_by_type(column.type or column.written_type.lower())
