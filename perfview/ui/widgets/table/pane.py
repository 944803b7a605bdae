"""A table with what stands over it: filter, how many are shown, chips, copy and export."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from perfview.filtering.grammar import HELP
from perfview.findings.quantities import number, plural
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import button, chip
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.label import label, set_role, set_tip
from perfview.ui.widgets.search_field import FilterField
from perfview.ui.widgets.table.columns import Column, Rows
from perfview.ui.widgets.table.order import Arrangement, Question
from perfview.ui.widgets.table.view import Table

MakeColumns = Callable[[], Sequence[Column]]


class TablePane(QWidget):
    """`name` is what the table is called, `noun` what its rows are ("trace"), in the singular."""

    def __init__(
        self,
        name: str,
        noun: str,
        hint: str,
        start: Arrangement,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._noun = noun
        self._most = start.most
        self._background = Background(self)
        self.table = Table((), name)
        self.table.arrange_by(start)
        self.filter = FilterField(hint, 260)
        self._count = label("", "3")
        self._chips: list[tuple[QPushButton, Callable[[], Rows]]] = []
        self._bar = self._make_bar()
        self._pile = QStackedLayout()
        for page in (Empty("Counting …"), self.table, self._no_match()):
            self._pile.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addLayout(self._pile, 1)
        self.filter.filtered.connect(self.table.filter)
        self.table.arranged.connect(self._tell)
        self.table.refused.connect(self._tell_refused)

    def show_columns(self, make: MakeColumns, then: Callable[[], None]) -> None:
        """Work out the columns on another thread, show them, then call `then`."""

        def arrived(columns: Sequence[Column]) -> None:
            self.table.set_columns(columns)
            then()

        self._background.ask(make, arrived)

    def add_chip(self, text: str, rows: Callable[[], Rows], tip: str = "") -> QPushButton:
        """A filter that keeps `rows()` (int32) while it is on; chips that are on are all met."""
        made = chip(text, tip=tip)
        made.toggled.connect(self.apply_chips)
        self._chips.append((made, rows))
        self._chip_row.addWidget(made)
        return made

    def put_first(self, widget: QWidget) -> None:
        """Put a widget before the filter."""
        layout = self._bar_row.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.insertWidget(0, widget)

    def read_filter(self, question: Question) -> None:
        """Let `question` make sense of what stands in the filter: it speaks the filter language."""
        self.table.question = question
        set_tip(self.filter, HELP)

    def apply_chips(self) -> None:
        """Meet all chips that are on."""
        kept: Rows | None = None
        for made, rows in self._chips:
            if made.isChecked():
                kept = rows() if kept is None else np.intersect1d(kept, rows())
        self.table.restrict(kept)

    def _make_bar(self) -> QWidget:
        copy = button("Copy", "copy", "flat", tip="Copy as a table (Ctrl+C)")
        copy.clicked.connect(self.table.copy)
        export = button("Export", "export", "flat", tip="Export the rows shown as CSV")
        export.clicked.connect(self.table.ask_and_export)
        chips = QWidget()
        self._chip_row = QHBoxLayout(chips)
        self._chip_row.setContentsMargins(0, 0, 0, 0)
        bar = row(self.filter, chips, 1, self._count, copy, export, margin=(10, 0, 8, 0), gap=8)
        bar.setFixedHeight(ROW.toolbar)
        self._bar_row = bar
        return on_surface(bar, "panel", "bottom")

    def _no_match(self) -> Empty:
        return Empty(f"No {self._noun} matches", "", "Show all", self._show_all)

    def _show_all(self) -> None:
        for made, _ in self._chips:
            made.setChecked(False)
        self.filter.clear()

    def _tell_refused(self, why: str) -> None:
        self._count.setText(why)
        set_role(self._count, "bad")

    def _tell(self, shown: int) -> None:
        columns = self.table.table.columns
        if not columns:
            return
        total = len(columns[0])
        whole = plural(total, self._noun)
        set_role(self._count, "3")
        cut = "first " if self._most and shown == self._most else ""
        self._count.setText(whole if shown == total else f"{cut}{number(shown)} of {whole}")
        was_counting = self._pile.currentIndex() == 0
        self._pile.setCurrentIndex(2 if not shown and total else 1)
        if was_counting and self.window().focusWidget() is self.filter and not self.filter.text():
            # It only had the keyboard because the table was not there yet.
            self.table.setFocus()
