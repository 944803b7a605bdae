"""What the window has to know of queries.

The selection that views of queries share is told in `choosing`; views choose through it only.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.findings.finding import Finding
from perfview.findings.quantities import duration, number, plural
from perfview.queries.study import Study
from perfview.ui.queries.choosing import (
    chosen_statement,
    chosen_statements,
    reveal_statement,
)
from perfview.ui.queries.jumping.trace import call_named
from perfview.ui.queries.jumping.ways import SHEET
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.guide import Destination, Guide

_MOST_STATEMENTS = 5_000
_OF_LOOPS = ("query_n_plus_one", "query_write_loop", "query_paging_loop", "query_duplicates")
_OF_DIFFERENCE = ("statement_regression",)
_OF_STATEMENTS = ("statements", "timeline")
_LONGEST_NAME = 120


class QueryGuide(Guide):
    """Statements, their calls, and the tables they touch."""

    kind = "queries"
    icon = "database"
    compared_view = "difference"
    recording_word = "log"
    keys = SHEET

    def can_be_compared(self, study: Study) -> bool:
        """Whatever has statements can."""
        return len(study.model.statements) > 0

    def facts(self, document: Document) -> list[str]:
        """``9.80 M calls, 214 statements``, ``PostgreSQL 16.4``, ``literals hidden``."""
        study: Study = document.opened.study
        model = study.model
        statements = plural(len(model.statements), "statement")
        calls = int(study.totals.calls.clip(min=0).sum())
        found = [f"{plural(calls, 'call')}, {statements}" if calls else statements]
        if not len(model.statements):
            found = [plural(len(model.events), "event")]
        for count, word in ((len(model.plans), "plan"), (len(study.schema.tables), "table")):
            if count:
                found.append(plural(count, word))
        return [*found, *([model.made_by] if model.made_by else []), "literals hidden"]

    def destinations(self, document: Document) -> Iterator[Destination]:
        """Statements, those that take most first, then tables of the schema."""
        study: Study = document.opened.study
        totals = study.totals
        order = np.argsort(-totals.share, kind="stable")[:_MOST_STATEMENTS]
        for statement in order.tolist():
            told = [f"{number(int(totals.calls[statement]))} calls"]
            if totals.total_ns[statement] >= 0:
                told.append(duration(int(totals.total_ns[statement])))
            yield Destination(
                " ".join(study.text_of(statement)[:_LONGEST_NAME].split()),
                ", ".join(told),
                "terminal-window",
                "statement",
                partial(reveal_statement, document, statement, "statements"),
            )
        for table in study.schema.tables:
            yield Destination(
                table,
                "its statements",
                "table",
                "table",
                partial(document.filter_wanted.emit, "statements", f"table={table}"),
            )

    def nouns(self, document: Document) -> tuple[str, str]:
        """Calls and statements."""
        return ("call", "statement")

    def chosen_rows(self, document: Document) -> tuple[NDArray[np.int32], str]:
        """The calls a recommendation points at, those of the chosen statement, or all."""
        study: Study = document.opened.study
        focus = document.selection.focus
        if len(focus.rows):
            return focus.rows, "the chosen calls"
        statements = chosen_statements(study, focus)
        if not len(study.model.calls):
            if len(statements):
                return statements, "the chosen statement"
            return np.arange(len(study.model.statements), dtype=np.int32), "all statements"
        if len(statements):
            rows = [study.calls_of(int(each)) for each in statements]
            return np.concatenate(rows).astype(np.int32), "calls of the chosen statement"
        return np.arange(len(study.model.calls), dtype=np.int32), "all calls"

    def identifier(self, document: Document) -> str:
        """The fingerprint of the chosen statement."""
        study: Study = document.opened.study
        statement = chosen_statement(study, document.selection.focus)
        if statement < 0:
            return ""
        return f"{int(study.model.statements.fingerprint[statement]):016x}"

    def evidence_view(self, document: Document, finding: Finding) -> str:
        """Loops where a statement is repeated, the difference where it is held against an earlier
        recording, events where no statement is named; else the page of the statement, unless a view
        is in front that shows its statements as well."""
        detector = finding.detector.replace("-", "_")
        if detector in _OF_LOOPS:
            return "loops"
        if detector in _OF_DIFFERENCE and document.opened.study.baseline is not None:
            return "difference"
        if not len(finding.evidence.groups):
            return "events" if len(document.opened.study.model.events) else ""
        return "" if document.in_front in _OF_STATEMENTS else "statements"

    def find(self, document: Document, identifier: str) -> dict[str, Any] | None:
        """A statement by its fingerprint, a call in a trace by its place among those."""
        study: Study = document.opened.study
        if (call := call_named(study, identifier)) >= 0:
            return {"row": call, "operation": int(study.model.calls.statement[call])}
        try:
            wanted = np.uint64(int(identifier, 16))
        except (ValueError, OverflowError):
            return None
        rows = np.flatnonzero(study.model.statements.fingerprint == wanted)
        return {"row": -1, "operation": int(rows[0])} if len(rows) else None
