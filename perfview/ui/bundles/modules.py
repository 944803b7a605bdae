"""The modules of a build: how big each is, what it brings in, where it ships."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtWidgets import QMenu, QStackedLayout, QWidget

from perfview.bundles.filtering.tables import modules_that
from perfview.bundles.study import Study
from perfview.filtering.grammar import parse
from perfview.ui.bundles.choosing import (
    choose_module,
    choose_modules,
    chosen_module,
    chosen_package,
    reveal_module,
)
from perfview.ui.bundles.folders.pane import FolderPane
from perfview.ui.bundles.jumping.menu import fill_module_menu
from perfview.ui.bundles.jumping.ways import bind_keys
from perfview.ui.bundles.tables.module_columns import AT_START, module_columns
from perfview.ui.bundles.tables.sized_view import SizedTableView
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import column, on_surface, row
from perfview.ui.widgets.button import Segmented
from perfview.ui.widgets.label import label
from perfview.ui.widgets.table.columns import Column, Rows
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.pane import TablePane
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus

_WAYS = ("List", "Folders")
_LIST, _FOLDERS = range(2)
_HINT = "path, package=lodash size>10kB chunk=main …"


class ModulesView(SizedTableView):
    """One row a module; compressed sizes follow when they have been worked out."""

    name = "modules"
    title = "Modules"
    kind = "bundles"
    position = 20

    def __init__(self, document: Document) -> None:
        start = Arrangement(AT_START, descending=True)
        super().__init__(document, TablePane("Modules", "module", _HINT, start))
        self.study: Study = document.opened.study
        self._pane.read_filter(lambda text: modules_that(self.study, parse(text)))
        self._pane.table.menu_asked.connect(self._on_menu)
        self.folders = FolderPane(self)
        self._build()
        bind_keys(self)
        self.show_columns()

    def _build(self) -> None:
        """The list, or the tree of folders; each has the switch between them in its bar."""
        self.as_list, self.as_tree = (Segmented(_WAYS, way, "How") for way in (_LIST, _FOLDERS))
        self._pane.put_first(self.as_list)
        bar = row(self.as_tree, label("sizes added up", "3"), 1, margin=(10, 0, 8, 0), gap=8)
        bar.setFixedHeight(ROW.toolbar)
        tree = column(on_surface(bar, "panel", "bottom"), (self.folders, 1), gap=0)
        home = QWidget()
        self._pile = QStackedLayout(home)
        layout = self.layout()
        assert layout is not None
        layout.removeWidget(self._pane)
        for page in (self._pane, tree):
            self._pile.addWidget(page)
        layout.addWidget(home)
        for switch in (self.as_list, self.as_tree):
            switch.chosen.connect(self.show_way)
        self.document.selection.changed.connect(self._follow)
        self.document.selection.revealed.connect(lambda focus: self._follow(focus, None))

    def show_way(self, way: int) -> None:
        """Show the list, or the tree of folders."""
        self._pile.setCurrentIndex(way)
        self.as_list.choose(way)
        self.as_tree.choose(way)
        self.keyboard = self.folders.tree if way == _FOLDERS else self._pane.table
        if way == _FOLDERS:
            self.folders.fill()
            self.folders.follow(self.document.selection.focus)
        else:
            self.fit()
        self.take_keyboard()

    @property
    def is_tree(self) -> bool:
        """Whether the tree of folders is shown."""
        return self._pile.currentIndex() == _FOLDERS

    def narrow(self, text: str) -> None:
        """Show only what a filter lets through, as a list."""
        self.show_way(_LIST)
        super().narrow(text)

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark rows named like `text`."""
        return self.folders.search(text) if self.is_tree else super().find(text)

    def _follow(self, focus: Focus, origin: object) -> None:
        if self.is_tree and origin is not self:
            self.folders.follow(focus)

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where there are modules."""
        return len(document.opened.study.model.modules) > 0

    def columns(self) -> Sequence[Column]:
        """The columns without what takes long."""
        return module_columns(self.study)

    def compressed_columns(self) -> Sequence[Column]:
        """The same with compressed sizes."""
        return module_columns(self.study, self.study.compressed.gzip_of_module)

    def rows_of(self, focus: Focus) -> Rows:
        """The chosen module, or those of the chosen package."""
        module = chosen_module(self.study, focus)
        if module >= 0:
            return np.array([module], np.int32)
        if len(focus.rows):
            return focus.rows
        package = chosen_package(self.study, focus)
        return self.study.modules_of(package) if package >= 0 else np.zeros(0, np.int32)

    def on_chosen(self, rows: Rows) -> None:
        """Choose one module or several everywhere."""
        if len(rows) > 1:
            choose_modules(self.document, self, rows)
        else:
            choose_module(self.document, self, int(rows[0]) if len(rows) else -1)

    def on_opened(self, row: int) -> None:
        """Show why it is there."""
        reveal_module(self.document, row, "imports")

    def _on_menu(self, menu: QMenu, row: int) -> None:
        fill_module_menu(menu, self, self.document, row)
