"""A title, where it was made, and a few facts, as they stand over a panel."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.ui.heaps.facts.object_facts import Facts
from perfview.ui.widgets.arrange import row
from perfview.ui.widgets.label import Elided, Swatch, label

_BETWEEN = "\u00a0\u00a0·  "
_NO_BREAK = "\u00a0"


class FactLines(QWidget):
    """The facts follow each other, as many in a line as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._swatch, self._title = Swatch(), Elided("", "title")
        self._place = Elided("", "3", mode=Qt.TextElideMode.ElideMiddle)
        self._said = label("", "2", wrap=True, selectable=True)
        self._place_row = row((self._place, 1), margin=(12, 0, 12, 0))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(row(self._swatch, (self._title, 1), gap=7, margin=(12, 2, 12, 0)))
        layout.addWidget(self._place_row)
        layout.addWidget(row((self._said, 1), margin=(12, 0, 12, 0)))

    @property
    def text(self) -> str:
        """What is said."""
        return self._said.text()

    def show_facts(self, facts: Facts) -> None:
        """Say these."""
        self._swatch.show_category(facts.category)
        self._title.setText(facts.title)
        self._place.setText(facts.place)
        self._place_row.setVisible(bool(facts.place))
        # A fact is not torn in two.
        said = (f"{name} {value}".strip().replace(" ", _NO_BREAK) for name, value in facts.lines)
        self._said.setText(_BETWEEN.join(said))
