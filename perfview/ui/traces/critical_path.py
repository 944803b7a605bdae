"""The critical path of one trace, stretch by stretch: what it waits for, one step after another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QWidget

from perfview.findings.quantities import duration, number, percent, plural
from perfview.traces.patterns.naming import operation_name
from perfview.traces.study import Study
from perfview.ui.traces.critical_path_table import Stretches, stretch_columns, stretches_of
from perfview.ui.traces.walking import chosen_trace
from perfview.ui.traces.wording import words_of
from perfview.ui.widgets.arrange import on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import Elided, label
from perfview.ui.widgets.table.columns import Column, Rows
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.pane import TablePane
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.table_view import TableView

_FROM = 0
PREVIOUS, NEXT = "[", "]"
"""Keys that go along the path."""


class CriticalPathView(TableView):
    """Shows the chosen trace, or the slowest one as long as none is chosen."""

    name = "critical-path"
    title = "Critical path"
    kind = "traces"
    position = 60

    def __init__(self, document: Document) -> None:
        pane = TablePane("Critical path", "row", "Filter by name", Arrangement(_FROM))
        super().__init__(document, pane)
        self._study: Study = document.opened.study
        self._background = Background(self)
        self._stretches: Stretches | None = None
        self._trace = -1
        self._at = -1
        self._title, self._extent = Elided("", "title"), label("", "3")
        self._where = label("", "2")
        self._where.setFixedWidth(170)
        self._where.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout = self.layout()
        assert isinstance(layout, QBoxLayout)
        layout.setSpacing(0)
        layout.insertWidget(0, self._head())
        self._on_path = pane.add_chip(
            "On the path", self._path_rows, "Only what the request waits for, not what runs beside"
        )
        for keys, step in ((PREVIOUS, -1), (NEXT, 1)):
            short = QShortcut(QKeySequence(keys), self)
            short.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            short.activated.connect(lambda step=step: self.step(step))
        self._follow(document.selection.focus)

    @property
    def stretches(self) -> Stretches | None:
        """What is shown, None until it has been worked out."""
        return self._stretches

    def step(self, step: int) -> None:
        """Go to the next (or with -1 the previous) stretch of the path, in every view."""
        shown = self._stretches
        if shown is None or not shown.on_path:
            return
        at = self._at if 0 <= self._at < shown.on_path else (-1 if step > 0 else shown.on_path)
        self._go(min(max(at + step, 0), shown.on_path - 1), reveal=True)

    def columns(self) -> Sequence[Column]:
        """One row a stretch."""
        assert self._stretches is not None
        return stretch_columns(self._study, self._stretches)

    def rows_of(self, focus: Focus) -> Rows:
        """The stretch one is at, if it is the chosen span's, else all of that span's."""
        shown = self._stretches
        if shown is None or focus.row < 0:
            return np.zeros(0, np.int32)
        if 0 <= self._at < len(shown) and shown.row[self._at] == focus.row:
            return np.array([self._at], np.int32)
        return shown.of_row(focus.row)

    def on_chosen(self, rows: Rows) -> None:
        """Choose the span of the stretch."""
        if len(rows):
            self._go(int(rows[0]), reveal=False)

    def on_opened(self, row: int) -> None:
        """Bring the stretch into sight in every view."""
        self._go(row, reveal=True)

    def _head(self) -> QWidget:
        back = button("", "caret-left", "flat", tip=f"Previous step ({PREVIOUS})")
        on = button("", "caret-right", "flat", tip=f"Next step ({NEXT})")
        back.clicked.connect(lambda: self.step(-1))
        on.clicked.connect(lambda: self.step(1))
        head = row(
            (self._title, 1),
            self._extent,
            self._where,
            back,
            on,
            gap=8,
            margin=(12, 6, 8, 6),
        )
        return on_surface(head, "panel", "bottom")

    def _path_rows(self) -> Rows:
        return np.arange(self._stretches.on_path if self._stretches else 0, dtype=np.int32)

    def _on_focus(self, focus: Focus, origin: object) -> None:
        self._follow(focus)
        super()._on_focus(focus, origin)

    def _follow(self, focus: Focus) -> None:
        """Show the trace of a focus, when it is about another one."""
        structure = self._study.structure
        trace = chosen_trace(self._study, focus)
        if trace < 0 and self._trace < 0 and structure.traces:
            trace = int(np.argmax(structure.duration_ns))
        if trace < 0 or trace == self._trace:
            return
        self._trace, self._stretches, self._at = trace, None, -1
        study = self._study
        self._background.ask(lambda: stretches_of(study, trace), self._show)

    def _show(self, shown: Stretches) -> None:
        self._stretches, self._at = shown, -1
        root = int(self._study.structure.root[shown.trace])
        operation = int(self._study.operations.of_span[root]) if root >= 0 else -1
        whole = words_of(self._study).whole
        self._title.setText(
            operation_name(self._study, operation) if operation >= 0 else f"A {whole}"
        )
        self._extent.setText(f"{duration(shown.whole_ns)}, {plural(shown.on_path, 'step')}")
        self._pane.show_columns(self.columns, self._shown)

    def _shown(self) -> None:
        if not self._on_path.isChecked() and self._stretches is not None:
            self._pane.apply_chips()
        self.fit()
        self._say_where()

    def _go(self, place: int, *, reveal: bool) -> None:
        shown, study = self._stretches, self._study
        if shown is None:
            return
        self._at = place
        span = int(shown.row[place])
        parts: dict[str, Any] = {
            "row": span,
            "rows": np.zeros(0, np.int32),
            "groups": np.array([shown.trace], np.int32),
            "operation": int(study.operations.of_span[span]),
        }
        selection = self.document.selection
        (selection.reveal if reveal else selection.change)(self, **parts)
        if reveal:
            self._pane.table.choose(np.array([place], np.int32), reveal=True)
        self._say_where()

    def _say_where(self) -> None:
        shown = self._stretches
        if shown is None or not 0 <= self._at < shown.on_path:
            self._where.setText("")
            return
        upto = int(shown.exclusive_ns[: self._at + 1].sum())
        place = f"{number(self._at + 1)} of {number(shown.on_path)}"
        self._where.setText(f"{place}, {percent(upto / max(1, shown.whole_ns))} of the way")
