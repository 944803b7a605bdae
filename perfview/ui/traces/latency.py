"""How long requests take, over time: brush the slow ones and every view shows them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedLayout, QVBoxLayout, QWidget

from perfview.filtering.grammar import HELP, Expression, FilterError, parse
from perfview.findings.quantities import number, plural
from perfview.traces.filtering.masks import spans_matching, traces_matching
from perfview.traces.measures.latency_map import (
    Box,
    LatencyMap,
    Population,
    all_requests,
    extent_of,
    latency_map,
    of_operation,
)
from perfview.traces.patterns.naming import operation_name
from perfview.traces.study import Study
from perfview.ui.theme.tokens import ROW
from perfview.ui.traces.distribution.differences import Differences
from perfview.ui.traces.distribution.picture import LatencyPicture
from perfview.ui.traces.wording import words_of
from perfview.ui.widgets.arrange import on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import button, chip
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.label import label, set_role, set_tip
from perfview.ui.widgets.search_field import FilterField
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.view import View

_SLOWEST = ((0.01, "Slowest 1 %"), (0.05, "Slowest 5 %"))
_NO_ROWS = np.zeros(0, np.int32)


@dataclass(frozen=True)
class _Counted:
    """What was asked for, found and counted; `problem` says why the filter makes no sense."""

    population: Population
    found: LatencyMap | None
    problem: str = ""


class LatencyView(View):
    """Requests, or the spans of the chosen operation: when they began against how long they took.

    Dragging a box chooses what lies in it; dragging beside the axes chooses by one of them.
    """

    name = "latency"
    title = "Latency"
    kind = "traces"
    position = 25

    @classmethod
    def title_for(cls, document: Document) -> str:
        """Threads’ slices have durations; nobody waits for each of them."""
        return words_of(document.opened.study).lengths

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._study: Study = document.opened.study
        self._operation = document.selection.focus.operation
        self._population: Population | None = None
        self._background = Background(self)
        self.picture = LatencyPicture()
        self.differences = Differences()
        self.keyboard = self.picture
        self._subject = chip("", on=True, tip=f"Back to every {words_of(self._study).asked}")
        self._filter = FilterField(f"{words_of(self._study).example} duration>250ms …", 260)
        set_tip(self._filter, HELP)
        self._count = label("", "3")
        self._pile = QStackedLayout()
        for page in (Empty("Counting …"), self.picture, self._nothing()):
            self._pile.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar())
        layout.addWidget(self._split(), 1)
        self._subject.clicked.connect(self._let_go)
        self._filter.filtered.connect(lambda _text: self._count_anew())
        self.picture.resized.connect(self._count_anew)
        self.picture.brushed.connect(self._on_brush)
        self.differences.narrowed.connect(self._narrow)
        document.selection.changed.connect(self._on_focus)
        self._say_subject()
        self._count_anew()

    def _split(self) -> QSplitter:
        upper = QWidget()
        upper.setLayout(self._pile)
        self.differences.hide()
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(upper)
        split.addWidget(self.differences)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        return split

    def _bar(self) -> QWidget:
        quick: list[QWidget] = []
        for share, words in _SLOWEST:
            made = button(words, kind="flat", tip=f"Choose the {words.lower()}")
            made.clicked.connect(lambda _=False, share=share: self.choose_slowest(share))
            quick.append(made)
        bar = row(self._filter, self._subject, *quick, 1, self._count, margin=(10, 0, 10, 0), gap=8)
        bar.setFixedHeight(ROW.toolbar)
        return on_surface(bar, "panel", "bottom")

    def _nothing(self) -> Empty:
        return Empty("Nothing matches", "", "Show all", self._filter.clear)

    # What is shown

    def _count_anew(self) -> None:
        columns, rows = self.picture.cells
        text, operation, study = self._filter.text(), self._operation, self._study
        self._background.ask(
            lambda: _counted(study, operation, text, columns, rows), self._show_counted
        )

    def _show_counted(self, counted: _Counted) -> None:
        if counted.problem:
            self._count.setText(counted.problem)
            set_role(self._count, "bad")
            return
        set_role(self._count, "3")
        self._population = counted.population
        if counted.found is None:
            self._pile.setCurrentIndex(2)
            self._count.setText("")
            return
        self.picture.show_map(counted.found, self._noun)
        self._pile.setCurrentIndex(1)
        self._say_count()

    def _say_count(self) -> None:
        if self._population is None:
            return
        whole = plural(len(self._population), self._noun)
        box = self.picture.box
        if box is None:
            self._count.setText(whole)
        else:
            chosen = int(np.count_nonzero(self._population.within(box)))
            self._count.setText(f"{number(chosen)} of {whole} chosen")

    @property
    def _noun(self) -> str:
        words = words_of(self._study)
        return words.row if self._operation >= 0 else words.asked

    def _say_subject(self) -> None:
        self._subject.setVisible(self._operation >= 0)
        if self._operation >= 0:
            name = operation_name(self._study, self._operation)
            words = self._subject.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, 240)
            self._subject.setText(f"{words}  ×")
            wide = self._subject.fontMetrics().horizontalAdvance(self._subject.text()) + 32
            self._subject.setFixedWidth(wide)
            self._subject.setChecked(True)
            self._subject.setAccessibleName(f"Let go of {name}")

    # Choosing

    def _on_brush(self, box: Box | None) -> None:
        if self._population is None:
            return
        self._say_count()
        self.differences.setVisible(box is not None)
        if box is None:
            self.document.selection.change(self, groups=_NO_ROWS, rows=_NO_ROWS, row=-1)
            return
        chosen = self._population.within(box)
        self.differences.compare(self._study, self._population, chosen)
        traces = np.unique(self._population.trace[chosen])
        rows = self._population.row[chosen] if self._operation >= 0 else _NO_ROWS
        self.document.selection.change(self, groups=traces, rows=rows, row=-1, recommendation="")

    def choose_slowest(self, share: float) -> None:
        """Choose what takes longest, this share (0-1) of all, as if it had been brushed."""
        if self._population is None or not len(self._population):
            return
        extent = extent_of(self._population)
        low = float(np.quantile(self._population.duration_ns, 1 - share, method="lower"))
        box = Box(extent.start_ns, extent.end_ns, low, extent.high_ns)
        self.picture.show_box(box)
        self._on_brush(box)

    def _narrow(self, condition: str) -> None:
        """Keep only what meets this as well."""
        self._filter.setText(f"{self._filter.text()} {condition}".strip())

    def _let_go(self) -> None:
        self.document.selection.change(None, operation=-1)

    def _on_focus(self, focus: Focus, origin: object) -> None:
        if focus.operation != self._operation:
            self._operation = focus.operation
            self._forget_box()
            self._say_subject()
            self._count_anew()
        elif origin is not self and not len(focus.groups) and self.picture.box is not None:
            self._forget_box()
            self._say_count()

    def _forget_box(self) -> None:
        self.picture.show_box(None)
        self.differences.hide()

    def find(self, text: str) -> int:  # type: ignore[override]
        """Keep only what matches."""
        self._filter.setText(text)
        return 0

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        self.picture.theme_changed()


def _counted(study: Study, operation: int, text: str, columns: int, rows: int) -> _Counted:
    population = all_requests(study) if operation < 0 else of_operation(study, operation)
    try:
        population = population.only(_kept(study, population, parse(text), operation))
    except FilterError as error:
        return _Counted(population, None, error.why)
    found = latency_map(population, columns, rows) if len(population) else None
    return _Counted(population, found)


def _kept(
    study: Study, population: Population, expression: Expression, operation: int
) -> NDArray[np.bool_]:
    if operation < 0:
        return traces_matching(study, expression)[population.trace]
    return spans_matching(study, expression)[population.row]
