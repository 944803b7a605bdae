"""Exports of MySQL's and MariaDB's statistics of statements."""

from __future__ import annotations

from perfview.queries.model import QueryModel
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


class PerformanceSchema(Reader):
    """What MySQL or MariaDB counted of each statement:
    `performance_schema.events_statements_summary_by_digest` or `sys.statement_analysis`, as CSV,
    JSON or printed by the client.

    Rows examined, errors, lock waits and calls without an index are read along with times.
    """

    name = "performance-schema"
    title = "MySQL performance_schema digests"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when the columns are those of the table."""
        head = source.head.lower()
        if b"count_star" not in head and b"exec_count" not in head:
            return Sniff(0, "no columns of performance_schema")
        from perfview.queries.readers.statistics.columns import kind_of
        from perfview.queries.readers.statistics.rows import first_row

        kind = kind_of(first_row(source.head))
        if kind and kind.dialect == "mysql":
            return Sniff(0.97, f"columns of {kind.name}")
        return Sniff(0, "no columns of performance_schema")

    def read(self, source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
        """The statistics. Raises `UnreadableInput` when no row of them is there."""
        from perfview.queries.readers.statistics.reading import read_statistics

        return read_statistics(source, progress)
