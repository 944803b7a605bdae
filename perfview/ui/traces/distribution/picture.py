"""The picture of latencies: a heat map over time, a histogram beside it, a brush over both."""

from __future__ import annotations

import math
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from perfview.findings.quantities import duration, number, plural
from perfview.traces.measures.latency_map import PERCENTILES, Box, LatencyMap
from perfview.ui.canvas.colours import packed
from perfview.ui.canvas.painting import CENTRE, RIGHT, colour, outline, write
from perfview.ui.canvas.tip import Tip, TipText
from perfview.ui.lanes.ruler import tick_step, tick_words
from perfview.ui.theme import theme
from perfview.ui.theme.colours import mix

CELL = 4
"""Pixels a cell of the map has at either side."""
_LEFT, _RIGHT, _TOP, _BOTTOM, _GAP = 64, 132, 10, 26, 12
_LEAST_DRAG = 4
_FAINTEST, _STRENGTHS = 0.16, 64
_STEPS = (1, 2, 5)


class _Grip(Enum):
    MAP = "map"
    TIME = "time"
    DURATION = "duration"


class LatencyPicture(QWidget):
    """Shows a `LatencyMap`. `brushed` carries a `Box` or None; `resized` asks for another map."""

    brushed = Signal(object)
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(360, 160)
        self.setAccessibleName("Latencies over time")
        self.map: LatencyMap | None = None
        self.box: Box | None = None
        self._noun = "request"
        self._image: QImage | None = None
        self._pixels: NDArray[np.uint32] = np.zeros((0, 0), np.uint32)
        self._grip: _Grip | None = None
        self._from = QPointF()
        self._tip = Tip(self)

    @property
    def cells(self) -> tuple[int, int]:
        """Columns and rows there is room for."""
        place = self._map_place()
        return max(1, int(place.width()) // CELL), max(1, int(place.height()) // CELL)

    def show_map(self, found: LatencyMap, noun: str) -> None:
        """Show this; `noun` is what is counted, in the singular."""
        self.map, self._noun = found, noun
        self._colour_cells()
        self.update()

    def show_box(self, box: Box | None) -> None:
        """Show this as brushed."""
        self.box = box
        self.update()

    def theme_changed(self) -> None:
        """Colours are different from now on."""
        self._colour_cells()
        self.update()

    def _colour_cells(self) -> None:
        """Counts as strength of the accent, failures as strength of red: roots, since few count."""
        if self.map is None:
            return
        roles, counts = theme.current(), self.map.counts
        share = np.sqrt(counts / max(1, int(counts.max())))
        strength = np.where(counts > 0, _FAINTEST + (1 - _FAINTEST) * share, 0)
        index = np.round(strength * (_STRENGTHS - 1)).astype(np.int64)
        ramps = [
            np.array(
                [packed(mix(tone, roles.canvas, i / (_STRENGTHS - 1))) for i in range(_STRENGTHS)],
                np.uint32,
            )
            for tone in (roles.accent, roles.bad_fill)
        ]
        failed = 2 * self.map.failed >= np.maximum(counts, 1)
        pixels = np.where(failed, ramps[1][np.maximum(index, _STRENGTHS // 2)], ramps[0][index])
        pixels[counts == 0] = packed(roles.canvas)
        self._pixels = np.ascontiguousarray(pixels[::-1], np.uint32)
        rows, columns = self._pixels.shape
        self._image = QImage(
            self._pixels.data,  # type: ignore[call-overload]
            columns,
            rows,
            4 * columns,
            QImage.Format.Format_RGB32,
        )

    # Places

    def _map_place(self) -> QRectF:
        wide = max(1, self.width() - _LEFT - _RIGHT - _GAP)
        return QRectF(_LEFT, _TOP, wide, max(1, self.height() - _TOP - _BOTTOM))

    def _bars_place(self) -> QRectF:
        place = self._map_place()
        return QRectF(place.right() + _GAP, place.top(), _RIGHT - 8, place.height())

    def _y(self, ns: float) -> float:
        assert self.map is not None
        place, extent = self._map_place(), self.map.extent
        up = math.log(max(ns, 1e-3) / extent.low_ns) / math.log(extent.high_ns / extent.low_ns)
        return place.bottom() - min(max(up, 0.0), 1.0) * place.height()

    def _x(self, ns: float) -> float:
        assert self.map is not None
        place, extent = self._map_place(), self.map.extent
        across = (ns - extent.start_ns) / (extent.end_ns - extent.start_ns)
        return place.left() + min(max(across, 0.0), 1.0) * place.width()

    def _values(self, point: QPointF) -> tuple[float, float]:
        """The time and the duration at a point, held within the map."""
        assert self.map is not None
        place, extent = self._map_place(), self.map.extent
        across = min(max((point.x() - place.left()) / place.width(), 0.0), 1.0)
        up = min(max((place.bottom() - point.y()) / place.height(), 0.0), 1.0)
        time = extent.start_ns + across * (extent.end_ns - extent.start_ns)
        return time, extent.low_ns * (extent.high_ns / extent.low_ns) ** up

    # Drawing

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("canvas"))
        if self.map is not None and self._image is not None:
            place = self._map_place()
            painter.drawImage(place, self._image)
            self._paint_durations(painter, place)
            self._paint_times(painter, place)
            self._paint_bars(painter)
            self._paint_percentiles(painter, place)
            self._paint_box(painter, place)
        if self.hasFocus():
            outline(painter, QRectF(self.rect()), "accent", 2)
        painter.end()

    def _paint_durations(self, painter: QPainter, place: QRectF) -> None:
        painter.setPen(QPen(colour("text3", 36), 1))
        last = place.bottom() + 20
        for ns, words in _round_durations(self.map.extent if self.map else Box(0, 1, 1, 10)):
            y = round(self._y(ns))
            painter.setPen(QPen(colour("text3", 36), 1))
            painter.drawLine(QPointF(place.left(), y), QPointF(self._bars_place().right(), y))
            if last - y >= 16:
                area = QRectF(0, y - 8, _LEFT - 8, 16)
                write(painter, area, words, "text3", size=10, align=RIGHT)
                last = y

    def _paint_times(self, painter: QPainter, place: QRectF) -> None:
        assert self.map is not None
        extent = self.map.extent
        whole = extent.end_ns - extent.start_ns
        step = tick_step(whole, place.width())
        for time in range(0, int(whole) + 1, step):
            x = self._x(extent.start_ns + time)
            painter.setPen(colour("text3"))
            painter.drawLine(QPointF(x, place.bottom() + 1), QPointF(x, place.bottom() + 5))
            if x + 90 < place.right() + _GAP or time == 0:
                area = QRectF(x + 4, place.bottom() + 4, 90, 16)
                write(painter, area, tick_words(time, step), "text3", size=10, elide=False)

    def _paint_bars(self, painter: QPainter) -> None:
        assert self.map is not None
        place, counts = self._bars_place(), self.map.counts.sum(axis=1)
        failed = self.map.failed.sum(axis=1)
        tall, most = place.height() / len(counts), max(1, int(counts.max()))
        for row, count in enumerate(counts.tolist()):
            if not count:
                continue
            y = place.bottom() - (row + 1) * tall
            wide = max(1.0, count / most * place.width())
            top, bottom = round(y), round(y + tall)
            bar = QRectF(place.left(), top, round(wide), max(1, bottom - top - (bottom - top > 2)))
            painter.fillRect(bar, colour("accent", 150))
            red = min(wide, int(failed[row]) / most * place.width())
            if red:
                painter.fillRect(
                    QRectF(bar.left(), top, max(1, round(red)), bar.height()), colour("bad_fill")
                )
        painter.setPen(colour("line"))
        painter.drawLine(place.topLeft() - QPointF(1, 0), place.bottomLeft() - QPointF(1, 0))

    def _paint_percentiles(self, painter: QPainter, place: QRectF) -> None:
        assert self.map is not None
        lines = zip(PERCENTILES, self.map.percentiles_ns.tolist(), strict=True)
        free = self._bars_place().bottom() + 40
        for percent, ns in lines:
            y = self._y(ns)
            pen = QPen(colour("text2", 190), 1, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawLine(QPointF(place.left(), y), QPointF(self._bars_place().right(), y))
            if free - y < 15:
                continue
            free = y
            words = f"p{percent}  {duration(ns)}"
            wide = QFontMetrics(theme.font(10, 600)).horizontalAdvance(words) + 8
            area = QRectF(self._bars_place().right() - wide, y - 16, wide, 15)
            painter.fillRect(area, colour("canvas", 200))
            write(painter, area, words, "text", size=10, weight=600, align=CENTRE)

    def _paint_box(self, painter: QPainter, place: QRectF) -> None:
        if self.box is None:
            return
        left, right = self._x(self.box.start_ns), self._x(self.box.end_ns)
        top, bottom = self._y(self.box.high_ns), self._y(self.box.low_ns)
        veil = colour("canvas", 130)
        painter.fillRect(QRectF(place.left(), place.top(), place.width(), top - place.top()), veil)
        painter.fillRect(QRectF(place.left(), bottom, place.width(), place.bottom() - bottom), veil)
        painter.fillRect(QRectF(place.left(), top, left - place.left(), bottom - top), veil)
        painter.fillRect(QRectF(right, top, place.right() - right, bottom - top), veil)
        outline(painter, QRectF(left, top, max(2, right - left), max(2, bottom - top)), "accent", 2)

    # Hands

    def _grip_at(self, point: QPointF) -> _Grip | None:
        if self.map is None:
            return None
        if self._map_place().contains(point):
            return _Grip.MAP
        if self._map_place().bottom() < point.y() and point.x() >= _LEFT:
            return _Grip.TIME
        beside = point.x() < _LEFT or self._bars_place().contains(point)
        return _Grip.DURATION if beside else None

    def _dragged(self, to: QPointF) -> Box:
        assert self.map is not None
        extent = self.map.extent
        times, durations = zip(self._values(self._from), self._values(to), strict=True)
        if self._grip is _Grip.TIME:
            durations = (0.0, extent.high_ns)
        if self._grip is _Grip.DURATION:
            times = (extent.start_ns, extent.end_ns)
        low = min(durations)
        # The first row holds everything quicker too.
        low = 0.0 if low <= extent.low_ns * 1.0001 else low
        return Box(min(times), max(times), low, max(durations))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip, self._from = self._grip_at(event.position()), event.position()
            self._tip.hide()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            if (event.position() - self._from).manhattanLength() >= _LEAST_DRAG:
                self.show_box(self._dragged(event.position()))
            return
        self._hover(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grip is None:
            return
        moved = (event.position() - self._from).manhattanLength() >= _LEAST_DRAG
        box = self._dragged(event.position()) if moved else None
        self._grip = None
        self.show_box(box)
        self.brushed.emit(box)

    def leaveEvent(self, _event: object) -> None:
        self._tip.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.box is not None:
            self.show_box(None)
            self.brushed.emit(None)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self.resized.emit()

    def _hover(self, point: QPointF) -> None:
        grip = self._grip_at(point)
        shape = Qt.CursorShape.CrossCursor if grip else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        if grip is not _Grip.MAP or self.map is None:
            self._tip.hide()
            return
        rows, columns = self.map.counts.shape
        place = self._map_place()
        column = min(columns - 1, int((point.x() - place.left()) / place.width() * columns))
        row = min(rows - 1, int((place.bottom() - point.y()) / place.height() * rows))
        count = int(self.map.counts[row, column])
        if not count:
            self._tip.hide()
            return
        time, ns = self._values(point)
        failed = int(self.map.failed[row, column])
        facts = [("about", duration(ns)), ("at", duration(time - self.map.extent.start_ns))]
        facts += [("failed", number(failed))] if failed else []
        words = TipText(plural(count, self._noun), "", tuple(facts))
        cell = QRectF(point.x() - CELL, point.y() - CELL, 2 * CELL, 2 * CELL)
        self._tip.show_beside(words, cell.toRect(), point.toPoint())


def _round_durations(extent: Box) -> list[tuple[float, str]]:
    """1, 2 and 5 of each power of ten within the extent; only powers when there are many."""
    first = math.floor(math.log10(extent.low_ns))
    last = math.ceil(math.log10(extent.high_ns))
    steps = _STEPS if last - first <= 3 else (1,)
    values = [step * 10.0**power for power in range(first, last + 1) for step in steps]
    inside = [value for value in values if extent.low_ns <= value <= extent.high_ns]
    return [(value, duration(value).replace(".00", "").replace(".0", "")) for value in inside]
