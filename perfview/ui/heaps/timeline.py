"""Memory over time: the heap's saw-tooth, its floors, its collections."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from perfview.engine.settings import Settings
from perfview.heaps.series.telling import has_rates
from perfview.heaps.study import Study
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.pane import TablePane
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.view import View

if TYPE_CHECKING:
    from perfview.ui.heaps.over_time.content import Content
    from perfview.ui.heaps.over_time.pane import HeapPane

_NO_ROWS = np.zeros(0, np.int32)


class HeapTimeline(View):
    """The picture above, a table of its collections under it; choosing one marks it in both.

    In a recording without a snapshot the rows of a recommendation are collections, and are marked.
    """

    name = "timeline"
    title = "Timeline"
    kind = "heaps"
    position = 60

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self._study: Study = document.opened.study
        self._background = Background(self)
        self.pane: HeapPane | None = None
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._wait = Empty("Looking at the collections …")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._wait)
        layout.addWidget(self._split, 1)
        self._split.hide()
        self.table = self._make_table() if len(self._study.model.collections) else None
        document.selection.changed.connect(self._on_focus)
        document.selection.revealed.connect(self._on_reveal)
        thresholds = Settings().thresholds
        self._background.ask(lambda: _contents(self._study, thresholds), self._show)

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where memory was measured over time, or collections are told."""
        model = document.opened.study.model
        return bool(len(model.moments) or len(model.collections))

    def _make_table(self) -> TablePane:
        from perfview.ui.heaps.over_time.collection_columns import collection_columns

        pane = TablePane("Collections", "collection", "Kind or reason …", Arrangement(0))
        pane.add_chip("Full", self._full, "Only those that went over the whole heap")
        pane.table.chosen.connect(self._on_chosen)
        pane.table.opened.connect(self._on_opened)
        pane.show_columns(lambda: collection_columns(self._study), self.fit_table)
        return pane

    def _full(self) -> NDArray[np.int32]:
        return np.flatnonzero(self._study.model.collections.is_full).astype(np.int32)

    def _show(self, contents: list[Content]) -> None:
        from perfview.ui.heaps.over_time.pane import HeapPane

        self.pane = HeapPane(contents, timed=has_rates(self._study))
        self.pane.picture.picked.connect(self._on_picked)
        self._split.addWidget(self.pane)
        if self.table is not None:
            self._split.addWidget(self.table)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        self._wait.hide()
        self._split.show()
        self.keyboard = self.pane.picture
        self._mark(self._rows_of(self.document.selection.focus))

    # Choosing

    @property
    def _rows_are_collections(self) -> bool:
        return not len(self._study.graph)

    def _rows_of(self, focus: Focus) -> NDArray[np.int32]:
        if not self._rows_are_collections:
            return _NO_ROWS
        one = np.array([focus.row], np.int32) if focus.row >= 0 else _NO_ROWS
        rows = focus.rows if len(focus.rows) else one
        return rows[rows < len(self._study.model.collections)]

    def _mark(self, rows: NDArray[np.int32]) -> None:
        if self.pane is not None:
            self.pane.choose(rows)

    def _choose(self, rows: NDArray[np.int32], origin: object) -> None:
        self._mark(rows)
        if self._rows_are_collections:
            row = int(rows[0]) if len(rows) else -1
            self.document.selection.change(origin, row=row, rows=rows, recommendation="")

    def _on_chosen(self, rows: NDArray[np.int32]) -> None:
        self._choose(rows, self)

    def _on_opened(self, row: int) -> None:
        if self.pane is not None:
            self.pane.go_to(row)

    def _on_picked(self, row: int) -> None:
        rows = np.array([row], np.int32) if row >= 0 else _NO_ROWS
        self._choose(rows, self)
        if self.table is not None:
            self.table.table.choose(rows, reveal=True)

    def _on_focus(self, focus: Focus, origin: object) -> None:
        if origin is not self and self._rows_are_collections:
            rows = self._rows_of(focus)
            self._mark(rows)
            if self.table is not None:
                self.table.table.choose(rows)

    def _on_reveal(self, focus: Focus) -> None:
        rows = self._rows_of(focus)
        if len(rows) and self.pane is not None:
            self.pane.go_to(int(rows[0]))
            self._mark(rows)
        if self.table is not None and len(rows):
            self.table.table.choose(rows, reveal=True)

    # What the window asks

    def fit_table(self) -> None:
        """Scroll to the chosen collection."""
        rows = self._rows_of(self.document.selection.focus)
        if self.table is not None and len(rows):
            self.table.table.choose(rows, reveal=True)

    def fit(self) -> None:
        """Show the marked range, or everything."""
        if self.pane is not None:
            self.pane.picture.fit()

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark collections named like `text`."""
        return self.table.table.mark(text) if self.table is not None else 0

    def find_next(self, step: int = 1) -> None:
        """Choose the next or previous marked collection."""
        if self.table is not None:
            self.table.table.go_to_mark(step)

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        if self.pane is not None:
            self.pane.wear()


def _contents(study: Study, thresholds: Mapping[str, float]) -> list[Content]:
    """What is to be drawn; what draws it takes longer to load than a window may stand still."""
    importlib.import_module("perfview.ui.heaps.over_time.pane")
    from perfview.ui.heaps.over_time.content import contents_of

    return contents_of(study, thresholds)
