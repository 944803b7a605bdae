"""Load over time as stacked bars, with events in strips below; under hands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from perfview.findings.quantities import duration, number, three_figures
from perfview.ui.canvas.painting import LEFT, RIGHT, colour, write
from perfview.ui.queries.load.content import BUSY, ROLES, LoadContent, event_word
from perfview.ui.queries.page.clock import clock_ticks, clock_words, is_of_calendar
from perfview.ui.theme.colours import category_colour, dimmed
from perfview.ui.theme.theme import current

_GUTTER, _RIGHT_ROOM, _TOP, _AXIS = 96, 12, 10, 22
_STRIP = 17
_NOTCH = 0.8
_LEAST_NS = 1_000_000
_CLICK = 4


class LoadPicture(QWidget):
    """Bars stacked from the heaviest statement up. Dragging marks a stretch of time, the wheel
    zooms, keys W S A D F as in every timeline.

    `brushed` carries (start, end) in ns or None, `looked` the stretch that is to be shown, `picked`
    the place of a statement among those drawn, -1 for the others, `event_picked` a row of `Events`.
    """

    brushed = Signal(object)
    looked = Signal(object, object)
    picked = Signal(int)
    event_picked = Signal(int)
    whole_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Load over time")
        self.setMinimumHeight(180)
        self.content: LoadContent | None = None
        self._way = BUSY
        self._categories: list[int] = []
        self._chosen = -1
        self.range_ns: tuple[int, int] | None = None
        self._drawn: QPixmap | None = None
        self._pressed: QPointF | None = None
        self._hovered: QPointF | None = None

    # What is shown

    def show_content(self, content: LoadContent, categories: list[int], way: int) -> None:
        """Show a stretch of time; `categories` of the statements drawn apart."""
        self.content, self._categories, self._way = content, categories, way
        whole = float(content.values(way).sum(axis=0).max(initial=0.0))
        self.setAccessibleDescription(f"at most {self._amount(whole)}")
        self.redraw()

    def choose(self, place: int) -> None:
        """Let one of the statements stand out, -1 for none."""
        if place != self._chosen:
            self._chosen = place
            self.redraw()

    def mark(self, range_ns: tuple[int, int] | None) -> None:
        """Mark a stretch of time."""
        self.range_ns = range_ns
        self.update()

    def redraw(self) -> None:
        """Draw anew what does not follow the pointer."""
        self._drawn = None
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(700, 340)

    # Places

    def _area(self) -> QRectF:
        strips = len(self.content.events) if self.content is not None else 0
        below = _AXIS + strips * _STRIP + (6 if strips else 0)
        return QRectF(self.rect()).adjusted(_GUTTER, _TOP, -_RIGHT_ROOM, -below)

    def _x(self, at_ns: float) -> float:
        assert self.content is not None
        area, span = self._area(), max(self.content.stop_ns - self.content.start_ns, 1)
        return area.left() + (at_ns - self.content.start_ns) / span * area.width()

    def _time(self, x: float) -> int:
        assert self.content is not None
        area = self._area()
        share = min(max((x - area.left()) / max(area.width(), 1.0), 0.0), 1.0)
        span = self.content.stop_ns - self.content.start_ns
        return self.content.start_ns + int(share * span)

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._drawn is None:
            self._drawn = self._draw()
        painter.drawPixmap(0, 0, self._drawn)
        if self.content is not None:
            self._paint_range(painter)
            self._paint_pointer(painter)
        painter.end()

    def _draw(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        drawn = QPixmap(self.size() * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(colour("canvas"))
        content, area = self.content, self._area()
        if content is not None and area.width() > 60 and area.height() > 30:
            painter = QPainter(drawn)
            values = content.values(self._way)
            top = _round_up(float(values.sum(axis=0).max(initial=0.0)))
            self._draw_grid(painter, area, top)
            self._draw_bars(painter, area, values, top)
            self._draw_times(painter, area, content)
            self._draw_strips(painter, area, content)
            painter.end()
        return drawn

    def _draw_grid(self, painter: QPainter, area: QRectF, top: float) -> None:
        for part in (0.25, 0.5, 0.75, 1.0):
            y = round(area.bottom() - part * area.height())
            painter.fillRect(QRectF(area.left(), y, area.width(), 1), colour("line"))
            if part in (0.5, 1.0):
                place = QRectF(0, y - 8, _GUTTER - 10, 16)
                write(painter, place, self._amount(top * part), "text3", size=10, align=RIGHT)

    def _draw_bars(
        self, painter: QPainter, area: QRectF, values: NDArray[np.float64], top: float
    ) -> None:
        theme = current()
        painter.setPen(Qt.PenStyle.NoPen)
        edges = np.linspace(area.left(), area.right(), values.shape[1] + 1)
        bottoms = np.full(values.shape[1], area.bottom())
        wide = np.maximum(
            np.diff(edges) - (1.0 if area.width() > 4 * values.shape[1] else 0.0), 0.8
        )
        for place in range(len(values)):
            category = self._categories[place] if place < len(self._categories) else -1
            fill = category_colour(category, theme)
            if self._chosen >= 0 and place != self._chosen:
                fill = dimmed(fill, theme)
            tall = values[place] / top * area.height()
            bottoms = bottoms - tall
            shown = np.flatnonzero(tall >= 0.05)
            columns = (edges[shown], bottoms[shown], wide[shown], np.maximum(tall[shown], 0.5))
            painter.setBrush(QColor(fill))
            # All bars of a statement at once: one by one they are half of a frame.
            painter.drawRects(list(map(QRectF, *(column.tolist() for column in columns))))

    def _draw_times(self, painter: QPainter, area: QRectF, content: LoadContent) -> None:
        painter.fillRect(QRectF(area.left(), area.bottom(), area.width(), 1), colour("control"))
        for at, words in clock_ticks(content.start_ns, content.stop_ns, area.width()):
            x = self._x(at)
            painter.fillRect(QRectF(x, area.bottom(), 1, 5), colour("text3"))
            if x + 60 < self.width():
                place = QRectF(x + 4, area.bottom() + 3, 80, 16)
                write(painter, place, words, "text3", size=10, align=LEFT, elide=False)

    def _draw_strips(self, painter: QPainter, area: QRectF, content: LoadContent) -> None:
        """One line a kind of event: a mark where one was, however many there were."""
        for line, (kind, (times, _rows)) in enumerate(content.events.items()):
            top = area.bottom() + _AXIS + line * _STRIP + 4
            place = QRectF(0, top, _GUTTER - 10, _STRIP - 3)
            painter.fillRect(
                QRectF(area.left(), top + _STRIP - 3, area.width(), 1), colour("line", 120)
            )
            write(painter, place, event_word(kind), "text2", size=10, align=RIGHT)
            if not len(times):
                continue
            span = max(content.stop_ns - content.start_ns, 1)
            pixels = (times - content.start_ns) / span * area.width()
            fill = colour(ROLES[kind])
            for x in np.unique(pixels.astype(np.int64)).tolist():
                painter.fillRect(QRectF(area.left() + x, top + 2, 2, _STRIP - 7), fill)

    def _paint_range(self, painter: QPainter) -> None:
        if self.range_ns is None:
            return
        area = self._area()
        left, right = (min(max(self._x(at), area.left()), area.right()) for at in self.range_ns)
        tint = colour("accent", 40)
        painter.fillRect(QRectF(left, area.top(), right - left, area.height()), tint)
        painter.setPen(QPen(colour("accent"), 1))
        for x in (left, right):
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _paint_pointer(self, painter: QPainter) -> None:
        if self._hovered is None or not self._area().contains(self._hovered):
            return
        area = self._area()
        painter.fillRect(QRectF(self._hovered.x(), area.top(), 1, area.height()), colour("text3"))

    # Hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.content is not None:
            self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = event.position()
        if self._pressed is not None and self._is_drag(event.position()):
            ends = sorted((self._time(self._pressed.x()), self._time(event.position().x())))
            self.range_ns = (ends[0], ends[1])
        elif self.content is not None:
            self.setToolTip(self._tip(event.position()))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        is_drag, self._pressed = self._is_drag(event.position()), None
        if is_drag:
            self.brushed.emit(self.range_ns)
            return
        row = self._event_at(event.position())
        if row >= 0:
            self.event_picked.emit(row)
        else:
            self.range_ns = None
            self.brushed.emit(None)
            place = self._place_at(event.position())
            if place is not None:
                self.picked.emit(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.range_ns is not None:
            self.looked.emit(*self.range_ns)
        else:
            self._zoom(_NOTCH**4, event.position().x())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().y():
            self._zoom(_NOTCH ** (event.angleDelta().y() / 120), event.position().x())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, middle = Qt.Key(event.key()), self._area().center().x()
        if key in (Qt.Key.Key_W, Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._zoom(_NOTCH, middle)
        elif key in (Qt.Key.Key_S, Qt.Key.Key_Minus):
            self._zoom(1 / _NOTCH, middle)
        elif key in (Qt.Key.Key_A, Qt.Key.Key_Left):
            self._pan(-0.2)
        elif key in (Qt.Key.Key_D, Qt.Key.Key_Right):
            self._pan(0.2)
        elif key in (Qt.Key.Key_F, Qt.Key.Key_Home):
            self.whole_asked.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.range_ns is not None:
            self.looked.emit(*self.range_ns)
        elif key == Qt.Key.Key_Escape:
            self.range_ns = None
            self.brushed.emit(None)
            self.update()
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, _event: QEvent) -> None:
        self._hovered = None
        self.update()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self.redraw()

    def _is_drag(self, at: QPointF) -> bool:
        return self._pressed is not None and abs(at.x() - self._pressed.x()) >= _CLICK

    def _zoom(self, factor: float, x: float) -> None:
        if self.content is None:
            return
        start, stop, at = self.content.start_ns, self.content.stop_ns, self._time(x)
        span = max((stop - start) * factor, _LEAST_NS)
        share = (at - start) / max(stop - start, 1)
        self.looked.emit(int(at - share * span), int(at + (1 - share) * span))

    def _pan(self, share: float) -> None:
        if self.content is not None:
            step = int((self.content.stop_ns - self.content.start_ns) * share)
            self.looked.emit(self.content.start_ns + step, self.content.stop_ns + step)

    def _bin_at(self, x: float) -> int:
        assert self.content is not None
        area, count = self._area(), int(self.content.busy.shape[1])
        return min(max(int((x - area.left()) / max(area.width(), 1) * count), 0), count - 1)

    def _place_at(self, at: QPointF) -> int | None:
        """The place of the statement whose bar is here, -1 for the others, None for none."""
        area = self._area()
        if self.content is None or not area.contains(at):
            return None
        values = self.content.values(self._way)
        top = _round_up(float(values.sum(axis=0).max(initial=0.0)))
        height = (area.bottom() - at.y()) / area.height() * top
        heights = np.cumsum(values[:, self._bin_at(at.x())])
        place = int(np.searchsorted(heights, height))
        if place >= len(values):
            return None
        return place if place < len(self.content.statements) else -1

    def _event_at(self, at: QPointF) -> int:
        """The event whose mark is nearest here, -1 for none."""
        content, area = self.content, self._area()
        if content is None or at.y() < area.bottom() + _AXIS:
            return -1
        line = int((at.y() - area.bottom() - _AXIS - 4) // _STRIP)
        if not 0 <= line < len(content.events):
            return -1
        times, rows = list(content.events.values())[line]
        if not len(times):
            return -1
        near = int(np.argmin(np.abs(times - self._time(at.x()))))
        is_here = abs(self._x(float(times[near])) - at.x()) < 6
        return int(rows[near]) if is_here else -1

    def _tip(self, at: QPointF) -> str:
        assert self.content is not None
        if not self._area().contains(at):
            return ""
        begins = self._time(at.x())
        bar = self._bin_at(at.x())
        when = (
            f"{clock_words(begins)} UTC"
            if is_of_calendar(begins)
            else f"{duration(begins - self.content.start_ns)} in"
        )
        busy = float(self.content.busy[:, bar].sum())
        calls = float(self.content.calls[:, bar].sum())
        return f"{when}\n{three_figures(busy)} at once, {three_figures(calls)} calls a second"

    def _amount(self, value: float) -> str:
        if self._way == BUSY:
            return f"{value:.3g} at once" if value >= 0.01 else "0"
        return f"{number(value) if value >= 10 else three_figures(value)}/s"


def _round_up(value: float) -> float:
    """The next of 1, 1.5, 2, 3, 4, 6, 8 times a power of ten."""
    if value <= 0:
        return 1.0
    base = 10.0 ** np.floor(np.log10(value))
    return float(
        next(step * base for step in (1, 1.5, 2, 3, 4, 6, 8, 10) if step * base >= value * 0.999)
    )
