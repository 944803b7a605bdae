"""What a running PostgreSQL's catalog tells, as a schema with statistics."""

from __future__ import annotations

import dataclasses
from typing import Any

import psycopg

from perfview.queries.schema import model
from perfview.queries.schema.model import (
    Column,
    ColumnStatistics,
    ForeignKey,
    Index,
    IndexColumn,
    Schema,
    Table,
)

_TABLES = """SELECT c.relname, c.reltuples, c.relpages, c.relallvisible FROM pg_class c
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1"""
_COLUMNS = """SELECT c.relname, a.attname, t.typname, format_type(a.atttypid, a.atttypmod),
  NOT a.attnotnull FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  JOIN pg_type t ON t.oid = a.atttypid
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND attnum > 0
  AND NOT attisdropped ORDER BY 1, attnum"""
_STATISTICS = """SELECT tablename, attname, null_frac, n_distinct, avg_width,
  most_common_vals::text::text[], most_common_freqs, histogram_bounds::text::text[], correlation
FROM pg_stats WHERE schemaname = 'public'"""
_INDEXES = """SELECT c.relname, ic.relname, i.indisunique, i.indisprimary,
  ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, true) FROM generate_series(1, i.indnkeyatts) k),
  ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, true)
        FROM generate_series(i.indnkeyatts + 1, i.indnatts) k),
  coalesce(pg_get_expr(i.indpred, i.indrelid), ''), pg_relation_size(i.indexrelid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class ic ON ic.oid = i.indexrelid
WHERE c.relnamespace = 'public'::regnamespace"""
_SETTINGS = """SELECT name, setting || coalesce(CASE unit WHEN '8kB' THEN '' ELSE unit END, '')
FROM pg_settings WHERE name IN ('random_page_cost', 'effective_cache_size', 'work_mem')"""
_FOREIGN = """SELECT c.relname, t.relname,
  ARRAY(SELECT attname FROM unnest(k.conkey) n JOIN pg_attribute a
        ON a.attrelid = k.conrelid AND a.attnum = n),
  ARRAY(SELECT attname FROM unnest(k.confkey) n JOIN pg_attribute a
        ON a.attrelid = k.confrelid AND a.attnum = n)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
WHERE k.contype = 'f' AND c.relnamespace = 'public'::regnamespace"""


def schema_of(connection: psycopg.Connection[Any], level: str = model.STATISTICS) -> Schema:
    """The schema of a database; at `DDL` without statistics and sizes, at `TEXT` empty."""
    if level == model.TEXT:
        return Schema()
    with_statistics = level == model.STATISTICS
    rows = connection.execute(_STATISTICS).fetchall() if with_statistics else []
    sizes = {row[0]: row[1:] for row in connection.execute(_TABLES).fetchall()}
    told = {
        (row[0], row[1]): _statistics(row[2:], sizes[row[0]][0]) for row in rows if row[0] in sizes
    }
    columns: dict[str, dict[str, Column]] = {}
    for table, name, kind, written, is_nullable in connection.execute(_COLUMNS).fetchall():
        statistics = told.get((table, name))
        column = Column(name, kind, written, is_nullable, statistics=statistics)
        columns.setdefault(table, {})[name] = column
    tables = {}
    for name, own in columns.items():
        rows_, pages, visible = sizes[name] if with_statistics else (-1, -1, -1)
        tables[name] = Table(name, own, rows=rows_, pages=pages, visible_pages=visible)
    settings = dict(connection.execute(_SETTINGS).fetchall()) if with_statistics else {}
    foreign = connection.execute(_FOREIGN).fetchall()
    return Schema(
        tables=tables,
        indexes=_indexes(connection, with_statistics),
        foreign_keys=tuple(
            ForeignKey(table, tuple(own), target, tuple(others))
            for table, target, own, others in foreign
        ),
        level=level,
        settings=settings,
        dialect="postgres",
    )


def _statistics(row: tuple[Any, ...], rows: float) -> ColumnStatistics:
    nulls, distinct, width, common, fractions, bounds, correlation = row
    return ColumnStatistics(
        null_fraction=nulls,
        distinct=-distinct * rows if distinct < 0 else distinct,
        width=width,
        common=tuple(common or ()),
        common_fractions=tuple(fractions or ()),
        histogram=tuple(bounds or ()),
        correlation=float("nan") if correlation is None else correlation,
    )


def _indexes(connection: psycopg.Connection[Any], with_sizes: bool) -> dict[str, tuple[Index, ...]]:
    found: dict[str, list[Index]] = {}
    for table, name, unique, primary, keys, include, where, size in connection.execute(
        _INDEXES
    ).fetchall():
        index = Index(
            name=name,
            table=table,
            columns=tuple(_key(each) for each in keys),
            is_unique=unique,
            is_primary=primary,
            include=tuple(include),
            where=where,
            bytes=size if with_sizes else -1,
        )
        found.setdefault(table, []).append(index)
    return {table: tuple(own) for table, own in found.items()}


def _key(text: str) -> IndexColumn:
    plain = text.strip('"')
    return IndexColumn(plain) if plain.isidentifier() else IndexColumn("", expression=text)


def without_statistics(schema: Schema) -> Schema:
    """The same as DDL alone would tell it."""
    tables = {
        name: Table(
            name,
            {each.name: dataclasses.replace(each, statistics=None) for each in t.columns.values()},
        )
        for name, t in schema.tables.items()
    }
    indexes = {
        name: tuple(dataclasses.replace(each, bytes=-1) for each in own)
        for name, own in schema.indexes.items()
    }
    return dataclasses.replace(schema, tables=tables, indexes=indexes, level=model.DDL, settings={})
