"""The callers or callees of a function as a small table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.profiles.measures.call_tree import Shape
from perfview.profiles.measures.sandwich import Neighbours
from perfview.profiles.study import Study
from perfview.ui.profiles.colouring import function_categories
from perfview.ui.profiles.wording import amount, share, total_word
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, Rows, TextColumn
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.view import Table

_ROW_PX = 24
_HEAD_PX = 26
_MOST_ROWS = 7
_ITSELF = -2
_NO_ROWS = np.zeros(0, np.int32)


@dataclass(frozen=True)
class Among:
    """What neighbours stand in: the study and the stacks as they are seen, the function's total
    (what shares are of) and the metric's unit."""

    study: Study
    shape: Shape
    whole: float
    unit: str


class NeighbourTable(QWidget):
    """`picked` carries the function of a row that is chosen."""

    picked = Signal(int)

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._functions: NDArray[np.int32] = _NO_ROWS
        self._table = Table((), title)
        self._table.arrange_by(Arrangement(1, descending=True))
        self._table.chosen.connect(self._on_chosen)
        self._table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._table)

    def show_neighbours(self, found: Neighbours, among: Among, itself: float = 0.0) -> None:
        """Show others, and what the function costs itself where that is something."""
        total = found.total
        self._functions = found.function
        if itself:
            self._functions = np.append(found.function, np.int32(_ITSELF))
            total = np.append(total, itself)
        self.setVisible(len(self._functions) > 0)
        self._table.set_columns(self._columns(total, among))
        rows = min(max(len(self._functions), 1), _MOST_ROWS)
        self._table.setFixedHeight(_HEAD_PX + rows * _ROW_PX + 4)

    def _columns(self, total: NDArray[np.float64], among: Among) -> Sequence[Column]:
        categories, function = function_categories(among.study), self._functions

        def category(at: int) -> int | None:
            found = int(function[at])
            return int(categories[found]) if 0 <= found < len(categories) else None

        names = [_name(int(each), among) for each in function]
        numbers = np.arange(len(function), dtype=np.int32)
        said = partial(amount, unit=among.unit)
        title = total_word(among.unit).title()
        return (
            TextColumn("function", self._title, numbers, names, categories=category),
            NumberColumn("total", title, total, said, Look(64)),
            NumberColumn("share", "", total, lambda value: share(value, among.whole), Look(56)),
        )

    def _on_chosen(self, rows: Rows) -> None:
        if len(rows) == 1 and int(self._functions[rows[0]]) >= 0:
            self.picked.emit(int(self._functions[rows[0]]))


def _name(function: int, among: Among) -> str:
    if function == _ITSELF:
        return "itself"
    if function < 0:
        return "nobody: a root"
    return among.study.name_of(function, among.shape) or "(no name)"
