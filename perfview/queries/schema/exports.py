"""Statistics of a database, as the shipped script writes them."""

from __future__ import annotations

from perfview.queries.schema.model import Schema


def looks_like_export(head: bytes) -> bool:
    """Whether a file's beginning is such an export."""
    raise NotImplementedError


def read_export(content: bytes, origin: str = "") -> Schema:
    """The schema with statistics. Raises UnreadableInput naming what is missing.

    Format: JSON with ``perfview_statistics: 1`` written by ``resources/queries/statistics-
    postgres.sql`` (tables, columns with pg_stats, indexes, foreign keys, settings, as one JSON
    value from psql -At), and by its MySQL twin."""
    raise NotImplementedError


def united(first: Schema, second: Schema) -> Schema:
    """Both told of the same database: the second goes before the first where they disagree."""
    raise NotImplementedError
