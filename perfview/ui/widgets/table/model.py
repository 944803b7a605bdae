"""Columns as Qt's item model: rows are looked up in arrays, cells written out when asked for."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from perfview.ui.widgets.table.columns import Column, Rows

Index = QModelIndex | QPersistentModelIndex

_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TEXT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NO_PARENT = QModelIndex()
_LONGEST_TIP = 2_000


class TableModel(QAbstractTableModel):
    """Shows `shown`, int32 rows of the columns, top to bottom."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.shown: Rows = np.arange(len(columns[0]) if columns else 0, dtype=np.int32)
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
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(int(self.shown[index.row()]))
        if role == Qt.ItemDataRole.ToolTipRole:
            # Shown as it is: Qt would take markup in a recording for its own.
            text = column.text(int(self.shown[index.row()]))[:_LONGEST_TIP]
            return f"<qt>{html.escape(text)}</qt>"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _NUMBER if column.is_number else _TEXT
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title} {column.text(int(self.shown[index.row()]))}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            arrow = "" if section != self.sorted_by else " ▾" if self.descending else " ▴"
            return column.title + arrow
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.look.tip or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _NUMBER if column.is_number else _TEXT
        return None
