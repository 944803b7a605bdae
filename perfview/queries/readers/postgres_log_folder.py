"""A folder of PostgreSQL's rotated logs."""

from __future__ import annotations

from perfview.queries.model import QueryModel
from perfview.queries.readers.postgres_csvlog import PostgresCsvLog
from perfview.queries.readers.postgres_jsonlog import PostgresJsonLog
from perfview.queries.readers.postgres_log import PostgresLog
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_FORMS: tuple[type[Reader], ...] = (PostgresLog, PostgresCsvLog, PostgresJsonLog)


class PostgresLogFolder(Reader):
    """A folder into which PostgreSQL writes its logs (`log_directory`), one file after another,
    also compressed ones: read as one log, connections go on from file to file.

    Of several forms of the same log, one is read.
    """

    name = "postgres-log-folder"
    title = "folder of PostgreSQL logs"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Likely when one of the first files is a log."""
        if not source.is_folder:
            return Sniff(0, "it is no folder")
        from perfview.queries.readers.postgres.folder import log_reader_in

        why = log_reader_in(source, _FORMS)
        return Sniff(0.7, why) if why else Sniff(0, "a folder without logs of PostgreSQL")

    def read(self, source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
        """The logs as one. Raises `UnreadableInput` when there is none."""
        from perfview.queries.readers.postgres.folder import read_folder

        return read_folder(source, _FORMS, progress)
