"""Everything that refers to the chosen object, unfolding towards the roots."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from perfview.findings.quantities import plural
from perfview.heaps.retention.paths import nodes_of, shortest_path
from perfview.heaps.study import Study
from perfview.ui.heaps.choosing import chosen_object, reveal_object
from perfview.ui.heaps.jumping.menu import show_row_menu
from perfview.ui.heaps.naming import edge_title, object_title
from perfview.ui.heaps.trees.columns import ObjectCells
from perfview.ui.heaps.trees.kinds import RetainerRows
from perfview.ui.heaps.trees.members import Order
from perfview.ui.heaps.trees.tree import ObjectTree
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import button
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.label import Elided, label
from perfview.ui.widgets.table.columns import Column
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus

_NEAREST_FIRST = Order("distance", descending=False)
_UNFOLDED = 12
"""Steps towards a root that are unfolded at once."""


class RetainerCells(ObjectCells):
    """``listeners in EventBus @12``; what goes in a circle says so."""

    def __init__(self, rows: RetainerRows) -> None:
        super().__init__(rows)
        self._retainers = rows

    def name(self, row: int) -> str:
        """The reference and who has it."""
        found = self.rows.made[row]
        if found.node < 0:
            return super().name(row)
        held = f"{edge_title(self.study, found.edge)} in {object_title(self.study, found.node)}"
        return f"{held}, in a circle" if self._retainers.is_cycle(found) else held

    def tone(self, row: int) -> str:
        """Weak references, circles and ranges recede."""
        found = self.rows.made[row]
        is_circle = found.node >= 0 and self._retainers.is_cycle(found)
        return "text3" if is_circle else super().tone(row)


class RetainerPane(QWidget):
    """Follows the chosen object. Choosing a row marks it only: “Look at this one” (double click)
    goes there."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._study: Study = document.opened.study
        self.tree = ObjectTree("Retainers")
        self.tree.setExpandsOnDoubleClick(False)
        self._title, self._count = Elided("Retainers", "title"), label("", "3")
        self._go_there = button("Look at this one", "arrow-right", "flat", tip="Enter")
        self._work = Background(self)
        self._node = -1
        self._build()
        self.tree.doubleClicked.connect(lambda _: self._go())
        self.tree.entered_row.connect(lambda _: self._go())
        self._go_there.clicked.connect(self._go)
        self.tree.chosen.connect(lambda _: self._tell())
        self.tree.menu_asked.connect(self._on_menu)
        document.selection.changed.connect(self._on_focus)
        self._on_focus(document.selection.focus, None)

    def _build(self) -> None:
        bar = row((self._title, 1), self._count, self._go_there, margin=(12, 0, 8, 0), gap=8)
        bar.setFixedHeight(ROW.toolbar)
        pile = QWidget()
        self._pile = QStackedLayout(pile)
        hint = "Click one in any other view, or type its number with an @ into the search above."
        for page in (
            Empty("Choose an object", hint, icon="cube"),
            self.tree,
            Empty("Nothing refers to it", "It is the root, or it waits to be collected."),
        ):
            self._pile.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(on_surface(bar, "panel", "bottom"))
        layout.addWidget(pile, 1)
        self._tell()

    def _on_focus(self, focus: Focus, _origin: object) -> None:
        node = chosen_object(self._study, focus)
        if node == self._node:
            return
        self._node = node
        if node < 0:
            self._work.forget()
            self._pile.setCurrentIndex(0)
            self._title.setText("Retainers")
            self._tell()
        else:
            self._work.ask(lambda: self._rows(node), self._show)

    def _rows(self, node: int) -> RetainerRows:
        rows = RetainerRows(self._study, _NEAREST_FIRST, node=node)
        rows.take(-1, rows.load(None))
        way = nodes_of(self._study, shortest_path(self._study, node)).tolist()
        rows.nearest = way[-2 : -2 - _UNFOLDED : -1]
        return rows

    def _show(self, rows: RetainerRows) -> None:
        count = len(rows.known(-1))
        self._title.setText(f"What refers to {object_title(self._study, rows.node)}")
        self._count.setText(plural(count, "reference"))
        self._pile.setCurrentIndex(1 if count else 2)
        self.tree.show_rows(rows, self._columns(rows))
        self.tree.unfold_along(rows.nearest)
        self._tell()

    def _columns(self, rows: RetainerRows) -> Sequence[Column]:
        name, kept, own, distance, kind = RetainerCells(rows).columns("Reference and who has it")
        return name, distance, kept, own, kind

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        if self._node >= 0:
            self._work.forget()
            self._show(self._rows(self._node))

    def _chosen(self) -> int:
        rows, at = self.tree.rows, self.tree.tree.node(self.tree.currentIndex())
        return rows.made[at].node if rows is not None and 0 <= at < len(rows.made) else -1

    def _go(self) -> None:
        if self._chosen() >= 0:
            reveal_object(self._document, self._chosen())

    def _tell(self) -> None:
        self._go_there.setVisible(self._node >= 0)
        self._go_there.setEnabled(self._chosen() >= 0)
        if self._node < 0:
            self._count.setText("")

    def _on_menu(self, at: int, place: QPoint) -> None:
        if self.tree.rows is not None:
            show_row_menu(self, self._document, self.tree.rows.made[at], place)

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark what is named like `text`."""
        return self.tree.find_text(text)
