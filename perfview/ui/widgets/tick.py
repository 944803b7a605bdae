"""A box to tick, drawn so that it can be seen on every surface."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from perfview.ui.theme import icons
from perfview.ui.theme.theme import current

_SIDE, _BOX = 20, 16


class Tick(QAbstractButton):
    """Space ticks it; `name` is what screen readers say."""

    def __init__(self, name: str, *, on: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setChecked(on)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset = (_SIDE - _BOX) / 2
        box = QRectF(inset, inset, _BOX, _BOX).adjusted(0.5, 0.5, -0.5, -0.5)
        on, focused = self.isChecked(), self.hasFocus()
        edge = theme.accent if focused else theme.accent_fill if on else theme.control
        painter.setPen(QPen(QColor(edge), 2 if focused else 1))
        painter.setBrush(QColor(theme.accent_fill if on else theme.raised))
        painter.drawRoundedRect(box, 4, 4)
        if on:
            ratio = self.devicePixelRatioF()
            painter.drawPixmap(4, 4, icons.pixmap("check", "on_accent", 12, ratio))
        painter.end()
