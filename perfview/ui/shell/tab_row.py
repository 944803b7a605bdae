"""The tabs of a document's views, with search and fit on the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QWidget

from perfview.ui.theme.fonts import font
from perfview.ui.theme.tokens import ROW, SIZE
from perfview.ui.widgets.arrange import on_surface
from perfview.ui.widgets.button import button
from perfview.ui.widgets.search_field import SearchField

_LEFT_PX, _RIGHT_PX, _BESIDE_PX = 6, 8, 4


class TabRow(QWidget):
    """`chosen` carries the index of a tab. Tabs without room are in a menu behind the last one."""

    chosen = Signal(int)
    fit_asked = Signal()

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        on_surface(self, "window", "bottom")
        self.setFixedHeight(ROW.tabs)
        self._group = QButtonGroup(self)
        self._front = 0
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_LEFT_PX, 0, _RIGHT_PX, 0)
        layout.setSpacing(0)
        layout.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self._tabs = [self._tab(index, title) for index, title in enumerate(titles)]
        for tab in self._tabs:
            layout.addWidget(tab)
        self._more = button("More ▾", kind="tab", tip="Views that have no room here")
        self._more.setFixedWidth(_width_of("More ▾"))
        self._more.clicked.connect(self._show_menu)
        self._more.hide()
        layout.addWidget(self._more)
        layout.addStretch(1)
        self.search = SearchField("Find  (Ctrl+F)")
        layout.addWidget(self.search)
        self._fit = button("", "corners-out", "flat", tip="Fit the selection (F)")
        self._fit.clicked.connect(self.fit_asked)
        layout.addSpacing(_BESIDE_PX)
        layout.addWidget(self._fit)
        self._group.idClicked.connect(self.chosen)

    def show_search(self, shown: bool) -> None:
        """Offer search and fit here, or leave them to the view's own bar."""
        self.search.setVisible(shown)
        self._fit.setVisible(shown)
        self._make_room()

    def mark(self, index: int) -> None:
        """Show which tab is in front."""
        if (tab := self._group.button(index)) is not None:
            tab.setChecked(True)
            self._front = index
            self._make_room()

    def hidden_tabs(self) -> list[int]:
        """The tabs that are only in the menu."""
        return [index for index, tab in enumerate(self._tabs) if tab.isHidden()]

    def minimumSizeHint(self) -> QSize:
        """Every tab but the one in front can give way."""
        return QSize(self._more.width() + self._beside(), ROW.tabs)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many tabs as there is room for."""
        super().resizeEvent(event)
        self._make_room()

    def _tab(self, index: int, title: str) -> QPushButton:
        tab = button(title, kind="tab", tip=f"Ctrl+{index + 1}", checkable=True)
        tab.setFixedWidth(_width_of(title))
        self._group.addButton(tab, index)
        return tab

    def _beside(self) -> int:
        """What margins, search and fit take."""
        parts = [each for each in (self.search, self._fit) if not each.isHidden()]
        wide = sum(each.minimumSizeHint().width() for each in parts)
        return _LEFT_PX + _RIGHT_PX + _BESIDE_PX + wide

    def _make_room(self) -> None:
        shown = fitting(
            [tab.width() for tab in self._tabs],
            self._front,
            self.width() - self._beside(),
            self._more.width(),
        )
        for index, tab in enumerate(self._tabs):
            tab.setVisible(index in shown)
        self._more.setVisible(len(shown) < len(self._tabs))

    def menu(self) -> QMenu:
        """The tabs that have no room, to choose from; deleted once it is closed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for index in self.hidden_tabs():
            words = self._tabs[index].text().replace("&", "&&")
            menu.addAction(words).triggered.connect(partial(self._choose, index))
        return menu

    def _show_menu(self) -> None:
        self.menu().popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _choose(self, index: int, _checked: bool = False) -> None:
        self.chosen.emit(index)


def fitting(widths: Sequence[int], front: int, room: int, more: int) -> set[int]:
    """The tabs that are shown: all, or the first that fit beside the one in front and the menu."""
    if sum(widths) <= room:
        return set(range(len(widths)))
    shown = {front}
    left = room - more - (widths[front] if front < len(widths) else 0)
    for index, wide in enumerate(widths):
        if index != front:
            left -= wide
            if left < 0:
                break
            shown.add(index)
    return shown


def _width_of(title: str) -> int:
    """Room for the bold state, so that tabs never shift."""
    return QFontMetrics(font(SIZE.body, 600)).horizontalAdvance(title) + 28
