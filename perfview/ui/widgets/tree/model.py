"""Nodes of a tree as Qt's item model; children are asked for when a row is unfolded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from perfview.ui.widgets.table.columns import Column
from perfview.ui.widgets.table.item_data import cell_data, title_data

Index = QModelIndex | QPersistentModelIndex

_NO_PARENT = QModelIndex()


class Nodes(Protocol):
    """A tree of nodes numbered from 0 on."""

    @property
    def roots(self) -> Sequence[int]:
        """The outermost nodes, in the order they are shown."""

    def children(self, node: int) -> Sequence[int]:
        """The nodes under one, in the order they are shown."""

    def has_children(self, node: int) -> bool:
        """Whether there are any, without asking for them."""

    def leads_on(self, node: int) -> bool:
        """Whether a first child is unfolded together with its parent."""


class NoNodes:
    """An empty tree."""

    roots: Sequence[int] = ()

    def children(self, node: int) -> Sequence[int]:
        """None."""
        return ()

    def has_children(self, node: int) -> bool:
        """No."""
        return False

    def leads_on(self, node: int) -> bool:
        """No."""
        return False


class TreeModel(QAbstractItemModel):
    """Columns give a node's cells: a node is a row as columns number them."""

    def __init__(
        self, nodes: Nodes, columns: Sequence[Column], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.nodes, self.columns = nodes, tuple(columns)
        self.sorted_by, self.descending = -1, True
        self._place: dict[int, tuple[int, int]] = {}
        self._listed: dict[int, Sequence[int]] = {}

    def children_of(self, node: int) -> Sequence[int]:
        """The nodes under one (-1: the roots), whose places are known from then on."""
        listed = self._listed.get(node)
        if listed is None:
            listed = self.nodes.roots if node < 0 else self.nodes.children(node)
            self._list(node, listed)
        return listed

    def relist(self, node: int) -> None:
        """Ask again for the children of a node (-1: the roots): they are others by now."""
        if node not in self._listed:
            return
        above = self.index_of(node) if node >= 0 else _NO_PARENT
        old = self._listed[node]
        if len(old):
            self.beginRemoveRows(above, 0, len(old) - 1)
            self._listed[node] = ()
            self.endRemoveRows()
        new = self.nodes.roots if node < 0 else self.nodes.children(node)
        if len(new):
            self.beginInsertRows(above, 0, len(new) - 1)
            self._list(node, new)
            self.endInsertRows()

    def _list(self, node: int, children: Sequence[int]) -> None:
        self._listed[node] = children
        for row, child in enumerate(children):
            self._place[child] = (node, row)

    def node(self, index: Index) -> int:
        """The node of an index, -1 for none."""
        return int(index.internalId()) if index.isValid() else -1

    def index_of(self, node: int) -> QModelIndex:
        """The first cell of a node that has been listed, else an invalid index."""
        if node not in self._place:
            return QModelIndex()
        return self.createIndex(self._place[node][1], 0, node)

    def index(self, row: int, column: int, parent: Index = _NO_PARENT) -> QModelIndex:
        listed = self.children_of(self.node(parent))
        if not 0 <= row < len(listed) or not 0 <= column < len(self.columns):
            return QModelIndex()
        return self.createIndex(row, column, int(listed[row]))

    def parent(self, child: Index = _NO_PARENT) -> QModelIndex:  # type: ignore[override]
        if not child.isValid():
            return QModelIndex()
        above, _ = self._place.get(self.node(child), (-1, 0))
        return self.index_of(above) if above >= 0 else QModelIndex()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return len(self.children_of(self.node(parent))) if parent.column() <= 0 else 0

    def hasChildren(self, parent: Index = _NO_PARENT) -> bool:
        if not parent.isValid():
            return len(self.nodes.roots) > 0
        return parent.column() == 0 and self.nodes.has_children(self.node(parent))

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return cell_data(self.columns[index.column()], self.node(index), role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        arrow = "" if section != self.sorted_by else " ▾" if self.descending else " ▴"
        return title_data(self.columns[section], role, arrow)
