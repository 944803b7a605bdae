"""How a table behaves and measures, whatever it shows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.table.columns import Column

_NARROWEST = 40
_LEAST_SHARED = 150
_MENU_IN = 24


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


def menu_place(view: QAbstractItemView, event: QContextMenuEvent) -> tuple[QModelIndex, QPoint]:
    """The cell that a menu is asked for and where on screen it belongs: of the mouse what is under
    it, of a key what is chosen."""
    if event.reason() == QContextMenuEvent.Reason.Keyboard:
        current = view.currentIndex()
        below = view.visualRect(current).bottomLeft() + QPoint(_MENU_IN, 0)
        return current, view.viewport().mapToGlobal(below)
    return view.indexAt(view.viewport().mapFromGlobal(event.globalPos())), event.globalPos()


def size_columns(header: QHeaderView, columns: Sequence[Column], width: int) -> None:
    """Give columns the widths they ask for; those that ask for none share what is left."""
    for at, column in enumerate(columns):
        header.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
        if column.look.width:
            header.resizeSection(at, column.look.width)
    share_rest(header, columns, width)


def share_rest(header: QHeaderView, columns: Sequence[Column], width: int) -> None:
    """Let columns that ask for no width share what of `width` px is left, but so much at least
    that names can be told apart. What there is no room for is left out, first what can be spared
    most (`Look.spare`); where nothing can be, the table is wider than its place."""
    least = min(_LEAST_SHARED, width * 2 // 5)
    wanted = [_wanted(header, at, column, least) for at, column in enumerate(columns)]
    left_out = _left_out(columns, wanted, width)
    for at in range(len(columns)):
        if header.isSectionHidden(at) != (at in left_out):
            header.setSectionHidden(at, at in left_out)
            if at not in left_out:
                header.resizeSection(at, wanted[at])
    shown = [at for at in range(len(columns)) if at not in left_out]
    free = [at for at in shown if not columns[at].look.width]
    taken = sum(wanted[at] for at in shown if at not in free)
    for place, at in enumerate(free):
        rest = (width - taken) // (len(free) - place)
        header.resizeSection(at, max(rest, wanted[at], 1))
        taken += header.sectionSize(at)


def _left_out(columns: Sequence[Column], wanted: Sequence[int], width: int) -> set[int]:
    """The columns that there is no room for."""
    found: set[int] = set()
    taken = sum(wanted)
    for at in sorted(range(len(columns)), key=lambda at: -columns[at].look.spare):
        if taken <= width or not columns[at].look.spare:
            break
        found.add(at)
        taken -= wanted[at]
    return found


def _wanted(header: QHeaderView, at: int, column: Column, least: int) -> int:
    """How wide a column has to be: as wide as the user made it, as it asks for, or so that it can
    be read."""
    if not column.look.width:
        return column.look.least or least
    return column.look.width if header.isSectionHidden(at) else header.sectionSize(at)
