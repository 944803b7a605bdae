"""A list of queries as a table of text: comma-separated values."""

from __future__ import annotations

from perfview.queries.model import QueryModel
from perfview.recording.encodings import encoding_of
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


def _head(source: Source) -> str:
    return source.head.decode(encoding_of(source.head) or "utf-8", "replace").lstrip("\ufeff")


class QueryTable(Reader):
    """Queries one by one as comma-, semicolon- or tab-separated values with a line of names first
    (`sql,duration,resultSize`): the names and units are those of the JSON.
    """

    name = "query-table"
    title = "List of queries (CSV)"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when a column holds statements and another what they took."""
        from perfview.queries.readers.lists.csv_rows import form_of_csv

        form = form_of_csv(_head(source))
        if form is None or len(form.keys) < 2:
            return Sniff(0, "it is no table with a column of statements")
        names = " and ".join(f"“{key}”" for key in list(form.keys)[:3])
        return Sniff(0.88, f"a table with the columns {names}")

    def read(self, source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
        """The queries. Raises `UnreadableInput` when there is none."""
        from perfview.queries.readers.lists.assembling import assemble
        from perfview.queries.readers.lists.csv_rows import form_of_csv, read_csv

        form = form_of_csv(_head(source))
        if form is None:
            raise UnreadableInput("The table has no column of statements")
        rows, report = read_csv(source, form, progress)
        for told in form.guessed:
            report.note("unit-guessed", 1, told)
        if not len(rows):
            raise UnreadableInput("The table holds no query")
        model = assemble(rows, progress)
        report.rows = len(model)
        return model, report
