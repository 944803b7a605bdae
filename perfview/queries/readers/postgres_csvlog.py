"""PostgreSQL's log as comma-separated values."""

from __future__ import annotations

from perfview.queries.model import QueryModel
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


class PostgresCsvLog(Reader):
    """PostgreSQL's `log_destination = csvlog`: one record an entry, of any version's columns.

    https://www.postgresql.org/docs/current/runtime-config-logging.html
    """

    name = "postgres-csvlog"
    title = "PostgreSQL csvlog"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when records begin with a time and hold a session id and a severity."""
        from perfview.queries.readers.postgres.sniffing import sniff_csv

        return sniff_csv(source)

    def read(self, source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
        """The log's calls, plans and events. Raises `UnreadableInput` when it holds no entry."""
        from perfview.queries.readers.postgres.reading import read_log
        from perfview.queries.readers.postgres.structured import csv_entries

        return read_log(source, csv_entries, progress, "csvlog")
