"""What ``statistics-mysql.sql`` writes: flat lists out of information_schema."""

from __future__ import annotations

from typing import Any

from perfview.queries.schema.export_values import number, objects, text, whole
from perfview.queries.schema.model import (
    STATISTICS,
    Column,
    ColumnStatistics,
    ForeignKey,
    Index,
    IndexColumn,
    Schema,
    Table,
)
from perfview.queries.schema.types import type_name

_PAGE = 8192


def mysql_schema(document: dict[str, Any], origin: str) -> Schema:
    """The schema of one export; what it does not tell is left unknown."""
    index_columns = _grouped(objects(document.get("index_columns")), "table", "index")
    distinct = _distinct(index_columns)
    columns = _grouped(objects(document.get("columns")), "table")
    tables = {}
    for each in objects(document.get("tables")):
        name, rows, size = text(each.get("name")), number(each.get("rows")), each.get("bytes")
        own = [_column(column, distinct) for column in columns.get((name,), [])]
        pages = number(size) / _PAGE if size is not None else -1.0
        by_name = {column.name: column for column in own}
        tables[name] = Table(name, by_name, rows, pages, kind=text(each.get("kind")) or "table")
    settings = document.get("settings")
    told = settings.items() if isinstance(settings, dict) else ()
    return Schema(
        tables=tables,
        indexes=_indexes(index_columns),
        foreign_keys=_keys(_grouped(objects(document.get("key_columns")), "table", "name")),
        level=STATISTICS,
        origin=(origin,) if origin else (),
        settings={name: value for name, value in told if isinstance(value, str)},
        dialect="mysql",
    )


def _grouped(rows: list[dict[str, Any]], *keys: str) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """Rows by some of their texts, in the order of their places."""
    made: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: whole(row.get("place"))):
        made.setdefault(tuple(text(row.get(key)) for key in keys), []).append(row)
    return made


def _distinct(
    indexes: dict[tuple[str, ...], list[dict[str, Any]]],
) -> dict[tuple[str, str], float]:
    """Distinct values by table and column: the cardinality of an index that begins with it."""
    made: dict[tuple[str, str], float] = {}
    for (table, _), rows in indexes.items():
        key = (table, text(rows[0].get("column")))
        made[key] = max(made.get(key, -1.0), number(rows[0].get("distinct")))
    return made


def _column(each: dict[str, Any], distinct: dict[tuple[str, str], float]) -> Column:
    name, written = text(each.get("name")), text(each.get("type"))
    extra = text(each.get("extra")).lower()
    known = distinct.get((text(each.get("table")), name), -1.0)
    return Column(
        name=name,
        type=type_name(written),
        written_type=written,
        is_nullable=text(each.get("nullable")) != "NO",
        is_generated="auto_increment" in extra or " generated" in extra,
        statistics=ColumnStatistics(distinct=known) if known > 0 else None,
    )


def _indexes(
    grouped: dict[tuple[str, ...], list[dict[str, Any]]],
) -> dict[str, tuple[Index, ...]]:
    made: dict[str, list[Index]] = {}
    for (table, name), rows in grouped.items():
        columns = tuple(
            IndexColumn(
                text(row.get("column")), row.get("order") == "D", text(row.get("expression"))
            )
            for row in rows
        )
        is_unique = whole(rows[0].get("not_unique")) == 0
        method = text(rows[0].get("method")).lower() or "btree"
        index = Index(name, table, columns, is_unique, name == "PRIMARY", method)
        made.setdefault(table, []).append(index)
    return {table: tuple(several) for table, several in made.items()}


def _keys(grouped: dict[tuple[str, ...], list[dict[str, Any]]]) -> tuple[ForeignKey, ...]:
    return tuple(
        ForeignKey(
            table,
            tuple(text(row.get("column")) for row in rows),
            text(rows[0].get("target")),
            tuple(text(row.get("target_column")) for row in rows),
            name,
        )
        for (table, name), rows in grouped.items()
    )
