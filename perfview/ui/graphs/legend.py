"""What lines of a graph mean, in one line under it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from perfview.ui.canvas.painting import colour, write
from perfview.ui.graphs.strokes import pen
from perfview.ui.theme import theme

_HEIGHT, _LINE = 28, 26


@dataclass(frozen=True)
class Line:
    """A line and what it means; `dashes` is its pattern, empty for none."""

    words: str
    role: str
    wide: float = 1.8
    dashes: tuple[float, ...] = ()


class LineLegend(QWidget):
    """`lead` stands before the lines."""

    def __init__(self, lead: str, lines: tuple[Line, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("What the lines mean")
        self.setAccessibleDescription(", ".join([lead, *(line.words for line in lines)]))
        self._lead, self._lines = lead, lines

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("canvas"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = self._write(painter, 12, self._lead) + 24
        for line in self._lines:
            stroke = pen(colour(line.role), line.wide)
            if line.dashes:
                stroke.setDashPattern(list(line.dashes))
            painter.setPen(stroke)
            painter.drawLine(QPointF(x, _HEIGHT / 2), QPointF(x + _LINE, _HEIGHT / 2))
            x = self._write(painter, x + _LINE + 8, line.words) + 24
        painter.end()

    @staticmethod
    def _write(painter: QPainter, x: float, words: str) -> float:
        wide = QFontMetrics(theme.font(11)).horizontalAdvance(words)
        write(painter, QRectF(x, 0, wide + 4, _HEIGHT), words, "text3", size=11, elide=False)
        return x + wide
