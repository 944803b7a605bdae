"""Texts that a heap holds more than once, by what that wastes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from perfview.filtering.grammar import HELP, FilterError, parse
from perfview.findings.quantities import number, percent, plural, size
from perfview.heaps.filtering.tables import repeated_texts_that
from perfview.heaps.measures.duplicate_strings import duplicate_strings
from perfview.heaps.study import Study
from perfview.ui.heaps.choosing import choose_object
from perfview.ui.heaps.jumping.menu import show_object_menu
from perfview.ui.heaps.jumping.ways import bind_keys
from perfview.ui.heaps.retaining.beside import Beside
from perfview.ui.heaps.tables.answers import Answers
from perfview.ui.heaps.tables.group_rows import GroupRows
from perfview.ui.heaps.tables.held_column import held_in_group
from perfview.ui.heaps.tables.string_columns import StringCells, texts_as_groups
from perfview.ui.heaps.trees.members import Order
from perfview.ui.heaps.trees.tree import ObjectTree
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.label import Elided, label, set_role, set_tip
from perfview.ui.widgets.search_field import FilterField
from perfview.ui.widgets.table.columns import Column
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.view import View


@dataclass(frozen=True)
class _Shown:
    rows: GroupRows
    columns: Sequence[Column]
    count: int
    whole: int
    said: str


class StringsView(View):
    """A text unfolds into the strings that have it; choosing one shows what holds it."""

    name = "strings"
    title = "Strings"
    kind = "heaps"
    position = 60

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.study: Study = document.opened.study
        self.tree = ObjectTree("Strings that are there more than once")
        self.filter = FilterField("text, count>100, wasted>10kB …", 240)
        set_tip(self.filter, HELP)
        self._said, self._count = Elided("", "2"), label("", "3")
        self._work = Background(self)
        self._held = Answers(self._holder, self)
        self._held.arrived.connect(self.tree.viewport().update)
        self._build()
        self.filter.filtered.connect(self._ask)
        self.tree.chosen.connect(self._on_chosen)
        self.tree.menu_asked.connect(self._on_menu)
        self._ask("")

    def _build(self) -> None:
        bar = row(self.filter, (self._said, 1), self._count, margin=(10, 0, 12, 0), gap=10)
        bar.setFixedHeight(ROW.toolbar)
        main = QWidget()
        self._pile = QStackedLayout()
        nothing = Empty("No text is there twice", "", icon="text-aa")
        no_match = Empty("No text matches", "", "Show all", self.filter.clear)
        for page in (Empty("Reading the strings …"), self.tree, nothing, no_match):
            self._pile.addWidget(page)
        stacked = QVBoxLayout(main)
        stacked.setContentsMargins(0, 0, 0, 0)
        stacked.setSpacing(0)
        stacked.addWidget(on_surface(bar, "panel", "bottom"))
        stacked.addLayout(self._pile, 1)
        self.beside = Beside("strings", main, self.document)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.beside)
        self.keyboard = self.tree
        bind_keys(self)

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where there are objects."""
        return len(document.opened.study.graph) > 0

    def _ask(self, text: str) -> None:
        self._work.ask(lambda: self._rows(text), self._show)

    def _rows(self, text: str) -> _Shown | FilterError:
        study, found = self.study, duplicate_strings(self.study)
        kept = np.arange(len(found), dtype=np.int32)
        if text.strip():
            try:
                kept = np.flatnonzero(repeated_texts_that(study, parse(text))).astype(np.int32)
            except FilterError as error:
                return error
        order = self.tree.rows.order if self.tree.rows is not None else Order("wasted")
        rows = GroupRows(study, order, texts_as_groups(study), kept)
        rows.take(-1, rows.load(None))
        columns = StringCells(rows, self._held).all_columns()
        return _Shown(rows, columns, len(kept), len(found), _in_words(study))

    def _show(self, shown: _Shown | FilterError) -> None:
        if isinstance(shown, FilterError):
            self._count.setText(shown.why)
            set_role(self._count, "bad")
            return
        set_role(self._count, "3")
        whole = plural(shown.whole, "text")
        is_all = shown.count == shown.whole
        self._count.setText(whole if is_all else f"{number(shown.count)} of {whole}")
        self._said.setText(shown.said)
        self._pile.setCurrentIndex(1 if shown.count else 3 if shown.whole else 2)
        self.tree.show_rows(shown.rows, shown.columns)

    def _holder(self, number: int) -> str:
        return held_in_group(self.study, duplicate_strings(self.study).nodes, number)

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._work.forget()
        self._show(self._rows(self.filter.text()))
        self._held.settle()
        self.beside.settle()

    # The shared selection

    def _node(self, at: int) -> int:
        """The string of a row, of a text's the first; -1 for none."""
        rows = self.tree.rows
        if rows is None or at < 0:
            return -1
        found = rows.made[at]
        if found.group >= 0 and isinstance(rows, GroupRows):
            return int(rows.groups.objects(found.group)[0])
        return found.node

    def _on_chosen(self, at: int) -> None:
        choose_object(self.document, self, self._node(at))

    def _on_menu(self, at: int, place: QPoint) -> None:
        if self._node(at) >= 0:
            show_object_menu(self, self.document, self._node(at), place)

    # View

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark what says `text`."""
        return self.tree.find_text(text)

    def find_next(self, step: int = 1) -> None:
        """Go to the next match."""
        self.tree.find_next(step)


def _in_words(study: Study) -> str:
    """``1.20 MB wasted in 12,000 strings, 3.2 % of the heap``."""
    found = duplicate_strings(study)
    wasted, whole = int(found.wasted_bytes.sum()), int(study.self_bytes.sum())
    share = percent(wasted / whole) if whole else "–"
    return f"{size(wasted)} wasted in {plural(len(found.node), 'string')}, {share} of the heap"
