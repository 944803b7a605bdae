"""All traces as a table: when, how long, how much, what went wrong."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.filtering.grammar import parse
from perfview.findings.quantities import duration
from perfview.traces.filtering.masks import traces_matching
from perfview.traces.filtering.words import spans_with
from perfview.traces.measures.bands import bands_of
from perfview.traces.study import Study
from perfview.ui.traces.lanes.band_colours import span_categories
from perfview.ui.traces.wording import THREADS, words_of
from perfview.ui.widgets.table.columns import (
    Column,
    HexColumn,
    Look,
    NumberColumn,
    Rows,
    TextColumn,
)
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.pane import TablePane
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.table_view import TableView


class TraceList(TableView):
    """Sorts by every column; its filter looks into every span of a trace."""

    name = "traces"
    title = "Traces"
    kind = "traces"
    position = 40

    @classmethod
    def title_for(cls, document: Document) -> str:
        """Traces of requests, outermost slices of threads."""
        return words_of(document.opened.study).listed

    def __init__(self, document: Document) -> None:
        words = words_of(document.opened.study)
        pane = TablePane(
            words.listed,
            words.whole,
            "duration>50ms name=Layout …" if words is THREADS else "errors>0 service=cart …",
            Arrangement(4 if words is THREADS else 3, descending=True),
        )
        super().__init__(document, pane)
        self._study: Study = document.opened.study
        pane.read_filter(lambda text: traces_matching(self._study, parse(text)))
        pane.add_chip("With errors", self._failed, f"{words.listed} with a {words.row} that failed")
        self._range = document.selection.focus.range_ns
        self._in_range = pane.add_chip(
            "In the marked range",
            self._touching,
            f"{words.listed} that touch the range marked in the timeline",
        )
        self._in_range.setVisible(self._range is not None)
        self.show_columns()

    def columns(self) -> Sequence[Column]:
        """One row a trace."""
        return trace_columns(self._study)

    def on_chosen(self, rows: Rows) -> None:
        """These traces; of a single one the root as well."""
        row = int(self._study.structure.root[rows[0]]) if len(rows) == 1 else -1
        self.document.selection.change(self, groups=rows, row=row, rows=np.zeros(0, np.int32))

    def on_opened(self, row: int) -> None:
        """Its root, over the whole of its time."""
        structure = self._study.structure
        start = int(structure.start_ns[row])
        self.document.selection.reveal(
            self,
            groups=np.array([row], np.int32),
            row=int(structure.root[row]),
            start_ns=start,
            end_ns=start + max(1, int(structure.duration_ns[row])),
        )

    def rows_of(self, focus: Focus) -> Rows:
        """The chosen traces, else that of the chosen span."""
        if len(focus.groups) or focus.row < 0:
            return focus.groups
        return self._study.structure.trace[focus.row : focus.row + 1]

    def _on_focus(self, focus: Focus, origin: object) -> None:
        self._follow_range(focus.range_ns)
        super()._on_focus(focus, origin)

    def _failed(self) -> Rows:
        return np.flatnonzero(self._study.structure.errors).astype(np.int32)

    def _touching(self) -> Rows:
        structure = self._study.structure
        if self._range is None:
            return np.arange(structure.traces, dtype=np.int32)
        start, end = self._range
        ends = structure.start_ns + structure.duration_ns
        return np.flatnonzero((structure.start_ns < end) & (ends > start)).astype(np.int32)

    def _follow_range(self, marked: tuple[int, int] | None) -> None:
        """The chip is there as long as a range is marked, and follows it."""
        if marked == self._range:
            return
        self._range = marked
        self._in_range.setVisible(marked is not None)
        if self._in_range.isChecked() and marked is None:
            self._in_range.setChecked(False)
        elif self._in_range.isChecked():
            self._pane.apply_chips()


_ROOT_TIPS = {
    False: "What was asked for: the first span without a parent",
    True: "Outermost slices; the filter looks into everything beneath them",
}


class _RootColumn(TextColumn):
    """The root's name; a trace matches when any of its spans does."""

    def __init__(self, study: Study, ids: NDArray[np.int32], categories: NDArray[np.uint8]) -> None:
        super().__init__(
            "root",
            "Slice" if study.model.threads else "Root",
            ids,
            study.model.strings,
            Look(tip=_ROOT_TIPS[bool(study.model.threads)]),
            absent="(no name)",
            categories=lambda trace: int(categories[trace]),
        )
        self._study = study

    def matches(self, text: str) -> NDArray[np.bool_]:
        structure = self._study.structure
        found = np.zeros(structure.traces, np.bool_)
        found[structure.trace[spans_with(self._study.model, text)]] = True
        return found


def trace_columns(study: Study) -> Sequence[Column]:
    """One row a trace, in the order of `study.structure`."""
    model, structure = study.model, study.structure
    root = structure.root
    first = int(structure.start_ns.min(initial=np.iinfo(np.int64).max)) if len(root) else 0
    categories = span_categories(study)[root]
    words = words_of(study)
    columns: tuple[Column, ...] = (
        _RootColumn(study, model.name[root], categories),
        *_places(study),
        NumberColumn(
            "start_ns",
            "Start",
            structure.start_ns - first,
            duration,
            Look(92, tip="After the beginning of the recording"),
        ),
        NumberColumn(
            "duration_ns",
            "Duration",
            structure.duration_ns,
            duration,
            Look(180, tip=f"From the first {words.row}’s start to the last one’s end"),
            bar=True,
        ),
        NumberColumn(
            "spans", f"{words.row.capitalize()}s", np.diff(structure.first), look=Look(66)
        ),
        NumberColumn(
            "errors",
            "Errors",
            structure.errors,
            look=Look(64, tip=f"{words.row.capitalize()}s that failed"),
            tone=lambda count: "bad" if count else "text3",
        ),
    )
    return columns if model.threads else (*columns, *_of_requests(study))


def _places(study: Study) -> Sequence[Column]:
    """Whose each is: the service, or the thread and its process."""
    model, root = study.model, study.structure.root
    if not model.threads:
        return [TextColumn("service", "Service", model.service[root], model.strings, Look(130))]
    bands = bands_of(study)
    return [
        TextColumn("thread", "Thread", bands.of_span[root], bands.name, Look(150)),
        TextColumn("service", "Process", model.service[root], model.strings, Look(150)),
    ]


def _of_requests(study: Study) -> Sequence[Column]:
    """What only requests have: other services, and an id that other tools know."""
    model, root = study.model, study.structure.root
    return (
        NumberColumn("services", "Services", study.services_per_trace, look=Look(74)),
        HexColumn(
            "trace_id",
            "Trace id",
            model.trace_id_high[root],
            model.trace_id_low[root],
            Look(150, mono=True),
        ),
    )
