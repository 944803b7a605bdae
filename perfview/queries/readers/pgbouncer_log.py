"""PgBouncer's log."""

from __future__ import annotations

from perfview.queries.model import QueryModel
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


class PgBouncerLog(Reader):
    """The log of the connection pool PgBouncer: logins, connections to the server, what was
    refused, its statistics.

    It holds no statements; open PostgreSQL's own log for those.
    """

    name = "pgbouncer-log"
    title = "PgBouncer log"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when lines tell of clients and servers as only this pool names them."""
        from perfview.queries.readers.pgbouncer.reading import CLIENT, LINE

        found = [LINE.match(line) for line in source.head.splitlines()[:60]]
        known = [match["said"] for match in found if match]
        if any(CLIENT.match(said) or said.startswith(b"process up: pgb") for said in known):
            return Sniff(0.96, "clients and servers of PgBouncer")
        return Sniff(0, "no lines of PgBouncer")

    def read(self, source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
        """The events. Raises `UnreadableInput` when there is none."""
        from perfview.queries.readers.pgbouncer.reading import read_pgbouncer

        return read_pgbouncer(source, progress)
