"""How long calls took, as bars over a scale of tens, with the median and p95 marked."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from perfview.findings.quantities import duration, percent, plural
from perfview.ui.canvas.painting import CENTRE, LEFT, RIGHT, colour, write
from perfview.ui.queries.page.spread import Spread

_MARGIN, _FOOT, _TOP, _HEIGHT = 6, 20, 20, 132
_LEAST_APART = 52
_LEAST_BAR = 2.0


class SpreadBars(QWidget):
    """One statement's calls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName("How long calls took")
        self._shown: Spread | None = None

    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    def show_spread(self, shown: Spread | None) -> None:
        """Show a statement, None for nothing."""
        self._shown = shown
        if shown is not None:
            words = f"median {duration(shown.p50_ns)}, p95 {duration(shown.p95_ns)}"
            self.setAccessibleDescription(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._shown is not None and self._area().width() > 40:
            self._paint_bars(painter, self._shown)
            self._paint_scale(painter, self._shown)
            self._paint_marks(painter, self._shown)
        painter.end()

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_MARGIN, _TOP, -_MARGIN, -_FOOT)

    def _x(self, shown: Spread, at_ns: float) -> float:
        area, (first, last) = self._area(), np.log10(shown.edges_ns[[0, -1]])
        part = (np.log10(max(at_ns, 1.0)) - first) / (last - first)
        return float(area.left() + np.clip(part, 0.0, 1.0) * area.width())

    def _paint_bars(self, painter: QPainter, shown: Spread) -> None:
        area, most = self._area(), int(shown.calls.max())
        wide = area.width() / len(shown.calls)
        for at, calls in enumerate(shown.calls.tolist()):
            if calls:
                tall = max(calls / most * area.height(), _LEAST_BAR)
                left = area.left() + at * wide
                bar = QRectF(left, area.bottom() - tall, max(wide - 1, 1.0), tall)
                painter.fillRect(bar, colour("control"))
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())

    def _paint_scale(self, painter: QPainter, shown: Spread) -> None:
        """Powers of ten; the two ends where there is none between them."""
        first, last = np.log10(shown.edges_ns[[0, -1]])
        tens = [10.0**power for power in range(int(np.ceil(first)), int(np.floor(last)) + 1)]
        told = tens if len(tens) > 1 else [float(shown.edges_ns[0]), float(shown.edges_ns[-1])]
        foot, taken = self._area().bottom() + 3, -float(_LEAST_APART)
        for value in told:
            x = self._x(shown, value)
            if x - taken < _LEAST_APART:
                continue
            taken = x
            painter.setPen(QPen(colour("line"), 1))
            painter.drawLine(int(x), int(foot) - 3, int(x), int(foot))
            align, left = _beside(x, self.width(), 60)
            place = QRectF(left, foot, 60, 16)
            write(painter, place, duration(value), "text3", size=10, align=align, elide=False)

    def _paint_marks(self, painter: QPainter, shown: Spread) -> None:
        """The median and p95, their words on both sides where they would meet."""
        area = self._area()
        half, high = self._x(shown, shown.p50_ns), self._x(shown, shown.p95_ns)
        marks = [(half, f"p50 {duration(shown.p50_ns)}", "text2")] if shown.p50_ns > 0 else []
        marks += [(high, f"p95 {duration(shown.p95_ns)}", "text")] if shown.p95_ns > 0 else []
        for which, (x, words, role) in enumerate(marks):
            painter.setPen(QPen(colour(role), 1.0, Qt.PenStyle.DashLine))
            painter.drawLine(int(x), int(area.top()) - 2, int(x), int(area.bottom()))
            is_left = (which == 0 and len(marks) > 1) or x + 84 > self.width()
            is_left = is_left and x > 84
            place = QRectF(x - 86 if is_left else x + 4, 0, 82, 16)
            if which and not is_left and half + 4 > x - 84 and half <= 84:
                place.moveLeft(max(place.left(), half + 90))
            align = RIGHT if is_left else LEFT
            write(painter, place, words, role, size=10, weight=500, align=align, elide=False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        area, shown = self._area(), self._shown
        if shown is None or not area.left() <= event.position().x() < area.right():
            self.setToolTip("")
            return
        part = (event.position().x() - area.left()) / area.width()
        at = min(int(part * len(shown.calls)), len(shown.calls) - 1)
        between = f"{duration(shown.edges_ns[at])} to {duration(shown.edges_ns[at + 1])}"
        calls = int(shown.calls[at])
        self.setToolTip(f"{between}: {plural(calls, 'call')}, {percent(calls / shown.timed)}")


def _beside(x: float, width: float, room: float) -> tuple[Qt.AlignmentFlag, float]:
    """How a word of so much room stands at a place, without leaving the picture."""
    if x < room / 2:
        return LEFT, x
    if x > width - room / 2:
        return RIGHT, x - room
    return CENTRE, x - room / 2
