"""The statements in a trace's spans, opened as queries."""

from __future__ import annotations

from typing import Any

from perfview.engine.lending.spans import calls_of, has_statements
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_MARKS = (b"db.statement", b"db.query.text", b"sql.query", b"db.system")
_ON_REQUEST = 0.3
"""A trace is opened as one unless the user asks for its statements."""


class SpanStatements(Reader):
    """Statements in the spans of a trace: any format of traces whose spans tell `db.query.text` or
    `db.statement` (OpenTelemetry's semantic conventions for databases). A span is a call, its trace
    the request it belongs to. Asked for by name only; opened as a trace, the file shows the same
    findings with the requests around them.
    """

    name = "span-statements"
    title = "Statements in spans"

    def sniff(self, source: Source) -> Sniff:
        """Whether the head names an attribute of databases, and it is a trace."""
        if not any(mark in source.head or mark in source.tail for mark in _MARKS):
            return Sniff(0.0, "no attribute of a database")
        reader = _reader_of(source)
        if reader is None:
            return Sniff(0.0, "no trace")
        return Sniff(_ON_REQUEST, f"{reader.title} with attributes of databases")

    def read(self, source: Source, progress: Progress) -> tuple[Any, ImportReport]:
        """Read the trace, and take its statements."""
        from perfview.engine.pillars import pillar

        reader = _reader_of(source)
        if reader is None:
            raise UnreadableInput("This is no trace.", offset=0)
        model, report = reader.read(source, progress)
        study = pillar("traces").study(model, report, source)
        if not has_statements(model):
            said = "No span of this trace tells a statement"
            raise UnreadableInput(said, remedy="Open it as a trace.")
        lent = calls_of(study, progress).model
        report.rows = len(lent)
        return lent, report


def _reader_of(source: Source) -> Reader | None:
    """The reader of traces that is most certain of a file; None if none is."""
    from perfview.engine.pillars import pillar

    asked = [kind() for kind in pillar("traces").readers()]
    certainty, _, best = max(
        (each.sniff(source).certainty, -n, each) for n, each in enumerate(asked)
    )
    return best if certainty >= 0.5 else None
