"""What came and what went since an earlier snapshot, class by class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from perfview.filtering.grammar import HELP, FilterError, parse
from perfview.findings.quantities import change_of, number, plural
from perfview.heaps.comparing.snapshots import SnapshotDiff, snapshot_diff
from perfview.heaps.filtering.tables import differences_that
from perfview.heaps.study import Study
from perfview.ui.heaps.choosing import baseline_name, choose_class, choose_object, chosen_class
from perfview.ui.heaps.jumping.menu import show_row_menu
from perfview.ui.heaps.jumping.ways import bind_keys
from perfview.ui.heaps.retaining.beside import Beside
from perfview.ui.heaps.tables.difference_columns import DifferenceCells, difference_numbers
from perfview.ui.heaps.tables.group_rows import GroupRows, classes_as_groups
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
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.view import View


@dataclass(frozen=True)
class _Shown:
    rows: GroupRows
    columns: Sequence[Column]
    diff: SnapshotDiff
    count: int
    whole: int


class ComparisonView(View):
    """A class unfolds into the objects that are new."""

    name = "comparison"
    title = "Comparison"
    kind = "heaps"
    position = 50

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.study: Study = document.opened.study
        self.tree = ObjectTree("Comparison")
        self.filter = FilterField("class, new>50, size>1MB …", 240)
        set_tip(self.filter, HELP)
        self._said, self._count = Elided("", "2"), label("", "3")
        self._work = Background(self)
        self._build()
        self.filter.filtered.connect(self._ask)
        self.tree.chosen.connect(self._on_chosen)
        self.tree.menu_asked.connect(self._on_menu)
        document.selection.changed.connect(self._on_focus)
        document.selection.revealed.connect(lambda focus: self._on_focus(focus, None))
        self._ask("")

    def _build(self) -> None:
        bar = row(self.filter, (self._said, 1), self._count, margin=(10, 0, 12, 0), gap=10)
        bar.setFixedHeight(ROW.toolbar)
        main = QWidget()
        self._pile = QStackedLayout()
        nothing = Empty("Nothing changed", "The same objects are in both snapshots.")
        no_match = Empty("No class matches", "", "Show all", self.filter.clear)
        for page in (Empty("Comparing …"), self.tree, nothing, no_match):
            self._pile.addWidget(page)
        stacked = QVBoxLayout(main)
        stacked.setContentsMargins(0, 0, 0, 0)
        stacked.setSpacing(0)
        stacked.addWidget(on_surface(bar, "panel", "bottom"))
        stacked.addLayout(self._pile, 1)
        self.beside = Beside("comparison", main, self.document)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.beside)
        self.keyboard = self.tree
        bind_keys(self)

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where there are objects, now and earlier."""
        study: Study = document.opened.study
        return bool(len(study.graph) and study.baseline is not None and len(study.baseline.graph))

    def _ask(self, text: str) -> None:
        self._work.ask(lambda: self._rows(text), self._show)

    def _rows(self, text: str) -> _Shown | FilterError:
        study, diff = self.study, snapshot_diff(self.study)
        changed = np.zeros(len(diff), np.bool_)
        changed[diff.changed] = True
        kept = changed
        if text.strip():
            try:
                kept = changed & differences_that(study, parse(text))
            except FilterError as error:
                return error
        order = self.tree.rows.order if self.tree.rows is not None else Order("size")
        chosen = np.flatnonzero(kept).astype(np.int32)
        groups = classes_as_groups(study, diff.name, difference_numbers(diff), diff.is_new)
        rows = GroupRows(study, order, groups, chosen)
        rows.take(-1, rows.load(None))
        columns = DifferenceCells(rows, diff).all_columns()
        return _Shown(rows, columns, diff, len(chosen), int(changed.sum()))

    def _show(self, shown: _Shown | FilterError) -> None:
        if isinstance(shown, FilterError):
            self._count.setText(shown.why)
            set_role(self._count, "bad")
            return
        set_role(self._count, "3")
        whole = plural(shown.whole, "class", "classes")
        is_all = shown.count == shown.whole
        self._count.setText(whole if is_all else f"{number(shown.count)} of {whole}")
        self._said.setText(_in_words(baseline_name(self.document), shown.diff))
        self._pile.setCurrentIndex(1 if shown.count else 3 if shown.whole else 2)
        self.tree.show_rows(shown.rows, shown.columns)
        self._on_focus(self.document.selection.focus, None)

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._work.forget()
        self._show(self._rows(self.filter.text()))
        self.beside.settle()

    # The shared selection

    def _on_focus(self, focus: Focus, origin: object) -> None:
        rows = self.tree.rows
        if rows is None or origin is self:
            return
        places = np.flatnonzero(rows.known(-1).nodes == chosen_class(self.study, focus))
        if len(places):
            self.tree.go_to(rows.way_down(-1, int(places[0])))
        else:
            self.tree.forget_choice()

    def _on_chosen(self, at: int) -> None:
        rows = self.tree.rows
        found = rows.made[at] if rows is not None and at >= 0 else None
        if found is not None and 0 <= found.group < len(self.study.classes):
            choose_class(self.document, self, found.group)
        elif found is not None and found.node >= 0:
            choose_object(self.document, self, found.node)

    def _on_menu(self, at: int, place: QPoint) -> None:
        rows = self.tree.rows
        if rows is not None and rows.made[at].group < len(self.study.classes):
            show_row_menu(self, self.document, rows.made[at], place)

    # View

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark what is named like `text`."""
        return self.tree.find_text(text)

    def find_next(self, step: int = 1) -> None:
        """Go to the next match."""
        self.tree.find_next(step)


def _in_words(before: str, diff: SnapshotDiff) -> str:
    """``1,204 objects new, 12 gone, +12.4 MB against baseline.heapsnapshot``."""
    came, went = int(diff.added_count.sum()), int(diff.removed_count.sum())
    more = change_of(int(diff.delta_bytes.sum()), "bytes")
    said = f"{plural(came, 'object')} new, {number(went)} gone, {more}"
    if not diff.is_same_process:
        said += ", classes compared, as it is another process"
    return f"{said} against {before}"
