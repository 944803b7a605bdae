"""The table widget: sorting, filtering, choosing, finding, copying, exporting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QMenu,
    QTableView,
    QWidget,
)

from perfview.filtering.grammar import FilterError
from perfview.findings.quantities import number, plural
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.table.cells import Cells
from perfview.ui.widgets.table.columns import Column, Rows
from perfview.ui.widgets.table.dressing import dress, menu_place, share_rest, size_columns
from perfview.ui.widgets.table.export import as_tsv, save_csv
from perfview.ui.widgets.table.model import TableModel
from perfview.ui.widgets.table.order import Arrangement, Question, arrange, matching
from perfview.ui.widgets.toast import toast

_SMALL = 50_000
"""Up to this many rows arranging takes less than a frame's pause and needs no thread."""
_MOST_COPIED = 100_000
_MOST_STRETCHES = 2_000


class Table(QTableView):
    """A table over columns.

    chosen carries the chosen rows (int32, as columns number them) after a user chose; opened the
    row that was double-clicked or given Enter; arranged how many rows are shown; refused why a
    filter makes no sense, while what was shown stays; menu_asked a menu about to be shown
    for a row, and the row, so that more can be added.
    """

    chosen = Signal(object)
    opened = Signal(int)
    arranged = Signal(int)
    refused = Signal(str)
    menu_asked = Signal(object, int)

    def __init__(self, columns: Sequence[Column], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._how = Arrangement()
        self.question: Question | None = None
        """Reads a filter's text; None looks for its words in the columns."""
        self._marks: Rows = np.zeros(0, np.int32)
        self._quiet = False
        self._wanted: Rows = np.zeros(0, np.int32)
        self._background = Background(self)
        self._cells = Cells(self)
        self.setItemDelegate(self._cells)
        dress(self)
        self.horizontalHeader().sectionClicked.connect(self._header_clicked)
        self.table = TableModel((), self)
        self.set_columns(columns)
        self.doubleClicked.connect(lambda index: self._enter(index.row()))
        self._add_actions()

    # -- what it shows

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns; sorting and filter stay."""
        old, self.table = self.table, TableModel(columns, self, _SMALL)
        self.setModel(self.table)
        old.deleteLater()
        # Shared with the table, the header would ask for every chosen row whenever it is drawn.
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(self.table, self.table))
        self.selectionModel().selectionChanged.connect(self._selection_changed)
        size_columns(self.horizontalHeader(), columns, self.viewport().width())
        self.arrange_by(self._how)

    def arrange_by(self, how: Arrangement) -> None:
        """Sort and filter; large tables do so on another thread."""
        self._how = how
        columns = self.table.columns
        if not columns or len(columns[0]) <= _SMALL:
            self._background.forget()
            self._show_or_refuse(_arranged(columns, how, self.question))
        else:
            question = self.question
            self._background.ask(lambda: _arranged(columns, how, question), self._show_or_refuse)

    def filter(self, text: str) -> None:
        """Show only rows that contain every word of `text`."""
        self.arrange_by(replace(self._how, text=text))

    def sort(self, column: int, *, descending: bool) -> None:
        """Sort by a column."""
        self.arrange_by(replace(self._how, column=column, descending=descending))

    def restrict(self, rows: Rows | None) -> None:
        """Choose from these rows only (int32), None for all."""
        self.arrange_by(replace(self._how, only=rows))

    # -- what is chosen

    def choose(self, rows: Rows, *, reveal: bool = False) -> None:
        """Mark these rows without telling anybody; `reveal` scrolls to the first of them."""
        self._wanted = np.asarray(rows, np.int32)
        positions = self.table.positions(self._wanted)
        self._quiet = True
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(self._stretches(positions), flags.ClearAndSelect | flags.Rows)
        if len(positions):
            first = self.table.index(int(positions[0]), 0)
            self.selectionModel().setCurrentIndex(first, flags.NoUpdate)
            if reveal:
                self.scrollTo(first, QAbstractItemView.ScrollHint.PositionAtCenter)
        self._quiet = False

    @property
    def chosen_rows(self) -> Rows:
        """The chosen rows: int32, in the order shown."""
        stretches = sorted(
            (s.top(), s.bottom()) for s in self.selectionModel().selection().toList()
        )
        parts = [self.table.shown[top : bottom + 1] for top, bottom in stretches]
        return np.concatenate(parts) if parts else np.zeros(0, np.int32)

    # -- finding

    def mark(self, text: str) -> int:
        """Mark the places of `text`; returns in how many of the shown rows it stands."""
        self._cells.hit = text.casefold().strip()
        shown = self.table.shown
        if self._cells.hit:
            self._marks = np.flatnonzero(matching(self.table.columns, text)[shown]).astype(np.int32)
        else:
            self._marks = np.zeros(0, np.int32)
        self.viewport().update()
        return len(self._marks)

    def go_to_mark(self, step: int = 1) -> None:
        """Choose the next row in which the text was found, or the one before with −1."""
        if not len(self._marks):
            return
        here = self.currentIndex().row()
        if step > 0:
            place = int(np.searchsorted(self._marks, here, side="right"))
        else:
            place = int(np.searchsorted(self._marks, here, side="left")) - 1
        self.selectRow(int(self._marks[place % len(self._marks)]))

    # -- taking it elsewhere

    def copy(self) -> None:
        """Put the chosen rows, or all when none is chosen, on the clipboard, separated by tabs."""
        rows = self.chosen_rows if len(self.chosen_rows) else self.table.shown
        QGuiApplication.clipboard().setText(as_tsv(self.table.columns, rows[:_MOST_COPIED]))
        if len(rows) > _MOST_COPIED:
            toast(self, f"Copied the first {number(_MOST_COPIED)} rows. An export has them all.")
        else:
            toast(self, f"Copied {plural(len(rows), 'row')}")

    def export_csv(self, path: Path) -> None:
        """Write the rows shown to a CSV file, on another thread, and say when it is done."""
        columns, rows = self.table.columns, self.table.shown

        def save() -> str:
            try:
                count = save_csv(path, columns, rows)
            except OSError as problem:
                return f"{path.name} could not be written: {problem.strerror or problem}"
            return f"Wrote {plural(count, 'row')} to {path.name}"

        def tell(said: str) -> None:
            toast(self, said)

        Background(self).ask(save, tell)

    def ask_and_export(self) -> None:
        """Let the user say where the CSV goes, then write it."""
        name = f"{self.accessibleName().lower().replace(' ', '-')}.csv"
        where, _ = QFileDialog.getSaveFileName(self, "Export as CSV", name, "CSV (*.csv)")
        if where:
            self.export_csv(Path(where))

    # -- inside

    def _show_or_refuse(self, found: Rows | FilterError) -> None:
        if isinstance(found, FilterError):
            self.refused.emit(found.why)
        else:
            self._show(found)

    def _show(self, rows: Rows) -> None:
        kept = self._wanted if self._quiet else self.chosen_rows
        kept = kept if len(kept) else self._wanted
        self._quiet = True
        self.table.show_rows(rows, self._how.column, self._how.descending)
        self._quiet = False
        self.choose(kept, reveal=len(kept) == 1)
        self.arranged.emit(len(rows))

    def _stretches(self, positions: Rows) -> QItemSelection:
        """Neighbouring positions as one range each; thousands of scattered ones are cut off."""
        selection = QItemSelection()
        if not len(positions):
            return selection
        cuts = np.flatnonzero(np.diff(positions) > 1)
        firsts = positions[np.concatenate(([0], cuts + 1))][:_MOST_STRETCHES]
        lasts = positions[np.concatenate((cuts, [len(positions) - 1]))][:_MOST_STRETCHES]
        right = len(self.table.columns) - 1
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
            selection.select(self.table.index(first, 0), self.table.index(last, right))
        return selection

    def _selection_changed(self) -> None:
        self.viewport().update()
        if not self._quiet:
            self._wanted = self.chosen_rows
            self.chosen.emit(self._wanted)

    def _header_clicked(self, column: int) -> None:
        is_number = self.table.columns[column].is_number
        again = column == self._how.column
        self.sort(column, descending=not self._how.descending if again else is_number)

    def _enter(self, position: int) -> None:
        if 0 <= position < len(self.table.shown):
            self.opened.emit(int(self.table.shown[position]))

    def _add_actions(self) -> None:
        for text, keys, do in (
            ("Copy as a table", QKeySequence(QKeySequence.StandardKey.Copy), self.copy),
            ("Export as CSV…", QKeySequence(), self.ask_and_export),
        ):
            action = QAction(text, self)
            action.setShortcut(keys)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(do)
            self.addAction(action)

    def copy_cell(self, position: int, column: int) -> None:
        """Put one cell on the clipboard, whole and as programs read it."""
        cells = self.table.columns[column].plain(self.table.shown[position : position + 1])
        QGuiApplication.clipboard().setText(str(cells[0]))
        toast(self, "Copied")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        under, place = menu_place(self, event)
        if under.isValid():
            self.menu_asked.emit(menu, int(self.table.shown[under.row()]))
            menu.addSeparator()
            cell = menu.addAction(f"Copy {self.table.columns[under.column()].title.lower()}")
            cell.triggered.connect(lambda: self.copy_cell(under.row(), under.column()))
        menu.addActions(self.actions())
        menu.exec(place)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: Qt's own would walk through every row on the window's thread."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        share_rest(self.horizontalHeader(), self.table.columns, self.viewport().width())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def keyPressEvent(self, event: object) -> None:
        key = getattr(event, "key", lambda: None)()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(self.currentIndex().row())
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]

    def _hover(self, position: int) -> None:
        if position != self._cells.hovered:
            self._cells.hovered = position
            self.viewport().update()


def _arranged(
    columns: Sequence[Column], how: Arrangement, question: Question | None
) -> Rows | FilterError:
    try:
        return arrange(columns, how, question)
    except FilterError as error:
        return error
