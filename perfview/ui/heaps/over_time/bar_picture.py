"""The picture of bars over time: drawn by the pixel, some of them marked by hand or keys."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from perfview.findings.quantities import duration, size
from perfview.ui.canvas.painting import CENTRE, RIGHT, colour, write
from perfview.ui.canvas.tip import Tip, TipText
from perfview.ui.heaps.over_time.amounts import round_amounts, short_amount
from perfview.ui.heaps.over_time.bars import Bars
from perfview.ui.lanes.ruler import exact_words, tick_step, tick_words
from perfview.ui.widgets.arrange import on_surface

_LEFT, _TOP, _RIGHT, _BOTTOM = 64, 14, 14, 26
_ROOM = 1.1
_TICK = 44


class BarPicture(QWidget):
    """`brushed` carries the first and the last of the marked bars, or None."""

    brushed = Signal(object)

    def __init__(self, bars: Bars) -> None:
        super().__init__()
        on_surface(self, "canvas")
        self.setAccessibleName(f"Memory over time: {bars.headline}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(320, 160)
        self.bars = bars
        self.marked: tuple[int, int] | None = None
        self._pressed: int | None = None
        self._tip = Tip(self)
        self._least, self._most = _extent(bars)
        self._top = max(1.0, float((bars.under + bars.over).max(initial=0)) * _ROOM)

    def mark(self, marked: tuple[int, int] | None) -> None:
        """Mark bars from one to another, or none."""
        if marked != self.marked:
            self.marked = marked
            self.update()
            self.brushed.emit(marked)

    # Places

    @property
    def _box(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)

    def x_of(self, value: float) -> float:
        """The pixel of a place along the bars."""
        box = self._box
        return box.left() + (value - self._least) / (self._most - self._least) * box.width()

    def bar_at(self, x: float) -> int:
        """The bar at a pixel, or the nearest one."""
        box = self._box
        value = self._least + (x - box.left()) / max(box.width(), 1) * (self._most - self._least)
        return int(np.clip(np.searchsorted(self.bars.end, value), 0, len(self.bars) - 1))

    # Drawing

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("canvas"))
        self._paint_amounts(painter)
        if self.marked is not None:
            first, last = self.marked
            left, right = self.x_of(self.bars.start[first]), self.x_of(self.bars.end[last])
            box = self._box
            marked = QRectF(left, box.top(), max(right - left, 2), box.height())
            painter.fillRect(marked, colour("accent", 40))
        self._paint_bars(painter)
        self._paint_places(painter)
        painter.end()

    def _paint_amounts(self, painter: QPainter) -> None:
        box = self._box
        for value in round_amounts(0, self._top, box.height())[1]:
            y = round(box.bottom() - value / self._top * box.height())
            painter.fillRect(QRectF(box.left(), y, box.width(), 1), colour("text3", 36))
            words = short_amount(size(value)) if value else "0"
            place = QRectF(0, y - 9, _LEFT - 8, 18)
            write(painter, place, words, "text3", size=10, align=RIGHT)

    def _paint_bars(self, painter: QPainter) -> None:
        box, bars = self._box, self.bars
        left, right, under, over = _by_pixel(bars, self.x_of(self._least), self._scale)
        tall = box.height() / self._top
        grey, full = colour("text3", 110), colour("accent")
        for x, to, low, high in zip(left, right, under * tall, over * tall, strict=True):
            wide = max(1.0, to - x)
            if low:
                painter.fillRect(QRectF(x, box.bottom() - low, wide, low), grey)
            if high:
                # What is there is seen, however little it is.
                high = max(1.0, high)
                painter.fillRect(QRectF(x, box.bottom() - low - high, wide, high), full)

    @property
    def _scale(self) -> float:
        return self._box.width() / (self._most - self._least)

    def _paint_places(self, painter: QPainter) -> None:
        box = self._box
        painter.fillRect(QRectF(box.left(), box.bottom(), box.width(), 1), colour("line"))
        if self.bars.names:
            wide = box.width() / len(self.bars)
            for at, name in enumerate(self.bars.names):
                place = QRectF(box.left() + at * wide + 4, box.bottom() + 4, wide - 8, 18)
                write(painter, place, name, "text3", size=10, align=CENTRE)
                whole = int(self.bars.under[at] + self.bars.over[at])
                place.moveBottom(box.bottom() - whole / self._top * box.height() - 2)
                write(painter, place, size(whole), "text2", size=11, align=CENTRE)
            return
        step = tick_step((self._most - self._least) * 1e9, box.width())
        for at in range(int(self._least * 1e9 // step) + 1, int(self._most * 1e9 // step) + 1):
            x = self.x_of(at * step / 1e9)
            place = QRectF(x - _TICK, box.bottom() + 4, 2 * _TICK, 18)
            write(painter, place, tick_words(at * step, step), "text3", size=10, align=CENTRE)

    # Hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to mark."""
        if event.button() == Qt.MouseButton.LeftButton and len(self.bars.id_last):
            self._pressed = self.bar_at(event.position().x())
            self.mark((self._pressed, self._pressed))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark more, or tell what is there."""
        here = self.bar_at(event.position().x())
        if self._pressed is not None:
            self.mark((min(self._pressed, here), max(self._pressed, here)))
        spot = event.position().toPoint()
        self._tip.show_beside(self._told(here), QRect(spot, spot), QPoint(spot))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """That is it."""
        self._pressed = None

    def leaveEvent(self, _event: object) -> None:
        """The pointer is elsewhere."""
        self._tip.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows mark the next bar, with Shift as far as it; Esc lets go."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and len(self.bars.id_last):
            first, last = self.marked or (-1, -1)
            to = min(max(last + step, 0), len(self.bars) - 1)
            widens = event.modifiers() & Qt.KeyboardModifier.ShiftModifier and first >= 0
            self.mark((min(first, to), to) if widens else (to, to))
        elif event.key() == Qt.Key.Key_Escape and self.marked is not None:
            self.mark(None)
        else:
            super().keyPressEvent(event)

    def _told(self, at: int) -> TipText:
        bars, rows = self.bars, []
        for words, amount in zip(bars.legend[::-1], (bars.over[at], bars.under[at]), strict=True):
            rows += [(words, size(int(amount)))] if words else []
        if bars.names:
            return TipText(bars.names[at], "", tuple(rows))
        lasts = (bars.end[at] - bars.start[at]) * 1e9
        begins = exact_words(max(0, round(bars.start[at] * 1e9)), 1_000_000)
        return TipText(begins, f"{duration(lasts)} until the next moment", tuple(rows))


def _extent(bars: Bars) -> tuple[float, float]:
    if bars.names:
        return 0.0, float(len(bars))
    least, most = float(bars.start[0]), float(bars.end[-1])
    return least, max(most, least + 1e-3)


def _by_pixel(
    bars: Bars, origin: float, scale: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Left and right edges and both amounts of what is drawn; bars that begin in one pixel as one
    that is as high as the highest of them."""
    least = bars.start[0] if not bars.names else 0.0
    left = np.floor(origin + (bars.start - least) * scale)
    right = np.floor(origin + (bars.end - least) * scale)
    first = np.flatnonzero(np.diff(left, prepend=-np.inf))
    gap = 1.0 if scale and float(np.median(right - left)) >= 4 else 0.0
    return (
        left[first],
        np.maximum.reduceat(right, first) - gap,
        np.maximum.reduceat(bars.under, first).astype(np.float64),
        np.maximum.reduceat(bars.over, first).astype(np.float64),
    )
