"""Statements a line each, as SQLite traces them."""

from __future__ import annotations

import re

from perfview.queries.model import QueryModel
from perfview.recording.encodings import encoding_of
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_TIMED = re.compile(r";?\s*--\s*(\d+)\s*ns\s*$")
_FEWEST = 5


class StatementTrace(Reader):
    """Statements a line each as `sqlite3_trace_v2`, Python's `Connection.set_trace_callback` and
    the shell's `.trace` write them, with the time where `.trace --profile` adds it (`-- 1200 ns`).
    """

    name = "statement-trace"
    title = "SQLite statement trace"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Fairly sure when nearly every line is a statement without the semicolon of scripts."""
        from perfview.queries.readers.applications.grammars import VERB

        text = source.head.decode(encoding_of(source.head) or "utf-8", "replace")
        lines = [line for line in text.splitlines()[:200] if line.strip()]
        begun = sum(1 for line in lines if VERB.match(line))
        ended = sum(1 for line in lines if line.rstrip().endswith(";"))
        if len(lines) < _FEWEST or 10 * begun < 9 * len(lines) or 2 * ended > len(lines):
            return Sniff(0, "its lines are no statements of a trace")
        return Sniff(0.7, "a statement a line, as SQLite traces them")

    def read(self, source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
        """The statements. Raises `UnreadableInput` when there is none."""
        from perfview.queries.readers.applications.grammars import VERB
        from perfview.queries.readers.applications.lines import Calls, lines_of
        from perfview.queries.readers.lists.assembling import assemble

        calls, report = Calls(), ImportReport()
        lines: list[str] = []
        begins = 0

        def close() -> None:
            text = "\n".join(lines).strip()
            timed = _TIMED.search(text)
            if timed:
                text = text[: timed.start()]
            if text:
                told = {"duration_ns": int(timed[1])} if timed and len(timed[1]) < 19 else {}
                calls.add(sql=calls.text(text), place=begins, **told)

        for place, line in lines_of(source, progress, report):
            if VERB.match(line):
                close()
                lines, begins = [], place
            lines.append(line)
        close()
        if not calls.columns["sql"]:
            raise UnreadableInput("No statement is found in this trace")
        model = assemble(calls.rows("SQLite", "sqlite"), progress)
        report.rows = len(model)
        return model, report
