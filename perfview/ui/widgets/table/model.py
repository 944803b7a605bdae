"""Columns as Qt's item model: rows are looked up in arrays, cells written out when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from perfview.ui.widgets.table.columns import Column, Rows
from perfview.ui.widgets.table.item_data import cell_data, title_data

Index = QModelIndex | QPersistentModelIndex

_NO_PARENT = QModelIndex()


class TableModel(QAbstractTableModel):
    """Shows `shown`, int32 rows of the columns, top to bottom."""

    def __init__(
        self, columns: Sequence[Column], parent: QObject | None = None, most: int = 1 << 31
    ) -> None:
        """Of more than `most` rows none is shown until `show_rows` says which."""
        super().__init__(parent)
        self.columns = tuple(columns)
        count = len(columns[0]) if columns else 0
        self.shown: Rows = np.arange(count if count <= most else 0, dtype=np.int32)
        self.sorted_by, self.descending = -1, False

    def show_rows(self, rows: Rows, sorted_by: int, descending: bool) -> None:
        """Show these rows in this order from now on."""
        same_count = len(rows) == len(self.shown)
        self.sorted_by, self.descending = sorted_by, descending
        if same_count:
            # Far cheaper than a reset: the view keeps its geometry and draws what is visible.
            self.shown = rows
            if len(rows):
                last = self.index(len(rows) - 1, len(self.columns) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
        else:
            self.beginResetModel()
            self.shown = rows
            self.endResetModel()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def positions(self, rows: Rows) -> Rows:
        """Where these rows stand, ascending; rows that are not shown are left out."""
        return np.flatnonzero(np.isin(self.shown, rows)).astype(np.int32)

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return cell_data(self.columns[index.column()], int(self.shown[index.row()]), role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        arrow = "" if section != self.sorted_by else " ▾" if self.descending else " ▴"
        return title_data(self.columns[section], role, arrow)
