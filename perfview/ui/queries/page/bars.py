"""Bars over time, the high ones loud."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from perfview.findings.quantities import duration, number
from perfview.ui.canvas.painting import CENTRE, LEFT, RIGHT, colour, write
from perfview.ui.queries.page.clock import clock_ticks, clock_words, is_of_calendar
from perfview.ui.queries.page.over_time import CALLS, P95, OverTime
from perfview.ui.theme.theme import current

_GUTTER, _FOOT, _TOP = 62, 20, 8
_HIGH = 1.5
_HEIGHT = 172
_CLOSE = 1.5
"""How much closer together times of day may stand here than on a wide axis."""


class TimeBars(QWidget):
    """One statement over the recording, one way at a time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName("Over time")
        self._shown: OverTime | None = None
        self._way = P95

    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    def show_bars(self, shown: OverTime | None, way: int) -> None:
        """Show a statement, None for nothing."""
        self._shown, self._way = shown, way
        if shown is not None:
            values = shown.values(way)
            most = float(np.nanmax(values)) if not np.isnan(values).all() else 0.0
            self.setAccessibleDescription(f"at most {_words(most, way)}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = self._area()
        if self._shown is not None and area.width() > 40:
            values = np.nan_to_num(self._shown.values(self._way))
            top = _round_up(float(values.max(initial=0.0)), self._way)
            self._paint_grid(painter, area, top)
            self._paint_bars(painter, area, top)
            self._paint_times(painter, area, self._shown)
        painter.end()

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_GUTTER, _TOP, -6, -_FOOT)

    def _paint_grid(self, painter: QPainter, area: QRectF, top: float) -> None:
        for part in (0.5, 1.0):
            y = round(area.bottom() - part * area.height()) + 0.5
            painter.setPen(QPen(colour("line"), 1))
            painter.drawLine(int(area.left()), int(y), int(area.right()), int(y))
            place = QRectF(0, y - 8, _GUTTER - 8, 16)
            write(painter, place, _words(top * part, self._way), "text3", size=10, align=RIGHT)

    def _paint_bars(self, painter: QPainter, area: QRectF, top: float) -> None:
        assert self._shown is not None
        theme, values = current(), self._shown.values(self._way)
        wide = area.width() / len(values)
        known = values[~np.isnan(values) & (values > 0)]
        limit = _HIGH * float(np.median(known)) if len(known) > 3 else np.inf
        painter.setPen(Qt.PenStyle.NoPen)
        for at, value in enumerate(values.tolist()):
            if not value > 0:
                continue
            tall = max(value / (top or 1.0) * area.height(), 1.5)
            is_loud = self._way == P95 and value > limit
            painter.setBrush(QColor(theme.bad_fill if is_loud else theme.control))
            left = area.left() + at * wide
            painter.drawRect(QRectF(left + 0.5, area.bottom() - tall, max(wide - 2, 1.0), tall))

    def _paint_times(self, painter: QPainter, area: QRectF, shown: OverTime) -> None:
        start, stop = int(shown.edges_ns[0]), int(shown.edges_ns[-1])
        for at, words in clock_ticks(start, stop, area.width() * _CLOSE):
            x = area.left() + (at - start) / max(stop - start, 1) * area.width()
            align = LEFT if x < area.left() + 16 else CENTRE
            left = x if align is LEFT else x - 30
            if left + 60 > self.width() + 8:
                continue
            place = QRectF(left, area.bottom() + 3, 60, 16)
            write(painter, place, words, "text3", size=10, align=align, elide=False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        area, shown = self._area(), self._shown
        if shown is None or not area.left() <= event.position().x() <= area.right():
            self.setToolTip("")
            return
        count = len(shown.calls)
        at = min(int((event.position().x() - area.left()) / area.width() * count), count - 1)
        begins = int(shown.edges_ns[at])
        when = (
            f"{clock_words(begins)} UTC"
            if is_of_calendar(begins)
            else (duration(begins - int(shown.edges_ns[0])) + " in")
        )
        p95 = shown.p95_ns[at]
        told = f"p95 {duration(p95)}, " if p95 == p95 else ""
        calls = f"{number(shown.calls[at])} calls"
        self.setToolTip(f"{when}: {told}{calls}, {duration(shown.busy_ns[at])} of work")


def _words(value: float, way: int) -> str:
    return number(value) if way == CALLS else duration(value)


def _round_up(value: float, way: int) -> float:
    """The next 1, 2, 5 or so times a power of ten."""
    if value <= 0:
        return 1.0
    base = 10.0 ** np.floor(np.log10(value))
    steps = (1, 2, 4, 6, 8, 10)
    found = float(next(step * base for step in steps if step * base >= value * 0.999))
    return max(found, 2.0) if way == CALLS else found
