"""What the services do, as a table: how often, how long, how it fails, what it costs the user."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.filtering.grammar import parse
from perfview.findings.quantities import duration, percent
from perfview.traces.filtering.masks import operations_matching
from perfview.traces.study import Study
from perfview.ui.traces.lanes.band_colours import operation_categories
from perfview.ui.traces.wording import words_of
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, Rows, TextColumn
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.pane import TablePane
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.table_view import TableView

_CRITICAL = 9
_MANY_ERRORS = 0.01
"""From one call in a hundred on a share of errors is red, as on the service graph."""
_NO_ROWS = np.zeros(0, np.int32)


class OperationTable(TableView):
    """One row per service and span name."""

    name = "operations"
    title = "Operations"
    kind = "traces"
    position = 50

    def __init__(self, document: Document) -> None:
        pane = TablePane(
            "Operations",
            "operation",
            f"p95>250ms {words_of(document.opened.study).example} …",
            Arrangement(_CRITICAL, descending=True),
        )
        super().__init__(document, pane)
        self._study: Study = document.opened.study
        pane.read_filter(lambda text: operations_matching(self._study, parse(text)))
        pane.add_chip("With errors", self._failed, "Operations of which a call failed")
        self.show_columns()

    def columns(self) -> Sequence[Column]:
        """One row an operation."""
        return operation_columns(self._study)

    def on_chosen(self, rows: Rows) -> None:
        """One operation, or none in particular."""
        one = int(rows[0]) if len(rows) == 1 else -1
        self.document.selection.change(self, operation=one, row=-1, rows=_NO_ROWS)

    def on_opened(self, row: int) -> None:
        """Its longest span and that span's trace."""
        spans = np.flatnonzero(self._study.operations.of_span == row)
        longest = int(spans[np.argmax(self._study.model.duration_ns[spans])])
        self.document.selection.reveal(
            self,
            operation=row,
            row=longest,
            rows=spans.astype(np.int32),
            groups=self._study.structure.trace[longest : longest + 1],
        )

    def rows_of(self, focus: Focus) -> Rows:
        """The chosen operation, else that of the chosen span."""
        if focus.operation >= 0:
            return np.array([focus.operation], np.int32)
        if focus.row >= 0:
            return self._study.operations.of_span[focus.row : focus.row + 1]
        return _NO_ROWS

    def _failed(self) -> Rows:
        return np.flatnonzero(self._study.operations.errors).astype(np.int32)


def operation_columns(study: Study) -> Sequence[Column]:
    """One row an operation, in the order of `study.operations`."""
    operations, strings, words = study.operations, study.model.strings, words_of(study)
    categories, by_thread = operation_categories(study), bool(study.model.threads)
    places = np.arange(len(operations), dtype=np.int32)
    whole = max(1, int(operations.critical_ns.sum()))
    return (
        TextColumn(
            "service",
            words.place.capitalize(),
            operations.service,
            strings,
            Look(150 if by_thread else 120),
            absent=f"(no {words.place})",
            categories=lambda operation: int(categories[operation]),
        ),
        TextColumn(
            "operation",
            "Slice" if by_thread else "Operation",
            places,
            operations.names,
            absent="(no name)",
        ),
        NumberColumn("count", "Count", operations.count, look=Look(62)),
        _time(
            "total_ns", "Total", operations.total_ns, f"All its {words.row}s’ durations", bar=True
        ),
        _time("self_ns", "Self", operations.self_ns, "Without the time of what it calls"),
        _time("p50_ns", "p50", operations.p50_ns, f"Half of its {words.row}s are quicker"),
        _time("p95_ns", "p95", operations.p95_ns, f"95 % of its {words.row}s are quicker"),
        _time("p99_ns", "p99", operations.p99_ns, f"99 % of its {words.row}s are quicker"),
        NumberColumn(
            "error_ratio",
            "Errors",
            operations.errors / np.maximum(operations.count, 1),
            percent,
            Look(64, tip=f"Share of its {words.row}s that failed"),
            tone=_error_tone,
        ),
        _share_of_threads(study)
        if by_thread
        else NumberColumn(
            "critical_ratio",
            "Critical path",
            operations.critical_ns / whole,
            percent,
            Look(132, tip="Its own part of the time users waited"),
            bar=True,
        ),
    )


def _error_tone(ratio: float) -> str:
    return "bad" if ratio >= _MANY_ERRORS else "text2" if ratio else "text3"


def _time(
    key: str, title: str, values: NDArray[np.int64], tip: str, *, bar: bool = False
) -> NumberColumn:
    return NumberColumn(key, title, values, duration, Look(126 if bar else 72, tip=tip), bar=bar)


def _share_of_threads(study: Study) -> NumberColumn:
    """Nobody waits for a thread's slices one after the other: what counts is their own time."""
    own = study.operations.self_ns
    return NumberColumn(
        "self_ratio",
        "Own time",
        own / max(1, int(own.sum())),
        percent,
        Look(132, tip="Its own part of all slices’ time"),
        bar=True,
    )
