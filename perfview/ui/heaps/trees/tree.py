"""The widget of a tree of objects: looks children up when they are unfolded, follows the selection
of its document, and goes to any object it contains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFileDialog

from perfview.findings.quantities import plural
from perfview.ui.heaps.trees.members import Members, Order
from perfview.ui.heaps.trees.rows import ObjectRows, Row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.table.columns import Column
from perfview.ui.widgets.table.export import as_tsv, save_csv
from perfview.ui.widgets.toast import toast
from perfview.ui.widgets.tree.view import Tree

SORTABLE = (
    *("name", "count", "since_count", "since_bytes", "self", "retained", "distance"),
    *("new", "gone", "delta", "new_size", "gone_size", "size", "wasted"),
)
"""The columns by which rows can be put in order."""

_MOST_COPIED, _MOST_HELD = 10_000, 5_000
_MOST_LOOKED_AT = 5_000
"""Rows whose names a search writes out."""


class ObjectTree(Tree):
    """Shows `ObjectRows`; sorting keeps open what is open. `entered_row` carries a row that was
    given Enter."""

    entered_row = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.rows: ObjectRows | None = None
        self._columns: Sequence[Column] = ()
        self._hits: list[int] = []
        self._sorting, self._going = Background(self), Background(self)
        self._copying = Background(self)
        self.expanded.connect(self._on_expanded)
        self.sort_asked.connect(self._sort)

    def show_rows(self, rows: ObjectRows, columns: Sequence[Column]) -> None:
        """Show rows whose outermost ones have been taken."""
        self.rows, self._columns = rows, columns
        self._refresh(())

    def settle(self) -> None:
        """Look up at once whatever is being looked up; for pictures and tests."""
        for work in self.findChildren(Background):
            work.forget()
        if self.rows is not None:
            for row in self.unfolded():
                if row >= 0 and not self.rows.is_loaded(row):
                    self._arrived(self.rows, row, self.rows.load(self.rows.made[row]))

    def go_to_objects(self, nodes: Sequence[int], start: int = -1) -> None:
        """Unfold and choose the last of these objects: each stands under the one before, the first
        under the row `start` (-1: it is an outermost one). Nothing is told."""
        rows = self.rows
        if rows is not None and nodes:
            self._going.ask(
                lambda: _looked_up(rows, nodes, start),
                lambda levels: self._go(rows, start, nodes, levels),
            )

    def unfold_along(self, nodes: Sequence[int]) -> None:
        """Unfold these objects, the first of them an outermost one, each under the one before;
        nothing is chosen."""
        rows = self.rows
        if rows is not None and nodes:
            self._going.ask(
                lambda: _looked_up(rows, nodes, -1),
                lambda levels: self._unfold(self._way_through(rows, -1, nodes, levels)),
            )

    def find_text(self, text: str) -> int:
        """Mark a text in the rows that are listed; how many have it. "" clears."""
        self.mark(text)
        self._hits = []
        wanted = text.casefold().strip()
        if wanted and self._columns:
            listed = [row for above in self.unfolded() for row in self.tree.children_of(above)]
            name = self._columns[0].text
            self._hits = [row for row in listed[:_MOST_LOOKED_AT] if wanted in name(row).casefold()]
        return len(self._hits)

    def find_next(self, step: int = 1) -> None:
        """Choose the next row in which the text was found, or the one before with -1."""
        if self._hits:
            at = self.tree.node(self.currentIndex())
            place = self._hits.index(at) + step if at in self._hits else 0 if step > 0 else -1
            found = self.tree.index_of(self._hits[place % len(self._hits)])
            self.setCurrentIndex(found)
            self.scrollTo(found)

    # -- taking it elsewhere

    def table_rows(self) -> NDArray[np.int32]:
        """The outermost rows and what is unfolded under them, without ranges: int32."""
        rows = self.rows
        if rows is None:
            return np.zeros(0, np.int32)
        if rows.made[:1] and rows.made[0].group >= 0:
            return rows.known(-1).nodes
        listed = [row for above in self.unfolded() for row in self.tree.children_of(above)]
        return np.array([row for row in listed if rows.made[row].node >= 0], np.int32)

    def copy_table(self) -> None:
        """Put the rows on the clipboard, separated by tabs; written on another thread."""
        rows = self.table_rows()[:_MOST_COPIED]
        columns = self._plain_columns(rows)

        def take(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            toast(self, f"Copied {plural(len(rows), 'row')}")

        self._copying.ask(lambda: as_tsv(columns, rows), take)

    def export_csv(self, path: Path) -> None:
        """Write the rows to a CSV file, on another thread, and say when it is done."""
        rows = self.table_rows()
        columns = self._plain_columns(rows)

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

    def _plain_columns(self, rows: NDArray[np.int32]) -> list[Column]:
        """The columns that are data; what objects hang on takes too long for very many rows."""
        left_out = {"snapshots"} if len(rows) <= _MOST_HELD else {"snapshots", "held_by"}
        return [column for column in self._columns if column.key not in left_out]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_row.emit(self.tree.node(self.currentIndex()))
        else:
            super().keyPressEvent(event)

    # -- inside

    def _refresh(self, unfolded: Sequence[int]) -> None:
        rows = self.rows
        if rows is None:
            return
        keys = [column.key for column in self._columns]
        at = keys.index(rows.order.column) if rows.order.column in keys else -1
        self.show_nodes(
            rows,
            self._columns,
            sorted_by=at,
            descending=rows.order.descending,
            unfolded=unfolded or (-1,),
        )

    def _on_expanded(self, index: QModelIndex) -> None:
        rows, row = self.rows, self.tree.node(index)
        if rows is None or self.tree.nodes is not rows or rows.is_loaded(row):
            return
        work = Background(self)

        def arrived(members: Members) -> None:
            work.deleteLater()
            self._arrived(rows, row, members)

        work.ask(lambda: rows.load(rows.made[row]), arrived, work.deleteLater)

    def _arrived(self, rows: ObjectRows, row: int, members: Members) -> None:
        if rows is not self.rows:
            return
        rows.take(row, members)
        self.tree.relist(row)

    def _sort(self, column: int, descending: bool) -> None:
        rows, key = self.rows, self._columns[column].key
        if rows is None or key not in SORTABLE:
            return
        order = Order(key, descending)

        def sorted_anew(members: Mapping[int, Members]) -> None:
            if rows is self.rows:
                unfolded, chosen = self.unfolded(), self.tree.node(self.currentIndex())
                rows.reorder(order, members)
                self._refresh([row for row in unfolded if row < 0 or rows.is_loaded(row)])
                self._choose_quietly(chosen)

        self._sorting.ask(lambda: rows.in_order(order), sorted_anew)

    def _choose_quietly(self, row: int) -> None:
        if row >= 0:
            self.go_to([self.tree.node(each) for each in self.way_of(self.tree.index_of(row))])

    def _go(
        self, rows: ObjectRows, start: int, nodes: Sequence[int], levels: Sequence[Members]
    ) -> None:
        self.go_to(self._way_through(rows, start, nodes, levels))

    def _unfold(self, way: Sequence[int]) -> None:
        for row in way:
            self.tree.children_of(row)
            self.expand(self.tree.index_of(row))

    def _way_through(
        self, rows: ObjectRows, start: int, nodes: Sequence[int], levels: Sequence[Members]
    ) -> list[int]:
        """The rows of these objects, what is under each of them put in place."""
        if rows is not self.rows:
            return []
        above, way = start, [start] if start >= 0 else []
        for node, level in zip(nodes, levels, strict=True):
            if rows.members(above) is None:
                rows.take(above, level)
                self.tree.relist(above)
            places = np.flatnonzero(rows.known(above).nodes == node)
            if not len(places):
                break
            way += rows.way_down(above, int(places[0]))
            above = way[-1]
        return way


def _looked_up(rows: ObjectRows, nodes: Sequence[int], start: int) -> list[Members]:
    """What stands on each level of a way."""
    above = rows.made[start] if start >= 0 else None
    found = []
    for node in nodes:
        found.append(rows.load(above))
        above = Row(node=node)
    return found
