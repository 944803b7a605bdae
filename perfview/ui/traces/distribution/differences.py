"""What sets the brushed requests apart: a table of attributes and calls they have more often."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from perfview.findings.quantities import percent
from perfview.recording.errors import UnreadableInput
from perfview.traces.measures.latency_map import Population
from perfview.traces.measures.telling_apart import Difference, tell_apart
from perfview.traces.study import Study
from perfview.ui.widgets.arrange import on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.label import label
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, Rows, TextColumn
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.view import Table

_COMPARING, _FOUND, _NOTHING = range(3)


class Differences(QWidget):
    """`narrowed` carries a condition in the filter language when a row is opened."""

    narrowed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(120)
        self._found: list[Difference] = []
        self._background = Background(self)
        self._title = label("What sets the chosen ones apart", "title")
        hint = label("Double-click to keep only those", "3")
        self._table = Table((), "What sets the chosen ones apart")
        self._table.arrange_by(Arrangement())
        self._table.opened.connect(lambda at: self.narrowed.emit(self._found[at].filter))
        self._pile = QStackedLayout()
        for page in (
            Empty("Comparing with the others …"),
            self._table,
            Empty("Nothing sets them apart", "No attribute and no call is clearly more frequent."),
        ):
            self._pile.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        head = row(self._title, 1, hint, margin=(12, 6, 12, 6))
        layout.addWidget(on_surface(head, "panel", "top"))
        layout.addLayout(self._pile, 1)

    def compare(self, study: Study, population: Population, chosen: NDArray[np.bool_]) -> None:
        """Show what sets the chosen (bool (m)) of a population apart."""
        self._pile.setCurrentIndex(_COMPARING)

        def work() -> list[Difference]:
            try:
                return tell_apart(study, population.row, chosen)
            except UnreadableInput:
                return []

        self._background.ask(work, self._show)

    def _show(self, found: list[Difference]) -> None:
        self._found = found
        self._table.set_columns(_columns(found))
        self._pile.setCurrentIndex(_FOUND if found else _NOTHING)


class _Share(NumberColumn):
    """A share of all, its bar on the same scale in every column."""

    def __init__(self, key: str, title: str, values: NDArray[np.float64], tip: str) -> None:
        super().__init__(key, title, values, percent, Look(150, tip=tip), bar=True)

    def share(self, row: int) -> float:
        return float(self.values[row])


def _columns(found: list[Difference]) -> Sequence[Column]:
    places: Rows = np.arange(len(found), dtype=np.int32)
    inside = np.array([each.inside for each in found])
    outside = np.array([each.outside for each in found])
    return (
        TextColumn("what", "Attribute", places, [d.what for d in found], Look(190), tone="text2"),
        TextColumn("value", "Value", places, [d.value for d in found]),
        _Share("inside", "Among the chosen", inside, "Share of the chosen ones that have it"),
        _Share("outside", "Among the others", outside, "Share of all others that have it"),
    )
