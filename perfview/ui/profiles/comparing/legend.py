"""What the colours of a comparison mean: a scale from faster to slower, and dashes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from perfview.ui.canvas.painting import RIGHT, colour, write
from perfview.ui.profiles.comparing.scene import difference_shades
from perfview.ui.theme import theme

_HEIGHT = 26
_SCALE_PX = 144


class DifferenceLegend(QWidget):
    """`less` and `more` are the ends of the scale; `width` says whose widths boxes have."""

    def __init__(self, less: str, more: str) -> None:
        super().__init__()
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("What the colours mean")
        self._ends = (less, more)
        self._width = self._rest = ""

    def say(self, width: str, rest: str = "") -> None:
        """Whose widths boxes have; `rest` is what the picture does not show."""
        self._width, self._rest = width, rest
        self.setAccessibleDescription(f"{self._ends[0]} to {self._ends[1]}; {width}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("canvas"))
        x = self._write(painter, 10, self._ends[0]) + 8
        shades = difference_shades(theme.current())
        wide = _SCALE_PX / len(shades)
        for step, shade in enumerate(shades):
            painter.fillRect(QRectF(x + step * wide, 8, wide + 1, 10), QColor(shade))
        x = self._write(painter, x + _SCALE_PX + 8, self._ends[1]) + 22
        x = self._write(painter, x, self._width) + 22
        painter.setPen(QPen(colour("ink"), 1, Qt.PenStyle.DashLine))
        painter.drawRect(QRectF(x, 7.5, 18, 11))
        self._write(painter, x + 25, "in one of them only")
        room = QRectF(self.width() - 260, 0, 250, _HEIGHT)
        write(painter, room, self._rest, "text3", size=11, align=RIGHT)
        painter.end()

    @staticmethod
    def _write(painter: QPainter, x: float, words: str) -> float:
        wide = QFontMetrics(theme.font(11)).horizontalAdvance(words)
        write(painter, QRectF(x, 0, wide + 4, _HEIGHT), words, "text3", size=11, elide=False)
        return x + wide
