"""All chunks of a build in a few rows, to stand under a picture of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.bundles.measures.totals import chunk_gzip_bytes
from perfview.bundles.study import Study
from perfview.findings.quantities import number
from perfview.ui.bundles.choosing import choose_chunk, chosen_chunk
from perfview.ui.bundles.tables.chunk_columns import RAW, chunk_columns
from perfview.ui.widgets.arrange import column, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.label import label
from perfview.ui.widgets.table.columns import Column, Rows
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.view import Table
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus


class ChunkStrip(QWidget):
    """A row chooses its chunk in every view, Enter or a double click goes to the chunks."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._study: Study = document.opened.study
        self._work = Background(self)
        self.table = Table((), "Chunks")
        self.table.arrange_by(Arrangement(RAW, descending=True))
        count = label(number(len(self._study.model.chunks)), "3")
        head = row(label("Chunks", "section"), 1, count, margin=(8, 0, 12, 2))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(column(head, (self.table, 1), gap=0))
        self.table.chosen.connect(self._on_chosen)
        self.table.opened.connect(lambda _: document.view_wanted.emit("chunks"))
        document.selection.changed.connect(self._follow)
        study = self._study
        self._work.ask(lambda: chunk_columns(study, is_narrow=True), self._show_first)

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._work.forget()
        self._show(_complete(self._study))

    def _show_first(self, columns: Sequence[Column]) -> None:
        self._show(columns)
        study = self._study
        self._work.ask(lambda: _complete(study), self._show)

    def _show(self, columns: Sequence[Column]) -> None:
        self.table.set_columns(columns)
        self._follow(self._document.selection.focus, None)

    def _on_chosen(self, rows: Rows) -> None:
        choose_chunk(self._document, self, int(rows[0]) if len(rows) == 1 else -1)

    def _follow(self, focus: Focus, origin: object) -> None:
        chunk = chosen_chunk(self._study, focus)
        if origin is not self:
            self.table.choose(np.array([chunk] if chunk >= 0 else [], np.int32))


def _complete(study: Study) -> Sequence[Column]:
    return chunk_columns(study, chunk_gzip_bytes(study), is_narrow=True)
