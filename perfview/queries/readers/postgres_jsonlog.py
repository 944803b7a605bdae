"""PostgreSQL's log as JSON."""

from __future__ import annotations

from perfview.queries.model import QueryModel
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


class PostgresJsonLog(Reader):
    """PostgreSQL's `log_destination = jsonlog` (15 and later), one object an entry, and what
    CloudNativePG makes of csvlog: the same as `record` in lines of its own log.

    https://www.postgresql.org/docs/current/runtime-config-logging.html
    """

    name = "postgres-jsonlog"
    title = "PostgreSQL jsonlog"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when objects hold a severity, a message and a process."""
        from perfview.queries.readers.postgres.sniffing import sniff_json

        return sniff_json(source)

    def read(self, source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
        """The log's calls, plans and events. Raises `UnreadableInput` when it holds no entry."""
        from perfview.queries.readers.postgres.reading import read_log
        from perfview.queries.readers.postgres.structured import json_entries

        return read_log(source, json_entries, progress, "jsonlog")
