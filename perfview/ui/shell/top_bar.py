"""The bar on top: name, the field that leads anywhere, open, compare, export, theme."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from perfview.ui.theme import theme
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import on_surface, row
from perfview.ui.widgets.button import button, set_icon
from perfview.ui.widgets.label import Elided, Icon, key_cap, label

_FIELD_PX, _LEAST_PX = 400, 120


class Logo(QWidget):
    """Four bars of a timeline."""

    _BARS = ((0, 0.0, 1.0, "accent"), (1, 0.0, 0.62, 1), (1, 0.68, 0.32, 6), (2, 0.1, 0.3, 2))

    def __init__(self, side: int = 20) -> None:
        super().__init__()
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in the theme's colours."""
        colours, side = theme.current(), self.width()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for line, left, wide, colour in self._BARS:
            ink = colours.accent if isinstance(colour, str) else colours.cat[colour]
            painter.setBrush(QColor(ink))
            box = QRectF(left * side, line * side / 3 + 1, wide * side, side / 3 - 2)
            painter.drawRoundedRect(box, 1.5, 1.5)
        painter.end()


class GoField(QPushButton):
    """Looks like a field, opens the command palette."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(28)
        self.setMaximumWidth(_FIELD_PX)
        # In a narrow window the buttons beside it come first.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Go to anything, or run a command")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(9, 0, 7, 0)
        layout.setSpacing(8)
        layout.addWidget(Icon("magnifying-glass", "text3", 14))
        self._hint = Elided("Go to anything, or run a command", "3")
        layout.addWidget(self._hint, 1)
        layout.addWidget(key_cap("Ctrl K"))

    def sizeHint(self) -> QSize:
        """As wide as its words like it."""
        return QSize(_FIELD_PX, 28)

    def minimumSizeHint(self) -> QSize:
        """Words may be cut."""
        return QSize(_LEAST_PX, 28)


class TopBar(QWidget):
    """Signals say what was asked for; the window does it."""

    palette_asked = Signal()
    open_asked = Signal()
    compare_asked = Signal()
    export_asked = Signal()
    theme_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        on_surface(self, "window", "bottom")
        self.setFixedHeight(ROW.top)
        self.field = GoField()
        self.field.clicked.connect(self.palette_asked)
        self._open = button("Open", "folder-open", tip="Open a file (Ctrl+O)")
        self.compare = button("Compare", "git-diff", tip="Hold it against another recording")
        self._export = button("Export", "export", tip="Export this view (Ctrl+E)")
        self._theme = button("", "sun", "flat", tip="Change between dark and light (Ctrl+Shift+L)")
        self._open.clicked.connect(self.open_asked)
        self.compare.clicked.connect(self.compare_asked)
        self._export.clicked.connect(self.export_asked)
        self._theme.clicked.connect(self.theme_asked)
        self._arrange()
        theme.changed.connect(self._theme_changed)
        self._theme_changed()

    def allow_export(self, allowed: bool) -> None:
        """Only a document can be exported."""
        self._export.setEnabled(allowed)

    def allow_comparing(self, allowed: bool) -> None:
        """Only some kinds of recordings can be compared."""
        self.compare.setEnabled(allowed)

    def _arrange(self) -> None:
        left = row(Logo(), label("PerfView", "title"), 1, gap=8)
        right = row(1, self._open, self.compare, self._export, self._theme, gap=6)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 10, 0)
        # Equal stretches on both sides keep the field in the middle of the window.
        layout.addWidget(left, 1)
        layout.addWidget(self.field)
        layout.addWidget(right, 1)

    def _theme_changed(self, _theme: object = None) -> None:
        sign = "sun" if theme.current().is_dark else "moon"
        set_icon(self._theme, sign, size=16)
