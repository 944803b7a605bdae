"""What a cell and a column's title tell Qt, for tables and trees alike."""

from __future__ import annotations

import html
from typing import Any

from PySide6.QtCore import Qt

from perfview.ui.widgets.table.columns import Column

_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TEXT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_LONGEST_TIP = 2_000


def cell_data(column: Column, row: int, role: int) -> Any:
    """A cell's text, tooltip, alignment or words for screen readers; None for other roles."""
    if role == Qt.ItemDataRole.DisplayRole:
        return column.text(row)
    if role == Qt.ItemDataRole.ToolTipRole:
        # Shown as it is: Qt would take markup in a recording for its own.
        return f"<qt>{html.escape(column.text(row)[:_LONGEST_TIP])}</qt>"
    if role == Qt.ItemDataRole.TextAlignmentRole:
        return _NUMBER if column.is_number else _TEXT
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return f"{column.title} {column.text(row)}"
    return None


def title_data(column: Column, role: int, mark: str = "") -> Any:
    """A title with a mark after it, its tooltip or alignment; None for other roles."""
    if role == Qt.ItemDataRole.DisplayRole:
        return column.title + mark
    if role == Qt.ItemDataRole.ToolTipRole:
        return column.look.tip or None
    if role == Qt.ItemDataRole.TextAlignmentRole:
        return _NUMBER if column.is_number else _TEXT
    return None
