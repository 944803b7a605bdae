"""DDL read into a schema."""

from __future__ import annotations

from collections.abc import Iterable

from perfview.queries.schema.model import Schema


def read_definitions(texts: Iterable[str], dialect: str = "", origin: str = "") -> Schema:
    """Tables, columns, keys and indexes of CREATE TABLE, ALTER TABLE … ADD, CREATE INDEX, COMMENT
    and what `pg_dump -s`, `mysqldump --no-data`, `.schema` of SQLite and Rails' structure.sql write
    beside them. What is not understood is left out; never raises on any text."""
    raise NotImplementedError
