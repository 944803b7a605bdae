"""A title and lines of label and value, as they stand over a panel."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from perfview.ui.heaps.facts.object_facts import Facts
from perfview.ui.widgets.arrange import row
from perfview.ui.widgets.label import Elided, Swatch, label

_ACROSS = 2


class FactLines(QWidget):
    """Two facts a line."""

    def __init__(self) -> None:
        super().__init__()
        self._swatch, self._title = Swatch(), Elided("", "title")
        self._place = Elided("", "3", mode=Qt.TextElideMode.ElideMiddle)
        self._grid_home = QWidget()
        self._grid = QGridLayout(self._grid_home)
        self._grid.setContentsMargins(12, 0, 12, 4)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(row(self._swatch, (self._title, 1), gap=7, margin=(12, 2, 12, 0)))
        self._place_row = row((self._place, 1), margin=(12, 0, 12, 0))
        layout.addWidget(self._place_row)
        layout.addWidget(self._grid_home)

    def show_facts(self, facts: Facts) -> None:
        """Say these."""
        self._swatch.show_category(facts.category)
        self._title.setText(facts.title)
        self._place.setText(facts.place)
        self._place_row.setVisible(bool(facts.place))
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for place, (name, value) in enumerate(facts.lines):
            line, across = divmod(place, _ACROSS)
            self._grid.addWidget(label(name, "3"), line, 2 * across)
            self._grid.addWidget(Elided(value), line, 2 * across + 1)
        for across in range(_ACROSS):
            self._grid.setColumnStretch(2 * across + 1, 1)
