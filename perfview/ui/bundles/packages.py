"""The packages of a build: versions, copies, what is wasted on them, who pulls them in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtWidgets import QMenu

from perfview.bundles.filtering.tables import packages_that
from perfview.bundles.measures.totals import package_gzip, package_totals
from perfview.bundles.study import Study
from perfview.filtering.grammar import parse
from perfview.ui.bundles.choosing import (
    choose_module,
    choose_package,
    chosen_package,
    reveal_module,
)
from perfview.ui.bundles.jumping.menu import fill_module_menu, fill_package_menu
from perfview.ui.bundles.jumping.ways import bind_keys
from perfview.ui.bundles.tables.beneath import Beneath
from perfview.ui.bundles.tables.package_columns import AT_START, package_columns
from perfview.ui.bundles.tables.sized_view import SizedTableView
from perfview.ui.widgets.splitter import Splitter
from perfview.ui.widgets.table.columns import Column, Rows
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.pane import TablePane
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus

_HINT = "name, size>50kB copies>1 modules>100 …"


class PackagesView(SizedTableView):
    """One row an installed package; under it its modules and who imports it."""

    name = "packages"
    title = "Packages"
    kind = "bundles"
    position = 30

    def __init__(self, document: Document) -> None:
        pane = TablePane("Packages", "package", _HINT, Arrangement(AT_START, descending=True))
        super().__init__(document, pane)
        self.study: Study = document.opened.study
        self.beneath = Beneath(self.study, "packages")
        layout = self.layout()
        assert layout is not None
        split = Splitter("packages", ((pane, 3), (self.beneath, 2)), (560, 300), down=True)
        layout.addWidget(split)
        self._shown = -2
        pane.read_filter(lambda text: packages_that(self.study, parse(text)))
        pane.add_chip("Several copies", self._several, "Packages that ship more than once")
        pane.table.menu_asked.connect(self._on_menu)
        self.beneath.picked.connect(lambda module: choose_module(document, self, module))
        self.beneath.opened.connect(lambda module: reveal_module(document, module, "imports"))
        self.beneath.menu_asked.connect(
            lambda menu, module: fill_module_menu(menu, self, document, module)
        )
        document.selection.changed.connect(lambda focus, _: self._show_beneath(focus))
        bind_keys(self)
        self.show_columns()
        self._show_beneath(document.selection.focus)

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where something is installed."""
        return len(document.opened.study.model.packages) > 0

    def columns(self) -> Sequence[Column]:
        """The columns without what takes long."""
        return package_columns(self.study)

    def compressed_columns(self) -> Sequence[Column]:
        """The same with compressed sizes."""
        return package_columns(self.study, package_gzip(self.study))

    def rows_of(self, focus: Focus) -> Rows:
        """The chosen package, or those that a recommendation points at."""
        package = chosen_package(self.study, focus)
        if package >= 0:
            return np.array([package], np.int32)
        return focus.groups

    def on_chosen(self, rows: Rows) -> None:
        """Choose a package everywhere."""
        choose_package(self.document, self, int(rows[0]) if len(rows) == 1 else -1)

    def on_opened(self, row: int) -> None:
        """Show why it is there: the way to its heaviest module."""
        modules = self.study.modules_of(row)
        if len(modules):
            heaviest = modules[np.argmax(self.study.weights.of_module[modules])]
            reveal_module(self.document, int(heaviest), "imports")

    def _show_beneath(self, focus: Focus) -> None:
        package = chosen_package(self.study, focus)
        if package < 0:
            package = int(np.argmax(package_totals(self.study).initial_bytes))
        if package == self._shown:
            return
        self._shown = package
        model = self.study.model
        name = model.strings[model.packages.name[package]]
        version = model.strings[model.packages.version[package]]
        self.beneath.show_modules(f"{name} {version}".strip(), self.study.modules_of(package))

    def _several(self) -> Rows:
        return np.flatnonzero(package_totals(self.study).copies > 1).astype(np.int32)

    def _on_menu(self, menu: QMenu, row: int) -> None:
        fill_package_menu(menu, self, self.document, row)
