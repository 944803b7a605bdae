"""Statistics of a database, as the shipped scripts write them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from perfview.queries.schema.model import DDL, EVIDENCE_LEVELS, Column, Schema, Table
from perfview.queries.schema.mysql_export import mysql_schema
from perfview.queries.schema.postgres_export import postgres_schema
from perfview.recording.errors import UnreadableInput

_MARK = re.compile(rb'^(?:\xef\xbb\xbf)?\s*\{\s*"perfview_statistics"\s*:\s*\d')
_VERSION = 1
_SERVERS = {"postgres": postgres_schema, "mysql": mysql_schema}
_AGAIN = "Run the statistics script that ships with PerfView again, and keep all it prints."


def looks_like_export(head: bytes) -> bool:
    """Whether a file's beginning is such an export."""
    return _MARK.match(head) is not None


def read_export(content: bytes, origin: str = "") -> Schema:
    """The schema with statistics. Raises UnreadableInput naming what is missing.

    Format: JSON with ``perfview_statistics: 1`` written by ``resources/queries/statistics-
    postgres.sql`` (tables, columns with pg_stats, indexes, foreign keys, settings, as one JSON
    value from psql -At), and by its MySQL twin."""
    document = _document(content)
    server = document.get("server")
    if server not in _SERVERS:
        raise UnreadableInput("The export does not say which server it is of", remedy=_AGAIN)
    if not isinstance(document.get("tables"), list):
        raise UnreadableInput("The export has no list of tables", remedy=_AGAIN)
    return _SERVERS[server](document, origin)


def _document(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content.decode("utf-8-sig", "replace"))
    except ValueError as error:
        place = getattr(error, "pos", None)
        why = "The statistics are not whole: their JSON breaks off or is not JSON"
        raise UnreadableInput(why, offset=place, remedy=_AGAIN) from error
    except RecursionError as error:
        raise UnreadableInput("The statistics nest too deep", remedy=_AGAIN) from error
    version = document.get("perfview_statistics") if isinstance(document, dict) else None
    if version is None:
        raise UnreadableInput("This is no export of statistics: perfview_statistics is missing")
    if version != _VERSION:
        raise UnreadableInput(f"The export is of version {version}, which is not known here")
    return dict(document)


def united(first: Schema, second: Schema) -> Schema:
    """Both told of the same database: the second goes before the first where they disagree. A
    second with statistics tells all indexes of the tables that it tells."""
    tables = dict(first.tables)
    for name, table in second.tables.items():
        tables[name] = _united_tables(tables.get(name), table)
    level = max(first.level, second.level, key=EVIDENCE_LEVELS.index)
    keys = dict.fromkeys((*first.foreign_keys, *second.foreign_keys))
    by_columns = {(key.table, key.columns, key.target): key for key in keys}
    return Schema(
        tables=tables,
        indexes=_united_indexes(first, second),
        foreign_keys=tuple(by_columns.values()),
        level=level,
        origin=tuple(dict.fromkeys((*first.origin, *second.origin))),
        settings={**first.settings, **second.settings},
        dialect=second.dialect or first.dialect,
    )


def _united_tables(first: Table | None, second: Table) -> Table:
    if first is None:
        return second
    columns = dict(first.columns) if second.rows < 0 else {}
    for name, column in second.columns.items():
        columns[name] = _united_columns(first.columns.get(name), column)
    told = second if second.rows >= 0 or first.rows < 0 else first
    definition = second.definition or first.definition
    return replace(told, columns=columns, kind=second.kind, definition=definition)


def _united_columns(first: Column | None, second: Column) -> Column:
    if first is None or second.statistics is not None:
        return second
    return replace(second, statistics=first.statistics)


def _united_indexes(first: Schema, second: Schema) -> dict[str, tuple]:  # type: ignore[type-arg]
    made = dict(first.indexes)
    for table in second.tables if second.level != DDL else ():
        made.pop(table, None)
    for table, indexes in second.indexes.items():
        known = {index.name: index for index in made.get(table, ())}
        made[table] = tuple((known | {index.name: index for index in indexes}).values())
    return made
