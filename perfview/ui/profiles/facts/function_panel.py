"""One function beside the picture: what it costs, who calls it, what it calls, which lines."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from perfview.profiles.lens import Lens
from perfview.profiles.measures.sandwich import Neighbours
from perfview.profiles.study import Study
from perfview.ui.profiles.facts.function_facts import FunctionFacts, facts_of
from perfview.ui.profiles.facts.lines import LinesBox
from perfview.ui.profiles.lensing.holder import LensHolder
from perfview.ui.profiles.wording import amount, share
from perfview.ui.widgets.arrange import column, line, on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import Elided, Swatch, label
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, Rows, TextColumn
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.view import Table
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus

WIDTH = 300
_ROW_PX = 24
_HEAD_PX = 26
_MOST_ROWS = 7
_NO_ROWS = np.zeros(0, np.int32)


class FunctionPanel(QWidget):
    """Follows the chosen function and the lens."""

    def __init__(self, document: Document, holder: LensHolder) -> None:
        super().__init__()
        self._document, self._holder = document, holder
        self._study: Study = document.opened.study
        self._work = Background(self)
        self._function = -1
        self.setMinimumWidth(240)
        self.setAccessibleName("The chosen function")
        on_surface(self, "panel")
        self._build()
        document.selection.changed.connect(self._on_focus)
        holder.changed.connect(lambda _: self._ask())

    def _build(self) -> None:
        self._swatch, self._title = Swatch(), Elided("", "title")
        close = button("", "x", "flat", tip="Choose no function")
        close.clicked.connect(lambda: self._choose(-1))
        self._place = Elided("", "3", mode=Qt.TextElideMode.ElideMiddle)
        self._cost = label("", "strong")
        self._more = label("", "3", wrap=True)
        self._callers = NeighbourTable("Called from")
        self._callees = NeighbourTable("Spends it in")
        self._lines = LinesBox()
        for table in (self._callers, self._callees):
            table.picked.connect(self._choose)
        head = row(self._swatch, (self._title, 1), close, gap=8, margin=(12, 6, 6, 0))
        body = column(
            self._place,
            self._cost,
            self._more,
            line(),
            self._callers,
            self._callees,
            self._lines,
            1,
            gap=8,
            margin=(12, 2, 12, 12),
        )
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body.setProperty("role", "inside")
        scroll.setWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(head)
        layout.addWidget(scroll, 1)

    def _on_focus(self, focus: Focus, _origin: object) -> None:
        from perfview.ui.profiles.lensing.chosen import chosen_function

        function = chosen_function(self._study, focus)
        if function != self._function:
            self._function = function
            self._ask()

    def _ask(self) -> None:
        if self._function >= 0:
            study, lens, function = self._study, self._holder.lens, self._function
            self._work.ask(lambda: facts_of(study, lens, function), partial(self._show, lens))

    def _show(self, lens: Lens, facts: FunctionFacts) -> None:
        study = self._study
        unit = study.model.unit(lens.metric)
        self._swatch.show_category(facts.category)
        self._title.setText(facts.name)
        self._place.setText(facts.place)
        self._place.setVisible(bool(facts.place))
        self._cost.setText(f"{share(facts.total, facts.whole)} of everything")
        self._more.setText(facts.more(unit))
        for table, neighbours in ((self._callers, facts.callers), (self._callees, facts.callees)):
            table.show_neighbours(study, neighbours, facts.total, unit)
        self._lines.show_lines(facts.lines, facts.total, unit)

    def _choose(self, function: int) -> None:
        self._document.selection.change(
            None, operation=function, row=-1, rows=_NO_ROWS, groups=_NO_ROWS
        )


class NeighbourTable(QWidget):
    """Callers or callees with what they have to do with the function; `picked` carries one."""

    picked = Signal(int)

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._functions = _NO_ROWS
        self._table = Table((), title)
        self._table.arrange_by(Arrangement(1, descending=True))
        self._table.chosen.connect(self._on_chosen)
        self._table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._table)

    def show_neighbours(
        self, study: Study, neighbours: Neighbours, whole: float, unit: str
    ) -> None:
        """Show others; `whole` is what their shares are of."""
        self._functions = neighbours.function
        self.setVisible(len(neighbours.function) > 0)
        self._table.set_columns(self._columns(study, neighbours, whole, unit))
        rows = min(max(len(neighbours.function), 1), _MOST_ROWS)
        self._table.setFixedHeight(_HEAD_PX + rows * _ROW_PX + 4)

    def _columns(
        self, study: Study, neighbours: Neighbours, whole: float, unit: str
    ) -> Sequence[Column]:
        from perfview.ui.profiles.colouring import function_categories

        categories = function_categories(study)
        function = neighbours.function

        def category(at: int) -> int | None:
            found = int(function[at])
            return int(categories[found]) if 0 <= found < len(categories) else None

        names = [study.name_of(int(f)) if f >= 0 else "(nothing: it is a root)" for f in function]
        return (
            TextColumn(
                "function",
                self._title,
                np.arange(len(function), dtype=np.int32),
                names,
                categories=category,
            ),
            NumberColumn(
                "total", "", neighbours.total, partial(amount, unit=unit), Look(74), bar=False
            ),
            NumberColumn(
                "share", "", neighbours.total, lambda value: share(value, whole), Look(56)
            ),
        )

    def _on_chosen(self, rows: Rows) -> None:
        if len(rows) == 1 and int(self._functions[rows[0]]) >= 0:
            self.picked.emit(int(self._functions[rows[0]]))
