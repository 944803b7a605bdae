"""A view that is a table of things with sizes: compressed ones follow when they are known."""

from __future__ import annotations

from collections.abc import Sequence

from perfview.ui.widgets.background import Background
from perfview.ui.widgets.table.columns import Column
from perfview.ui.widgets.table.pane import TablePane
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.table_view import TableView


class SizedTableView(TableView):
    """Shows `columns` at once, then `compressed_columns`: the same ones with every size."""

    def __init__(self, document: Document, pane: TablePane) -> None:
        super().__init__(document, pane)
        self._compressing = Background(self)
        self.is_complete = False
        """Whether compressed sizes are shown."""

    def compressed_columns(self) -> Sequence[Column]:
        """The columns with compressed sizes; asked for on a worker thread."""
        raise NotImplementedError

    def show_columns(self) -> None:
        """Fill the table, then compress."""
        self._pane.show_columns(self.columns, self._on_shown)

    def _on_shown(self) -> None:
        self.fit()
        self._compressing.ask(self.compressed_columns, self._show_compressed)

    def _show_compressed(self, columns: Sequence[Column]) -> None:
        bar = self._pane.table.verticalScrollBar()
        place = bar.value()
        self._pane.table.set_columns(columns)
        bar.setValue(place)
        self.is_complete = True
