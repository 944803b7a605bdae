"""A class beside the picture: how much there is of it, what its objects hang on, the biggest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from perfview.findings.quantities import number, percent, size
from perfview.heaps.study import Study
from perfview.ui.heaps.facts.fact_lines import FactLines
from perfview.ui.heaps.facts.object_facts import ClassFacts
from perfview.ui.heaps.naming import object_title
from perfview.ui.heaps.retaining.turning import is_upright
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, Rows, TextColumn
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.view import Table

_ROW_PX, _HEAD_PX = 24, 30


class ClassPage(QWidget):
    """`picked` carries an object that was chosen; `menu_asked` a menu about to be shown for one."""

    picked = Signal(int)
    menu_asked = Signal(object, int)

    def __init__(self) -> None:
        super().__init__()
        self._nodes: NDArray[np.int32] = np.zeros(0, np.int32)
        self.facts = FactLines()
        self.holders = Table((), "What its objects hang on")
        self.holders.arrange_by(Arrangement(1, descending=True))
        self.biggest = Table((), "The biggest objects")
        self.biggest.arrange_by(Arrangement(1, descending=True))
        self.biggest.chosen.connect(self._on_chosen)
        self.biggest.menu_asked.connect(
            lambda menu, row: self.menu_asked.emit(menu, int(self._nodes[row]))
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.facts)
        self._tables = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._tables.addWidget(self.holders, 0, Qt.AlignmentFlag.AlignTop)
        self._tables.addWidget(self.biggest, 1)
        layout.addLayout(self._tables, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the tables side by side where the page is wide."""
        super().resizeEvent(event)
        is_wide = not is_upright(self.width(), self.height())
        way = QBoxLayout.Direction
        self._tables.setDirection(way.LeftToRight if is_wide else way.TopToBottom)
        self._tables.setStretch(0, int(is_wide))

    def show_class(self, study: Study, found: ClassFacts) -> None:
        """Show a class."""
        self._nodes = found.biggest
        self.facts.show_facts(found.facts)
        self.holders.set_columns(_holder_columns(found))
        self.holders.setFixedHeight(_HEAD_PX + _ROW_PX * max(len(found.holders), 1))
        self.holders.setVisible(bool(found.holders))
        self.biggest.set_columns(_object_columns(study, found.biggest))

    def _on_chosen(self, rows: Rows) -> None:
        if len(rows) == 1:
            self.picked.emit(int(self._nodes[rows[0]]))


def _holder_columns(found: ClassFacts) -> Sequence[Column]:
    numbers = np.arange(len(found.holders), dtype=np.int32)
    counts = np.array([count for _, count in found.holders], np.int64)
    tip = f"Of {number(found.asked)} that were asked"
    return (
        TextColumn("held_by", "Kept by", numbers, [name for name, _ in found.holders]),
        NumberColumn(
            "share", "Objects", counts, lambda n: percent(n / found.asked), Look(104, tip), bar=True
        ),
    )


def _object_columns(study: Study, nodes: NDArray[np.int32]) -> Sequence[Column]:
    titles = [object_title(study, node) for node in nodes.tolist()]
    numbers = np.arange(len(nodes), dtype=np.int32)
    return (
        TextColumn("object", "The biggest objects", numbers, titles, Look(least=120)),
        NumberColumn(
            "kept_alive", "Kept alive", study.retained_bytes[nodes], size, Look(104), bar=True
        ),
    )
