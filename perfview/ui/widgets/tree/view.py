"""The tree widget: unfolding, choosing, going to a node, copying."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView, QWidget

from perfview.ui.canvas.painting import fold_arrow
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.table.cells import Cells
from perfview.ui.widgets.table.columns import Column
from perfview.ui.widgets.table.dressing import menu_place, share_rest, size_columns
from perfview.ui.widgets.toast import toast
from perfview.ui.widgets.tree.model import Nodes, NoNodes, TreeModel

_INDENT = 14
_MOST_UNFOLDED = 400
_DEEPEST_WAY = 5_000


class _Cells(Cells):
    """Paints cells of a `TreeModel`."""

    over = -1
    """The node under the pointer."""

    def cell(self, index: QModelIndex | QPersistentModelIndex) -> tuple[Column, int] | None:
        """The column and the node of an index."""
        model = index.model()
        if not isinstance(model, TreeModel):
            return None
        return model.columns[index.column()], model.node(index)

    def is_hovered(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether the pointer is over the node of an index."""
        return int(index.internalId()) == self.over


class Tree(QTreeView):
    """`chosen` carries the node a user chose, -1 for none; `menu_asked` one and a place on screen.

    `sort_asked` a column and whether its largest are wanted first. By keys: right unfolds, left
    folds, * unfolds everything below (the heaviest few hundred), / folds it, Ctrl+C copies the way.
    """

    chosen = Signal(int)
    sort_asked = Signal(int, bool)
    menu_asked = Signal(int, QPoint)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setIndentation(_INDENT)
        self.setAllColumnsShowFocus(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(True)
        self.setTabKeyNavigation(False)
        self.header().setFixedHeight(ROW.header)
        self.header().setStretchLastSection(False)
        self.header().setSectionsClickable(True)
        self.header().sectionClicked.connect(self._header_clicked)
        self._cells = _Cells(self)
        self.setItemDelegate(self._cells)
        self._quiet = False
        self.tree = TreeModel(NoNodes(), (), self)
        self.setModel(self.tree)

    def show_nodes(
        self,
        nodes: Nodes,
        columns: Sequence[Column],
        *,
        sorted_by: int = -1,
        descending: bool = True,
        unfolded: Sequence[int] = (),
    ) -> None:
        """Show another tree. `unfolded` are nodes of it that are open, each after its parent; when
        there are none the first way is, as far as it leads on."""
        old, self.tree = self.tree, TreeModel(nodes, columns, self)
        self.tree.sorted_by, self.tree.descending = sorted_by, descending
        self.setModel(self.tree)
        old.deleteLater()
        self.selectionModel().selectionChanged.connect(self._on_selection)
        size_columns(self.header(), columns, self.viewport().width())
        for node in unfolded:
            index = self.tree.index_of(node) if node >= 0 else QModelIndex()
            self.tree.children_of(node)
            if index.isValid():
                self.expand(index)
        if len(nodes.roots) and not unfolded:
            self._unfold_first(self.tree.index(0, 0))

    def unfolded(self) -> list[int]:
        """The nodes that are open, each after its parent, -1 for all of them first."""
        found, waiting = [], [-1]
        while waiting:
            node = waiting.pop(0)
            found.append(node)
            for child in self.tree.children_of(node):
                if self.tree.nodes.has_children(child) and self.isExpanded(
                    self.tree.index_of(child)
                ):
                    waiting.append(child)
        return found

    def _unfold_first(self, index: QModelIndex) -> None:
        for _ in range(_MOST_UNFOLDED):
            self.expand(index)
            if not self.tree.rowCount(index):
                return
            index = self.tree.index(0, 0, index)
            if not self.tree.nodes.leads_on(self.tree.node(index)):
                return

    def unfold_below(self, node: int) -> None:
        """Unfold everything below a node, level by level, a few hundred rows at most."""
        waiting = [node]
        for _ in range(_MOST_UNFOLDED):
            if not waiting:
                return
            at = waiting.pop(0)
            index = self.tree.index_of(at)
            if index.isValid() and self.tree.nodes.has_children(at):
                self.expand(index)
                waiting += self.tree.children_of(at)

    def fold_below(self, node: int) -> None:
        """Fold a node and everything below it."""
        for each in reversed(self.unfolded()):
            if each >= 0 and node in self._way(each):
                self.collapse(self.tree.index_of(each))

    def _way(self, node: int) -> list[int]:
        return [self.tree.node(index) for index in self.way_of(self.tree.index_of(node))]

    def _header_clicked(self, column: int) -> None:
        is_number = self.tree.columns[column].is_number
        again = column == self.tree.sorted_by
        self.sort_asked.emit(column, not self.tree.descending if again else is_number)

    def mark(self, text: str) -> None:
        """Mark the places of a text in names."""
        self._cells.hit = text.casefold().strip()
        self.viewport().update()

    def go_to(self, way: Sequence[int]) -> None:
        """Unfold and choose the last node of a way from a root on, without telling anybody."""
        index = QModelIndex()
        for node in way[:_DEEPEST_WAY]:
            self.tree.children_of(self.tree.node(index))
            found = self.tree.index_of(node)
            if not found.isValid():
                break
            if index.isValid():
                self.expand(index)
            index = found
        self._quiet = True
        self.setCurrentIndex(index)
        if index.isValid():
            self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        self._quiet = False

    def forget_choice(self) -> None:
        """Choose nothing, without telling anybody."""
        self._quiet = True
        self.clearSelection()
        self._quiet = False

    def way_of(self, index: QModelIndex) -> list[QModelIndex]:
        """The cells from a root to an index."""
        way = []
        while index.isValid():
            way.append(index)
            index = self.tree.parent(index)
        return way[::-1]

    def copy_way(self) -> None:
        """Put the names from the root to the chosen node on the clipboard, a line each."""
        names = [str(self.tree.data(each)) for each in self.way_of(self.currentIndex())]
        if names:
            QGuiApplication.clipboard().setText("\n".join(names))
            toast(self, "Copied the stack")

    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex) -> None:  # type: ignore[override]
        """Only the arrow: lines between rows say nothing that indenting does not."""
        if self.tree.hasChildren(index):
            x, y = rect.right() - 9, rect.center().y()
            fold_arrow(painter, float(x), float(y), folded=not self.isExpanded(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_way()
        elif event.key() == Qt.Key.Key_Asterisk:
            self.unfold_below(self.tree.node(self.currentIndex()))
        elif event.key() == Qt.Key.Key_Slash:
            self.fold_below(self.tree.node(self.currentIndex()))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        under, place = menu_place(self, event)
        if under.isValid():
            self.menu_asked.emit(self.tree.node(under), place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        share_rest(self.header(), self.tree.columns, self.viewport().width())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        over = self.tree.node(self.indexAt(event.position().toPoint()))
        if over != self._cells.over:
            self._cells.over = over
            self.viewport().update()

    def keyboardSearch(self, search: str) -> None:
        """Nothing: Qt's own would unfold every row on the window's thread."""

    def _on_selection(self) -> None:
        self.viewport().update()
        if not self._quiet:
            rows = self.selectionModel().selectedRows()
            self.chosen.emit(self.tree.node(rows[0]) if rows else -1)
