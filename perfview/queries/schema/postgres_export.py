"""What ``statistics-postgres.sql`` writes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from perfview.queries.schema.array_text import elements_of
from perfview.queries.schema.definitions import read_definitions
from perfview.queries.schema.export_values import names, number, objects, text, whole
from perfview.queries.schema.model import (
    DEFAULT_SCHEMAS,
    STATISTICS,
    Column,
    ColumnStatistics,
    ForeignKey,
    Index,
    Schema,
    Table,
)
from perfview.queries.schema.types import type_name


def postgres_schema(document: dict[str, Any], origin: str) -> Schema:
    """The schema of one export; what it does not tell is left unknown."""
    tables = [_table(each) for each in objects(document.get("tables"))]
    settings = document.get("settings")
    told = settings.items() if isinstance(settings, dict) else ()
    keys = tuple(_key(each) for each in objects(document.get("foreign_keys")))
    return Schema(
        tables={table.name: table for table in tables if table.name},
        indexes=_indexes(objects(document.get("indexes"))),
        foreign_keys=tuple(key for key in keys if key.columns),
        level=STATISTICS,
        origin=(origin,) if origin else (),
        settings={name: value for name, value in told if isinstance(value, str)},
        dialect="postgres",
    )


def _name(each: dict[str, Any], table: str = "name", schema: str = "schema") -> str:
    name, home = text(each.get(table)), text(each.get(schema))
    return f"{home}.{name}" if home and home not in DEFAULT_SCHEMAS else name


def _table(each: dict[str, Any]) -> Table:
    rows = number(each.get("rows"))
    columns = [_column(column, rows) for column in objects(each.get("columns"))]
    return Table(
        name=_name(each),
        columns={column.name: column for column in columns if column.name},
        rows=rows,
        pages=number(each.get("pages")) if rows >= 0 else -1,
        inserts=whole(each.get("inserts")),
        updates=whole(each.get("updates")),
        deletes=whole(each.get("deletes")),
        sequential_scans=whole(each.get("sequential_scans")),
        index_scans=whole(each.get("index_scans")),
        kind=text(each.get("kind")) or "table",
        visible_pages=number(each.get("visible_pages")),
        definition=text(each.get("definition")).rstrip().rstrip(";"),
    )


def _column(each: dict[str, Any], rows: float) -> Column:
    written = text(each.get("written_type")) or text(each.get("type"))
    return Column(
        name=text(each.get("name")),
        type=type_name(text(each.get("type"))),
        written_type=written,
        is_nullable=each.get("nullable") is not False,
        is_generated=each.get("generated") is True,
        statistics=_statistics(each, rows) if each.get("null_fraction") is not None else None,
    )


def _statistics(each: dict[str, Any], rows: float) -> ColumnStatistics:
    distinct = number(each.get("distinct"), 0.0)
    if distinct < 0:
        distinct = -distinct * rows if rows > 0 else -1.0
    fractions = each.get("common_fractions")
    shares = tuple(number(f, 0.0) for f in fractions) if isinstance(fractions, list) else ()
    return ColumnStatistics(
        null_fraction=min(1.0, max(0.0, number(each.get("null_fraction"), 0.0))),
        distinct=distinct or -1.0,
        width=whole(each.get("width")),
        common=elements_of(text(each.get("common"))),
        common_fractions=shares,
        histogram=elements_of(text(each.get("histogram"))),
        correlation=number(each.get("correlation"), float("nan")),
    )


def _indexes(found: list[dict[str, Any]]) -> dict[str, tuple[Index, ...]]:
    """Indexes by table, as their definitions tell."""
    made: dict[str, list[Index]] = {}
    for each in found:
        table = _name(each, "table")
        defined = read_definitions([text(each.get("definition"))], "postgres").indexes.values()
        for index in (one for several in defined for one in several):
            told = replace(
                index,
                name=text(each.get("name")) or index.name,
                table=table,
                is_unique=index.is_unique or each.get("unique") is True,
                is_primary=each.get("primary") is True,
                bytes=whole(each.get("bytes")),
                scans=whole(each.get("scans")),
                is_valid=each.get("valid") is not False,
            )
            made.setdefault(table, []).append(told)
    return {table: tuple(several) for table, several in made.items()}


def _key(each: dict[str, Any]) -> ForeignKey:
    return ForeignKey(
        table=_name(each, "table"),
        columns=names(each.get("columns")),
        target=_name(each, "target", "target_schema"),
        target_columns=names(each.get("target_columns")),
        name=text(each.get("name")),
    )
