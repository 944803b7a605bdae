"""The slow query log of MySQL, MariaDB and Percona Server."""

from __future__ import annotations

from perfview.queries.model import QueryModel
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


class MySqlSlowLog(Reader):
    """The slow query log of MySQL 5.1 to 9, MariaDB and Percona Server.

    Turn it on with `slow_query_log=1`; `long_query_time=0` writes down every statement, which N+1
    needs. MariaDB's `log_slow_verbosity=query_plan,explain` adds plans. Time, rows sent, examined
    and affected, bytes, connection, user and database are read; administrator commands left out.
    """

    name = "mysql-slow-log"
    title = "MySQL slow query log"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when entries begin as only this log's do."""
        edges = b"\n" + source.head + b"\n" + source.tail
        if b"\n# Query_time: " in edges and b"\n# User@Host: " in edges:
            return Sniff(0.97, "entries with # Query_time and # User@Host")
        if b"\n# Query_time: " in edges:
            return Sniff(0.7, "entries with # Query_time")
        return Sniff(0, "no entries of a slow query log")

    def read(self, source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
        """The calls. Raises `UnreadableInput` when there is none."""
        from perfview.queries.readers.mysql.slow_log import read_slow_log

        return read_slow_log(source, progress)
