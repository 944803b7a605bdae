"""The heap from its roots down: along references, or along what keeps what alive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from perfview.findings.quantities import number, plural
from perfview.heaps.retention.paths import nodes_of, shortest_path
from perfview.heaps.study import Study
from perfview.ui.heaps.choosing import choose_object, chosen_object, object_with_id
from perfview.ui.heaps.jumping.menu import show_row_menu
from perfview.ui.heaps.tables.standing import stand
from perfview.ui.heaps.trees.columns import ObjectCells
from perfview.ui.heaps.trees.kinds import ContainmentRows, DominatorRows
from perfview.ui.heaps.trees.members import Order
from perfview.ui.heaps.trees.rows import ObjectRows
from perfview.ui.heaps.trees.tree import ObjectTree
from perfview.ui.widgets.arrange import row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import Segmented
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.label import label
from perfview.ui.widgets.search_field import SearchField
from perfview.ui.widgets.table.columns import Column
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.view import View

_BY_REFERENCE, _BY_DOMINATOR = 0, 1
_DEEPEST = 150
"""Levels that are unfolded for an object; further down its name would be out of sight."""


@dataclass(frozen=True)
class _Shown:
    rows: ObjectRows
    columns: Sequence[Column]


class ContainmentView(View):
    """Choosing a row chooses the object everywhere."""

    name = "containment"
    title = "Containment"
    kind = "heaps"
    position = 30

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.study: Study = document.opened.study
        self._along = Segmented(["References", "Dominator tree"], name="Along what it unfolds")
        self._along.setToolTip("What refers to what, or what would go with what")
        self._search = SearchField("@id, or a name in sight")
        self._count, self._roots = label("", "3"), ""
        self.tree = ObjectTree("Containment")
        self._work, self._way = Background(self), Background(self)
        bar = row(self._along, self._count, 1, self._search, margin=(10, 0, 8, 0), gap=10)
        pages = (Empty("Looking at the roots …"), self.tree)
        self._pile, self.beside = stand(self, bar, pages)
        self.keyboard = self.tree
        self._along.chosen.connect(lambda _: self._ask())
        self._search.searched.connect(self.find)
        self._search.stepped.connect(self.find_next)
        self.tree.chosen.connect(self._on_chosen)
        self.tree.menu_asked.connect(self._on_menu)
        document.selection.changed.connect(self._on_focus)
        document.selection.revealed.connect(lambda focus: self._on_focus(focus, None))
        self._ask()

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where there are objects."""
        return len(document.opened.study.graph) > 0

    def show_dominators(self, *, on: bool = True) -> None:
        """Unfold along dominators, or along references."""
        self._along.choose(_BY_DOMINATOR if on else _BY_REFERENCE)
        self._ask()

    def _ask(self) -> None:
        along = self._along.index
        self._work.ask(lambda: self._rows(along), self._show)

    def _rows(self, along: int) -> _Shown:
        kind = DominatorRows if along == _BY_DOMINATOR else ContainmentRows
        rows = kind(self.study, Order())
        rows.take(-1, rows.load(None))
        by_reference = along == _BY_REFERENCE
        columns = ObjectCells(rows).columns("Object", edges=by_reference)
        return _Shown(rows, columns)

    def _show(self, shown: _Shown) -> None:
        rows = shown.rows
        word = "reference" if isinstance(rows, ContainmentRows) else "object"
        self._roots = f"{plural(len(rows.known(-1)), word)} at the root"
        self._count.setText(self._roots)
        self.tree.show_rows(rows, shown.columns)
        self._pile.setCurrentIndex(1)
        self._on_focus(self.document.selection.focus, None)

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._work.forget()
        self._show(self._rows(self._along.index))
        self.beside.settle()

    # The shared selection

    def _on_focus(self, focus: Focus, origin: object) -> None:
        node = chosen_object(self.study, focus)
        if self.tree.rows is None or origin is self:
            return
        if node < 0:
            self.tree.forget_choice()
            return
        by_dominator = isinstance(self.tree.rows, DominatorRows)
        self._way.ask(lambda: self._way_to(node, by_dominator=by_dominator), self._go)

    def _way_to(self, node: int, *, by_dominator: bool) -> list[int]:
        """The objects from one at the root on to an object."""
        if not by_dominator:
            path = shortest_path(self.study, node)
            nodes: list[int] = nodes_of(self.study, path).tolist()
            return nodes[1:] if path.root == self.study.graph.root else nodes
        way, parent = [], self.study.dominators.parent
        while node >= 0 and node != self.study.graph.root:
            way.append(node)
            node = int(parent[node])
        return way[::-1]

    def _go(self, way: list[int]) -> None:
        is_deep = len(way) > _DEEPEST
        self._count.setText(self._roots if not is_deep else f"it is {number(len(way))} levels deep")
        if is_deep:
            self.tree.forget_choice()
        else:
            self.tree.go_to_objects(way)

    def _on_chosen(self, at: int) -> None:
        rows = self.tree.rows
        node = rows.made[at].node if rows is not None and at >= 0 else -1
        if node >= 0:
            choose_object(self.document, self, node)

    def _on_menu(self, at: int, place: QPoint) -> None:
        if self.tree.rows is not None:
            show_row_menu(self, self.document, self.tree.rows.made[at], place)

    # View

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark what is named like `text` among the rows that are listed; of ``@88213`` choose and
        unfold the object."""
        node = object_with_id(self.study, text)
        if node >= 0:
            choose_object(self.document, None, node)
        found = 1 if node >= 0 else self.tree.find_text(text)
        self._search.show_count(found)
        return found

    def find_next(self, step: int = 1) -> None:
        """Go to the next match."""
        self.tree.find_next(step)

    def fit(self) -> None:
        """Go to the chosen object."""
        self._on_focus(self.document.selection.focus, None)
