"""The files of a build: as written, compressed, when they load."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtWidgets import QMenu

from perfview.bundles.filtering.tables import assets_that
from perfview.bundles.model import MAP
from perfview.bundles.study import Study
from perfview.filtering.grammar import parse
from perfview.ui.bundles.choosing import choose_asset, chosen_asset, reveal_chunk
from perfview.ui.bundles.tables.file_columns import RAW, file_columns
from perfview.ui.bundles.tables.sized_view import SizedTableView
from perfview.ui.widgets.table.columns import Column, Rows
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.pane import TablePane
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus


class FilesView(SizedTableView):
    """One row a file; compressed sizes follow when they have been worked out."""

    name = "files"
    title = "Files"
    kind = "bundles"
    position = 55

    def __init__(self, document: Document) -> None:
        hint = "name, kind=script start=true size>100kB …"
        pane = TablePane("Files", "file", hint, Arrangement(RAW, descending=True))
        super().__init__(document, pane)
        self.study: Study = document.opened.study
        pane.read_filter(lambda text: assets_that(self.study, parse(text)))
        plain = pane.add_chip("Without source maps", self._no_maps, "Leave out what is no code")
        plain.setChecked(True)
        pane.table.menu_asked.connect(self._on_menu)
        self.show_columns()

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where there are files."""
        return len(document.opened.study.model.assets) > 0

    def columns(self) -> Sequence[Column]:
        """The columns without what takes long."""
        return file_columns(self.study)

    def compressed_columns(self) -> Sequence[Column]:
        """The same with compressed sizes."""
        return file_columns(self.study, self.study.compressed.gzip_bytes)

    def rows_of(self, focus: Focus) -> Rows:
        """The chosen file, of stats without modules."""
        asset = chosen_asset(self.study, focus)
        return np.array([asset] if asset >= 0 else [], np.int32)

    def on_chosen(self, rows: Rows) -> None:
        """Choose a file of stats without modules."""
        if not len(self.study.model.modules):
            choose_asset(self.document, self, int(rows[0]) if len(rows) == 1 else -1)

    def on_opened(self, row: int) -> None:
        """Show the chunk it is of."""
        pairs = self.study.model.chunk_assets
        found = np.flatnonzero(pairs.right == row)
        if len(found):
            reveal_chunk(self.document, int(pairs.left[found[0]]), "chunks")

    def _no_maps(self) -> Rows:
        return np.flatnonzero(self.study.model.assets.kind != MAP).astype(np.int32)

    def _on_menu(self, menu: QMenu, row: int) -> None:
        menu.addAction("Show its chunk").triggered.connect(lambda: self.on_opened(row))
