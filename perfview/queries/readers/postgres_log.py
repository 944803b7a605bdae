"""PostgreSQL's log as plain text."""

from __future__ import annotations

from perfview.queries.model import QueryModel
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


class PostgresLog(Reader):
    """PostgreSQL's server log as text (`log_destination = stderr` or `syslog`), whatever its
    `log_line_prefix` and language, also as wrapped by syslog, Docker, Kubernetes and hosters.

    What lines begin with is learned from the lines themselves. Statements come from
    `log_min_duration_statement`, `log_statement` with `log_duration`, and `auto_explain`.
    https://www.postgresql.org/docs/current/runtime-config-logging.html
    """

    name = "postgres-log"
    title = "PostgreSQL log"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when lines tell durations, statements or connections in PostgreSQL's words."""
        from perfview.queries.readers.postgres.sniffing import sniff_text

        return sniff_text(source)

    def read(self, source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
        """The log's calls, plans and events. Raises `UnreadableInput` when it holds no entry."""
        from perfview.queries.readers.postgres.text_log import read_text_log

        return read_text_log(source, progress)
