"""How a table behaves and measures, whatever it shows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.table.columns import Column

_NARROWEST = 40


def dress(table: QTableView) -> None:
    """Whole rows, fixed heights (a million rows must not be measured), smooth scrolling."""
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setTabKeyNavigation(False)
    table.setMouseTracking(True)
    down = table.verticalHeader()
    down.setVisible(False)
    down.setMinimumSectionSize(ROW.table)
    down.setDefaultSectionSize(ROW.table)
    down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    across = table.horizontalHeader()
    across.setFixedHeight(ROW.header)
    across.setHighlightSections(False)
    across.setSectionsClickable(True)
    across.setSectionsMovable(True)
    across.setMinimumSectionSize(_NARROWEST)


def size_columns(header: QHeaderView, columns: Sequence[Column]) -> None:
    """Give columns the widths they ask for; those that ask for none share what is left."""
    for at, column in enumerate(columns):
        if column.look.width:
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(at, column.look.width)
        else:
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
