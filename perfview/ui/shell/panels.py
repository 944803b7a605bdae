"""The panels around the centre: open documents, recommendations, details; they dock and float."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QStackedWidget, QWidget

from perfview.ui.shell.explorer import RAIL_PX, WIDTH_PX
from perfview.ui.theme import theme

_WIDTHS = {"explorer": WIDTH_PX, "advice": 384}
_DETAILS_PX = 196
_NARROW_PX = 1100
_GRIP_PX = 6
_HANDLE_PX = 32
_SURFACES = {"explorer": "window", "advice": "window", "details": "panel"}
_PLACES = {
    "explorer": Qt.DockWidgetArea.LeftDockWidgetArea,
    "advice": Qt.DockWidgetArea.RightDockWidgetArea,
    "details": Qt.DockWidgetArea.BottomDockWidgetArea,
}


class Panel(QDockWidget):
    """A dock with a slim grip instead of a title, to leave the room to what it shows."""

    def __init__(self, name: str, title: str, content: QWidget, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        tip = f"{title}: drag to move, double click to float"
        self.setTitleBarWidget(_Grip(tip, _SURFACES[name]))
        self.setWidget(content)


class _Grip(QWidget):
    """The upper edge of a panel, to take hold of: a bar under the mouse, else only surface.

    Mouse events go through to the dock, which moves.
    """

    def __init__(self, tip: str, surface: str) -> None:
        super().__init__()
        self._surface = surface
        self.setToolTip(tip)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.SizeAllCursor)
        self.setFixedHeight(_GRIP_PX)

    def sizeHint(self) -> QSize:
        """As slim as can be hit."""
        return QSize(_HANDLE_PX, _GRIP_PX)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the surface, and the bar where the mouse is."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(getattr(theme.current(), self._surface)))
        if self.underMouse():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.current().control))
            bar = QRectF((self.width() - _HANDLE_PX) / 2, 2, _HANDLE_PX, 3)
            painter.drawRoundedRect(bar, 1.5, 1.5)
        painter.end()


class Panels:
    """The three docks of a window: where they are, and which of them are wanted."""

    def __init__(self, window: QMainWindow, explorer: QWidget) -> None:
        self._window = window
        self._saved = b""
        self._shown = False
        self._narrow = False
        self._useful: set[str] = set()
        self.hidden: set[str] = set()
        """Names of the panels a user has put away."""
        self.advice = QStackedWidget()
        self.details = QStackedWidget()
        self._docks = {
            "explorer": Panel("explorer", "Open documents", explorer, window),
            "advice": Panel("advice", "Recommendations", self.advice, window),
            "details": Panel("details", "Details", self.details, window),
        }
        for name, dock in self._docks.items():
            window.addDockWidget(_PLACES[name], dock)
            dock.hide()
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        window.setDockNestingEnabled(True)

    def show_only(self, useful: set[str]) -> None:
        """Show these panels as far as they are wanted; an empty set hides all."""
        if self._shown and not useful:
            self._saved = self.state()
        first, self._shown = useful and not self._shown, bool(useful)
        self._useful = useful
        if first and not (self._saved and self._window.restoreState(self._saved)):
            self._place()
        self._update()
        if first and self._narrow:
            self._fold()

    def reset(self) -> None:
        """The first layout, with all panels."""
        self.hidden.clear()
        self._place()
        self._update()

    def toggle(self, name: str) -> None:
        """Put one panel away, or take it back: explorer, advice or details."""
        self.hidden ^= {name}
        self._update()

    def fit(self, width: int) -> None:
        """Fold the explorer to a rail in a narrow window, and unfold it in a wide one."""
        narrow = width < _NARROW_PX
        if narrow != self._narrow:
            self._narrow = narrow
            self._fold()

    def _fold(self) -> None:
        docks, wide = [self._docks["explorer"]], [RAIL_PX]
        if not self._narrow:
            # The recommendations have given room too, and do not take it back by themselves.
            docks, wide = [*docks, self._docks["advice"]], list(_WIDTHS.values())
        self._window.resizeDocks(docks, wide, Qt.Orientation.Horizontal)

    def dock(self, name: str) -> Panel:
        """One panel by name."""
        return self._docks[name]

    def state(self) -> bytes:
        """Where the panels are, to be remembered; the last known while none is shown."""
        return bytes(self._window.saveState().data()) if self._shown else self._saved

    def remember(self, state: bytes, hidden: set[str]) -> None:
        """What to show when a document is next shown."""
        self._saved = state
        self.hidden = hidden & set(self._docks)

    def _update(self) -> None:
        for name, dock in self._docks.items():
            dock.setVisible(name in self._useful and name not in self.hidden)

    def _place(self) -> None:
        for name, dock in self._docks.items():
            dock.setFloating(False)
            self._window.addDockWidget(_PLACES[name], dock)
            dock.show()
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        sides = [self._docks["explorer"], self._docks["advice"]]
        self._window.resizeDocks(sides, list(_WIDTHS.values()), across)
        self._window.resizeDocks([self._docks["details"]], [_DETAILS_PX], down)
