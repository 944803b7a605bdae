"""The classes of a heap with a filter over them, each unfolding into its objects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from perfview.filtering.grammar import HELP, FilterError, parse
from perfview.findings.quantities import number, plural
from perfview.heaps.filtering.tables import asks_of_objects, classes_that, objects_that
from perfview.heaps.study import Study
from perfview.ui.heaps.choosing import choose_class, choose_object, chosen_class, chosen_object
from perfview.ui.heaps.tables.answers import Answers
from perfview.ui.heaps.tables.class_columns import ClassCells
from perfview.ui.heaps.tables.group_rows import GroupRows, classes_as_groups
from perfview.ui.heaps.tables.held_column import held_in_class
from perfview.ui.heaps.tables.numbers import class_numbers
from perfview.ui.heaps.trees.members import Order
from perfview.ui.heaps.trees.tree import ObjectTree
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import button
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.label import label, set_role, set_tip
from perfview.ui.widgets.search_field import FilterField
from perfview.ui.widgets.table.columns import Column
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus


@dataclass(frozen=True)
class _Shown:
    rows: GroupRows
    columns: Sequence[Column]
    count: int
    whole: int


class ClassPane(QWidget):
    """Follows the selection; choosing a row chooses the class or the object everywhere."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._study: Study = document.opened.study
        self.tree = ObjectTree("Classes")
        self.filter = FilterField("class, @id, retained>1MB …", 260)
        set_tip(self.filter, HELP)
        self._count = label("", "3")
        self._work = Background(self)
        self._held = Answers(partial(held_in_class, self._study), self)
        self._held.arrived.connect(self.tree.viewport().update)
        self._order = Order()
        self._build()
        self.filter.filtered.connect(self._ask)
        self.tree.chosen.connect(self._on_chosen)
        self.tree.menu_asked.connect(self._on_menu)
        document.selection.changed.connect(self._on_focus)
        document.selection.revealed.connect(self._on_reveal)
        self._ask("")

    def _build(self) -> None:
        copy = button("", "copy", "flat", tip="Copy the classes as a table")
        export = button("", "export", "flat", tip="Export the classes shown as CSV")
        copy.clicked.connect(self.tree.copy_table)
        export.clicked.connect(self.tree.ask_and_export)
        parts = (self.filter, 1, self._count, copy, export)
        self._bar = bar = row(*parts, margin=(10, 0, 8, 0), gap=8)
        bar.setFixedHeight(ROW.toolbar)
        pile = QWidget()
        self._pile = QStackedLayout(pile)
        for page in (
            Empty("Counting …"),
            self.tree,
            Empty("No class matches", "", "Show all", self.filter.clear),
        ):
            self._pile.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(on_surface(bar, "panel", "bottom"))
        layout.addWidget(pile, 1)

    def put_first(self, widget: QWidget) -> None:
        """Put a widget before the filter."""
        layout = self._bar.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.insertWidget(0, widget)

    # What is shown

    def _ask(self, text: str) -> None:
        self._work.ask(lambda: self._rows(text), self._show)

    def _rows(self, text: str) -> _Shown | FilterError:
        study = self._study
        present = study.class_sizes.count > 0
        objects = None
        if text.strip():
            try:
                wanted = parse(text)
                kept = present & classes_that(study, wanted)
                objects = objects_that(study, wanted) if asks_of_objects(wanted) else None
            except FilterError as error:
                return error
        else:
            kept = present
        order = self.tree.rows.order if self.tree.rows is not None else self._order
        chosen = np.flatnonzero(kept).astype(np.int32)
        numbers = class_numbers(study)
        groups = classes_as_groups(study, study.classes.name, numbers.column, objects)
        rows = GroupRows(study, order, groups, chosen)
        rows.take(-1, rows.load(None))
        columns = ClassCells(rows, numbers, self._held).all_columns()
        return _Shown(rows, columns, len(chosen), int(present.sum()))

    def _show(self, shown: _Shown | FilterError) -> None:
        if isinstance(shown, FilterError):
            self._count.setText(shown.why)
            set_role(self._count, "bad")
            return
        set_role(self._count, "3")
        whole = plural(shown.whole, "class", "classes")
        is_all = shown.count == shown.whole
        self._count.setText(whole if is_all else f"{number(shown.count)} of {whole}")
        self._pile.setCurrentIndex(1 if shown.count else 2)
        self.tree.show_rows(shown.rows, shown.columns)
        self._on_focus(self._document.selection.focus, None)

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._work.forget()
        self._show(self._rows(self.filter.text()))
        self._held.settle()

    # The shared selection

    def _on_chosen(self, row: int) -> None:
        rows = self.tree.rows
        if rows is None or row < 0:
            choose_object(self._document, self, -1)
        elif rows.made[row].group >= 0:
            choose_class(self._document, self, rows.made[row].group)
        elif rows.made[row].node >= 0:
            choose_object(self._document, self, rows.made[row].node)

    def _on_focus(self, focus: Focus, origin: object) -> None:
        rows = self.tree.rows
        if rows is None or origin is self:
            return
        number, node = chosen_class(self._study, focus), chosen_object(self._study, focus)
        if number < 0 or number not in rows.known(-1).nodes:
            self.tree.forget_choice()
            return
        place = int(np.flatnonzero(rows.known(-1).nodes == number)[0])
        self.tree.go_to(rows.way_down(-1, place))
        # Objects below only where somebody looks at the class's objects already.
        if node >= 0 and self.tree.isExpanded(self.tree.tree.index_of(number)):
            self.tree.go_to_objects([node], number)

    def _on_reveal(self, focus: Focus) -> None:
        """Unfold the class of an object that is to be seen."""
        self._on_focus(focus, None)
        rows, node = self.tree.rows, chosen_object(self._study, focus)
        if rows is not None and node >= 0:
            number = chosen_class(self._study, focus)
            if number in rows.known(-1).nodes:
                self.tree.go_to_objects([node], number)

    def _on_menu(self, row: int, place: QPoint) -> None:
        from perfview.ui.heaps.jumping.menu import show_row_menu

        rows = self.tree.rows
        if rows is not None:
            show_row_menu(self, self._document, rows.made[row], place)

    # Finding

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark what is named like `text`."""
        return self.tree.find_text(text)
