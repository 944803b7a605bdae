"""The call tree as a table: from the outermost calls on, or from the inside out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.profiles.lens import Lens
from perfview.profiles.measures.names import functions_like
from perfview.profiles.measures.sandwich import bottom_up
from perfview.profiles.study import Study
from perfview.ui.profiles.lensing.bar import LensBar
from perfview.ui.profiles.lensing.chosen import Chosen, choose, chosen_function
from perfview.ui.profiles.lensing.holder import lens_of
from perfview.ui.profiles.lensing.keys import bind_keys
from perfview.ui.profiles.lensing.menu import add, call_menu, show
from perfview.ui.profiles.lensing.remains import Remains
from perfview.ui.profiles.tables.tree_rows import SORTABLE, BottomUpRows, TopDownRows
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import Segmented
from perfview.ui.widgets.search_field import SearchField
from perfview.ui.widgets.table.columns import Column
from perfview.ui.widgets.tree.view import Tree
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.view import View


@dataclass(frozen=True)
class _Shown:
    """Rows of a tree and their columns, for one lens."""

    rows: TopDownRows | BottomUpRows
    columns: Sequence[Column]
    unfolded: Sequence[int] = ()


class CallTreeView(View):
    """Choosing a row chooses its function, and its path, everywhere."""

    name = "calls"
    title = "Call tree"
    kind = "profiles"
    position = 30

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.study: Study = document.opened.study
        self.holder = lens_of(document)
        self._order = Segmented(["Top down", "Bottom up"], name="From where calls unfold")
        self._search = SearchField("Find a function")
        self.tree = Tree("Call tree")
        self._work = Background(self)
        self._shown: _Shown | None = None
        self._sorted_by, self._descending = "total", True
        self._hits: list[int] = []
        self._at_hit = -1
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        bar = LensBar(document, self._order, tail=(self._search,))
        layout.addWidget(bar)
        self.remains = Remains(document, self.tree)
        layout.addWidget(self.remains, 1)
        self.keyboard = self.tree
        bind_keys(self, bar)
        self._order.chosen.connect(lambda _: self._ask(self.holder.lens))
        self._search.searched.connect(self.find)
        self._search.stepped.connect(self.find_next)
        self.tree.chosen.connect(self._on_chosen)
        self.tree.menu_asked.connect(self._on_menu)
        self.tree.sort_asked.connect(self._sort)
        self.holder.changed.connect(self._ask)
        document.selection.changed.connect(self._on_focus)
        document.selection.revealed.connect(lambda focus: self._on_focus(focus, None))
        self._ask(self.holder.lens)

    def _ask(self, lens: Lens) -> None:
        upright = self._order.index == 0
        self._work.ask(lambda: self._rows(lens, upright=upright), self._show)

    def _rows(self, lens: Lens, *, upright: bool) -> _Shown:
        tree, unit = self.study.call_tree(lens), self.study.model.unit(lens.metric)
        by, down = self._sorted_by, self._descending
        rows: TopDownRows | BottomUpRows
        if upright:
            rows = TopDownRows(self.study, tree, unit, by, descending=down)
        else:
            upside = bottom_up(self.study, lens)
            rows = BottomUpRows(self.study, tree, upside, unit, by, descending=down)
        return _Shown(rows, rows.columns())

    def _show(self, shown: _Shown) -> None:
        self._shown = shown
        self.tree.show_nodes(
            shown.rows,
            shown.columns,
            sorted_by=[column.key for column in shown.columns].index(self._sorted_by),
            descending=self._descending,
            unfolded=shown.unfolded,
        )
        self._on_focus(self.document.selection.focus, None)

    def _sort(self, column: int, descending: bool) -> None:
        """Put siblings in another order; what is open stays so."""
        shown = self._shown
        if shown is None or shown.columns[column].key not in SORTABLE:
            return
        self._sorted_by, self._descending = shown.columns[column].key, descending
        # Only the paths of the same tree are known by the same numbers again.
        unfolded = self.tree.unfolded() if isinstance(shown.rows, TopDownRows) else ()
        lens, upright = self.holder.lens, self._order.index == 0
        self._work.ask(
            lambda: replace(self._rows(lens, upright=upright), unfolded=unfolded), self._show
        )

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._work.forget()
        self._show(self._rows(self.holder.lens, upright=self._order.index == 0))
        self.remains.settle()

    # The shared selection

    def _on_focus(self, focus: Focus, origin: object) -> None:
        if self._shown is None or origin is self:
            return
        way = self._shown.rows.way_to(focus.row, chosen_function(self.study, focus))
        if way:
            self.tree.go_to(way)
        else:
            self.tree.forget_choice()

    def _on_chosen(self, node: int) -> None:
        if self._shown is None:
            return
        chosen = self._chosen(node)
        if chosen is None:
            choose(self.document, self)
        else:
            choose(self.document, self, chosen.function, chosen.stack)

    def _chosen(self, node: int) -> Chosen | None:
        if node < 0 or self._shown is None:
            return None
        rows = self._shown.rows
        path = node if isinstance(rows, TopDownRows) else -1
        return Chosen(self.study, rows.shape, rows.function(node), path)

    def _on_menu(self, node: int, place: QPoint) -> None:
        chosen = self._chosen(node)
        if chosen is not None:
            menu = call_menu(self, self.document, chosen)
            menu.addSeparator()
            add(menu, "Unfold all below", lambda: self.tree.unfold_below(node), keys="*")
            add(menu, "Fold all below", lambda: self.tree.fold_below(node), keys="/")
            show(menu, place)

    # View

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark functions named like `text`."""
        self.tree.mark(text)
        self._hits, self._at_hit = [], -1
        if text and self._shown is not None:
            self._hits = self._shown.rows.places_of(functions_like(self.study, text))
        self._search.show_count(len(self._hits))
        return len(self._hits)

    def find_next(self, step: int = 1) -> None:
        """Go to the next place, heaviest first."""
        if self._hits and self._shown is not None:
            self._at_hit = (self._at_hit + step) % len(self._hits)
            self._search.show_count(len(self._hits), self._at_hit)
            node = self._hits[self._at_hit]
            self.tree.go_to(self._shown.rows.way_of(node))
            self._on_chosen(node)

    def fit(self) -> None:
        """Bring the chosen row into sight."""
        self._on_focus(self.document.selection.focus, None)
