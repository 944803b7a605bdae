"""What lines of the service graph mean, in one line under it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from perfview.ui.canvas.painting import colour, write
from perfview.ui.theme import theme

_HEIGHT = 28


class GraphLegend(QWidget):
    """`way` says what the lines in ink are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("What the lines mean")
        self._way = ""

    def say(self, way: str) -> None:
        """What the lines in ink are; "" when there are none."""
        self._way = way
        self.setAccessibleDescription(f"calls flow left to right; ink: {way}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("canvas"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = self._write(painter, 12, "calls flow left to right") + 24
        lines = [
            (self._way, "ink", 3.4, False),
            ("from 1\u202f% errors on", "bad_fill", 2.0, True),
            ("width grows with calls", "control", 2.5, False),
        ]
        for words, role, wide, dashed in lines:
            if not words:
                continue
            pen = QPen(colour(role), wide)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            if dashed:
                pen.setDashPattern([4, 2])
            painter.setPen(pen)
            painter.drawLine(QPointF(x, _HEIGHT / 2), QPointF(x + 26, _HEIGHT / 2))
            x = self._write(painter, x + 34, words) + 24
        painter.end()

    @staticmethod
    def _write(painter: QPainter, x: float, words: str) -> float:
        wide = QFontMetrics(theme.font(11)).horizontalAdvance(words)
        write(painter, QRectF(x, 0, wide + 4, _HEIGHT), words, "text3", size=11, elide=False)
        return x + wide
