"""A view that is one table of a document's rows, and follows its selection."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout

from perfview.ui.widgets.table.columns import Column, Rows
from perfview.ui.widgets.table.pane import TablePane
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.view import View


class TableView(View):
    """Subclasses say which columns there are, which rows a focus means, and what choosing does."""

    def __init__(self, document: Document, pane: TablePane) -> None:
        super().__init__(document)
        self._pane = pane
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(pane)
        self.keyboard = pane.table
        pane.table.chosen.connect(self.on_chosen)
        pane.table.opened.connect(self.on_opened)
        document.selection.changed.connect(self._on_focus)
        document.selection.revealed.connect(self._on_reveal)

    def columns(self) -> Sequence[Column]:
        """The columns; asked for on a worker thread."""
        raise NotImplementedError

    def rows_of(self, focus: Focus) -> Rows:
        """The rows of the table that a focus means, int32."""
        raise NotImplementedError

    def on_chosen(self, rows: Rows) -> None:
        """The user chose these rows."""
        raise NotImplementedError

    def on_opened(self, row: int) -> None:
        """The user opened this row (double click, Enter)."""
        raise NotImplementedError

    def show_columns(self) -> None:
        """Fill the table; subclasses call this when they are ready to be asked."""
        self._pane.show_columns(self.columns, self.fit)

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark rows named like `text`."""
        return self._pane.table.mark(text)

    def find_next(self, step: int = 1) -> None:
        """Choose the next or previous marked row."""
        self._pane.table.go_to_mark(step)

    def fit(self) -> None:
        """Scroll to the chosen row."""
        self._on_reveal(self.document.selection.focus)

    def _on_focus(self, focus: Focus, origin: object) -> None:
        if origin is not self:
            self._pane.table.choose(self.rows_of(focus))

    def _on_reveal(self, focus: Focus) -> None:
        self._pane.table.choose(self.rows_of(focus), reveal=True)
