"""The tabs of a document's views, with search and fit on the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from perfview.ui.theme.fonts import font
from perfview.ui.theme.tokens import ROW, SIZE
from perfview.ui.widgets.arrange import on_surface
from perfview.ui.widgets.button import button
from perfview.ui.widgets.search_field import SearchField


class TabRow(QWidget):
    """`chosen` carries the index of a tab."""

    chosen = Signal(int)
    fit_asked = Signal()

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        on_surface(self, "window", "bottom")
        self.setFixedHeight(ROW.tabs)
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 0, 8, 0)
        layout.setSpacing(0)
        for index, title in enumerate(titles):
            tab = button(title, kind="tab", tip=f"Ctrl+{index + 1}", checkable=True)
            # Room for the bold state, so that tabs never shift.
            wide = QFontMetrics(font(SIZE.body, 600)).horizontalAdvance(title)
            tab.setFixedWidth(wide + 28)
            self._group.addButton(tab, index)
            layout.addWidget(tab)
        layout.addStretch(1)
        self.search = SearchField("Find  (Ctrl+F)")
        layout.addWidget(self.search)
        self._fit = button("", "corners-out", "flat", tip="Fit the selection (F)")
        self._fit.clicked.connect(self.fit_asked)
        layout.addSpacing(4)
        layout.addWidget(self._fit)
        self._group.idClicked.connect(self.chosen)

    def show_search(self, shown: bool) -> None:
        """Offer search and fit here, or leave them to the view's own bar."""
        self.search.setVisible(shown)
        self._fit.setVisible(shown)

    def mark(self, index: int) -> None:
        """Show which tab is in front."""
        if (tab := self._group.button(index)) is not None:
            tab.setChecked(True)
