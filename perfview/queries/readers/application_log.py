"""Statements in an application's log."""

from __future__ import annotations

import re

from perfview.queries.model import QueryModel
from perfview.recording.encodings import encoding_of
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_OTHER = re.compile(r"\s*(?:[{<]|\[\s*(?:[{\[\"]|$))")
"""How JSON and XML begin; lines of a log may begin with a bracket, too."""


def _lines(source: Source) -> list[str]:
    """The lines of the beginning."""
    encoding = encoding_of(source.head) or "utf-8"
    return source.head.decode(encoding, "replace").splitlines()[:400]


class ApplicationLog(Reader):
    """Statements as database layers write them into an application's log: SQLAlchemy (`echo=True`),
    Django (`django.db.backends`), Rails' ActiveRecord, p6spy, TypeORM, Sequelize, GORM, Hibernate
    and Prisma.

    What the log tells is read: durations (SQLAlchemy, TypeORM, Hibernate and Prisma write none),
    parameters, the moment of the line, the caller and request as Rails writes them. Queries that
    Rails answers from its own cache are left out.
    """

    name = "application-sql-log"
    title = "SQL in an application's log"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when several lines are statements as one of these layers writes them."""
        from perfview.queries.readers.applications.grammars import grammar_of

        lines = _lines(source)
        if not lines or _OTHER.match(lines[0]):
            return Sniff(0, "it is no log")
        grammar, fits = grammar_of(lines)
        if grammar is None:
            return Sniff(0, "no line is a statement as a database layer logs it")
        return Sniff(0.85 if fits > 1 else 0.6, f"statements as {grammar.name} logs them")

    def read(self, source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
        """The statements. Raises `UnreadableInput` when there is none."""
        from perfview.queries.readers.applications.grammars import grammar_of
        from perfview.queries.readers.applications.lines import read_log
        from perfview.queries.readers.lists.assembling import assemble

        report = ImportReport()
        grammar, _ = grammar_of(_lines(source))
        rows = read_log(source, grammar, progress, report) if grammar is not None else None
        if rows is None or not len(rows):
            raise UnreadableInput("No statement is found in this log")
        model = assemble(rows, progress)
        report.rows = len(model)
        return model, report
