"""The panels around the centre: open documents, recommendations, details; they dock and float."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QStackedWidget, QWidget

from perfview.ui.theme import theme

_WIDTHS = {"explorer": 236, "advice": 384}
_DETAILS_PX = 196
_ADVICE_FROM_PX = 1100
"""A narrower window keeps its room for the picture."""


class Panel(QDockWidget):
    """A dock with a slim grip instead of a title, to leave the room to what it shows."""

    def __init__(self, name: str, title: str, content: QWidget, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setTitleBarWidget(_Grip(f"{title}: drag to move, double click to float"))
        self.setWidget(content)


class _Grip(QWidget):
    """Three dots one can take hold of. Mouse events go through to the dock, which moves."""

    def __init__(self, tip: str) -> None:
        super().__init__()
        self.setToolTip(tip)
        self.setCursor(Qt.CursorShape.SizeAllCursor)
        self.setFixedHeight(7)

    def sizeHint(self) -> QSize:
        """As slim as can be hit."""
        return QSize(20, 7)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the dots, brighter under the mouse."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.current().line))
        for step in (-1, 0, 1):
            painter.drawEllipse(QPointF(self.width() / 2 + step * 6, 4), 1.5, 1.5)
        painter.end()


class Panels:
    """The three docks of a window. The layout is only kept while a document is shown."""

    def __init__(self, window: QMainWindow, explorer: QWidget) -> None:
        self._window = window
        self._saved = b""
        self._shown = False
        self.advice = QStackedWidget()
        self.details = QStackedWidget()
        area = Qt.DockWidgetArea
        self._docks = {
            "explorer": Panel("explorer", "Open documents", explorer, window),
            "advice": Panel("advice", "Recommendations", self.advice, window),
            "details": Panel("details", "Details", self.details, window),
        }
        places = (area.LeftDockWidgetArea, area.RightDockWidgetArea, area.BottomDockWidgetArea)
        for dock, place in zip(self._docks.values(), places, strict=True):
            window.addDockWidget(place, dock)
            dock.hide()
        window.setCorner(Qt.Corner.BottomLeftCorner, area.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, area.RightDockWidgetArea)
        window.setDockNestingEnabled(True)

    def appear(self) -> None:
        """Show the panels as they were left, or in their first layout."""
        if self._shown:
            return
        self._shown = True
        if not (self._saved and self._window.restoreState(self._saved)):
            self.reset()

    def vanish(self) -> None:
        """Hide all: there is no document."""
        if not self._shown:
            return
        self._saved = self.state()
        self._shown = False
        for dock in self._docks.values():
            dock.hide()

    def reset(self) -> None:
        """The first layout."""
        area = Qt.DockWidgetArea
        places = (area.LeftDockWidgetArea, area.RightDockWidgetArea, area.BottomDockWidgetArea)
        for dock, place in zip(self._docks.values(), places, strict=True):
            dock.setFloating(False)
            self._window.addDockWidget(place, dock)
            dock.show()
        self._docks["advice"].setVisible(self._window.width() >= _ADVICE_FROM_PX)
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        sides = [self._docks["explorer"], self._docks["advice"]]
        self._window.resizeDocks(sides, list(_WIDTHS.values()), across)
        self._window.resizeDocks([self._docks["details"]], [_DETAILS_PX], down)

    def toggle(self, name: str) -> None:
        """Show or hide one panel: explorer, advice or details."""
        if self._shown:
            self._docks[name].setVisible(not self._docks[name].isVisible())

    def dock(self, name: str) -> Panel:
        """One panel by name."""
        return self._docks[name]

    def state(self) -> bytes:
        """The layout, to be remembered; the last one seen when no document is shown."""
        return bytes(self._window.saveState().data()) if self._shown else self._saved

    def remember(self, state: bytes) -> None:
        """The layout to use when a document is next shown."""
        self._saved = state
