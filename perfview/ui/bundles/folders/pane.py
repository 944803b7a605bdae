"""The tree of folders, kept together with what is chosen in other views."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QStackedLayout, QWidget

from perfview.bundles.study import Study
from perfview.ui.bundles.choosing import (
    choose_module,
    choose_modules,
    choose_package,
    chosen_module,
    chosen_package,
)
from perfview.ui.bundles.folders.rows import FolderRows
from perfview.ui.bundles.folders.sums import FolderSums, folder_sums
from perfview.ui.bundles.jumping.menu import fill_module_menu, fill_package_menu
from perfview.ui.bundles.pictures.outline import Kind
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.tree.view import Tree
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.view import View

_AT_START = 1


class FolderPane(QWidget):
    """Belongs to a view, in whose name it chooses; adds up when it is first shown."""

    def __init__(self, owner: View) -> None:
        super().__init__(owner)
        self._owner, self._document = owner, owner.document
        self._study: Study = owner.document.opened.study
        self.rows: FolderRows | None = None
        self.tree = Tree("Modules by folder")
        self._work = Background(self)
        self._pile = QStackedLayout(self)
        self._pile.addWidget(Empty("Adding up …"))
        self._pile.addWidget(self.tree)
        self.tree.chosen.connect(self._on_chosen)
        self.tree.menu_asked.connect(self._on_menu)
        self.tree.sort_asked.connect(self._sort)

    def fill(self) -> None:
        """Add up, once."""
        if self.rows is None and not self._work.is_busy:
            study = self._study
            self._work.ask(lambda: folder_sums(study), self._show)

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._work.forget()
        self._show(folder_sums(self._study))

    def follow(self, focus: Focus) -> None:
        """Go to what is chosen elsewhere."""
        if self.rows is None:
            return
        module, package = chosen_module(self._study, focus), chosen_package(self._study, focus)
        node = self.rows.node_of(module=module, package=package)
        if node >= 0 and (module >= 0 or package >= 0):
            self.tree.go_to(self.rows.way_to(node))
        else:
            self.tree.forget_choice()

    def _show(self, sums: FolderSums) -> None:
        self._arrange(sums, _AT_START, descending=True, unfolded=())
        self._pile.setCurrentIndex(1)
        self.follow(self._document.selection.focus)

    def _sort(self, column: int, descending: bool) -> None:
        if self.rows is not None:
            unfolded = tuple(self.tree.unfolded())
            self._arrange(self.rows.sums, column, descending=descending, unfolded=unfolded)

    def _arrange(
        self, sums: FolderSums, column: int, *, descending: bool, unfolded: tuple[int, ...]
    ) -> None:
        rows = self.rows = FolderRows(self._study, sums, column, descending=descending)
        self.tree.show_nodes(
            rows, rows.columns(), sorted_by=column, descending=descending, unfolded=unfolded
        )

    def _on_chosen(self, node: int) -> None:
        rows = self.rows
        if rows is None or node < 0:
            return
        module = int(rows.outline.module[node])
        if module >= 0:
            choose_module(self._document, self._owner, module)
        elif rows.outline.kind[node] == Kind.PACKAGE:
            choose_package(self._document, self._owner, int(rows.outline.package[node]))
        else:
            choose_modules(self._document, self._owner, rows.modules_in(node))

    def _on_menu(self, node: int, place: QPoint) -> None:
        rows = self.rows
        if rows is None or node < 0:
            return
        menu, module = QMenu(self), int(rows.outline.module[node])
        if module >= 0:
            fill_module_menu(menu, self._owner, self._document, module)
        elif rows.outline.kind[node] == Kind.PACKAGE:
            package = int(rows.outline.package[node])
            fill_package_menu(menu, self._owner, self._document, package)
        else:
            menu.addAction("Unfold everything in it").triggered.connect(
                lambda: self.tree.unfold_below(node)
            )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def search(self, text: str) -> int:
        """Mark folders and modules named like `text`, and go to the first one."""
        self.tree.mark(text)
        rows, wanted = self.rows, text.casefold().strip()
        if rows is None or not wanted:
            return 0
        held = np.flatnonzero(rows.sums.modules > 0)[1:].tolist()
        found = [node for node in held if wanted in rows.title(node).casefold()]
        if found:
            self.tree.go_to(rows.way_to(max(found, key=lambda each: rows.sums.shipped[each])))
        return len(found)
