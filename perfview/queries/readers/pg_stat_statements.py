"""Exports of PostgreSQL's pg_stat_statements."""

from __future__ import annotations

from perfview.queries.model import QueryModel
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


class PgStatStatements(Reader):
    """What PostgreSQL counted of each statement: `pg_stat_statements` as CSV, JSON or a table
    printed by psql.

    Every version's columns are understood. Times are of execution, blocks are taken to be of
    8 KiB. `\\copy (select * from pg_stat_statements) to 'statements.csv' csv header` makes one.
    """

    name = "pg-stat-statements"
    title = "pg_stat_statements"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when the columns are those of the view."""
        if b"query" not in source.head or b"calls" not in source.head:
            return Sniff(0, "no columns of pg_stat_statements")
        from perfview.queries.readers.statistics.columns import kind_of
        from perfview.queries.readers.statistics.rows import first_row

        kind = kind_of(first_row(source.head))
        if kind and kind.name == self.title:
            return Sniff(0.97, "columns of pg_stat_statements")
        return Sniff(0, "no columns of pg_stat_statements")

    def read(self, source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
        """The statistics. Raises `UnreadableInput` when no row of them is there."""
        from perfview.queries.readers.statistics.reading import read_statistics

        return read_statistics(source, progress)
