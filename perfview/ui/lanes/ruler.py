"""The time axis: ticks at round times, counted from the recording's (or the trace's) start."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from perfview.findings.quantities import THIN, duration
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.colours import packed
from perfview.ui.canvas.painting import CENTRE, RIGHT, colour, write
from perfview.ui.canvas.scene import Viewport
from perfview.ui.theme import theme
from perfview.ui.theme.colours import mix

HEIGHT = 24
_APART = 110
_SECOND = 1_000_000_000
_MINUTE = 60 * _SECOND
_UNITS = ((_SECOND, "s"), (1_000_000, "ms"), (1_000, "µs"), (1, "ns"))
_ROUND_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 43200)
_MOST_STEPS = 10_000
_GRID = 0.14


def tick_step(span_ns: float, pixels: float) -> int:
    """The distance of ticks, ns: 1, 2 or 5 times a power of ten; from 5 s on parts of an hour."""
    raw = max(span_ns / max(pixels, 1) * _APART, 1.0)
    if raw > 5 * _SECOND:
        wanted = raw / _SECOND
        return _SECOND * next((s for s in _ROUND_SECONDS if s >= wanted), 86400 * _days(wanted))
    base = 10 ** math.floor(math.log10(raw))
    return int(next(base * m for m in (1, 2, 5, 10) if base * m >= raw))


def _days(seconds: float) -> int:
    return max(1, math.ceil(seconds / 86400))


def tick_words(time_ns: int, step_ns: int) -> str:
    """A time as an axis writes it, with the decimals its step needs: `200 ms`, `1 min 30 s`."""
    if time_ns == 0:
        return "0"
    if abs(time_ns) >= _MINUTE:
        whole = time_ns % _MINUTE == 0 and abs(time_ns) < 60 * _MINUTE
        return f"{time_ns // _MINUTE}{THIN}min" if whole else duration(time_ns)
    factor, unit = next((f, u) for f, u in _UNITS if abs(time_ns) >= f)
    decimals = max(0, math.ceil(math.log10(factor / step_ns) - 1e-9))
    text = f"{time_ns / factor:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}{THIN}{unit}"


def exact_words(time_ns: int, precision_ns: int) -> str:
    """A time to the precision given: `5 min 54.12 s`."""
    decimals = max(0, min(9, 9 - math.floor(math.log10(max(precision_ns, 1)))))
    minutes, rest = divmod(time_ns, _MINUTE)
    seconds = f"{rest / _SECOND:.{decimals}f}{THIN}s"
    return f"{minutes}{THIN}min {seconds}" if minutes else seconds


def _anchor(first_ns: int, last_ns: int, step_ns: int) -> tuple[int, int]:
    """Where ticks are counted from, ns since the origin, and how precise that is.

    0 while a tick can be read as it is: four figures, or whole seconds from a minute on.
    """
    far = max(abs(first_ns), abs(last_ns))
    if far / step_ns < _MOST_STEPS and (far < _MINUTE or step_ns >= _SECOND):
        return 0, 1
    coarse = int(10 ** math.ceil(math.log10(max(last_ns - first_ns, 1))))
    return first_ns // coarse * coarse, coarse


def ticks(view: Viewport, origin_ns: int) -> tuple[list[tuple[float, str]], str]:
    """(x, words) of the ticks in sight, and the anchor they count from ("" for the origin).

    Far from the origin and deep inside, `5 min 54 s` would stand at every tick: then ticks count
    from an anchor, with a plus.
    """
    step = tick_step(view.stretch.width, view.width)
    first = -((origin_ns - view.stretch.start) // step) * step
    last = (view.stretch.end - origin_ns) // step * step
    anchor, precision = _anchor(first, last, step)
    plus = "+" if anchor else ""
    marks = []
    for time in range(first, last + 1, step):
        words = plus + tick_words(time - anchor, step)
        marks.append((view.stretch.x_of(origin_ns + time, view.width), words))
    return marks, exact_words(anchor, precision) if anchor else ""


class Ruler(QWidget):
    """Ticks above a canvas, a title left of them, and the marked range's duration in a pill."""

    def __init__(self, canvas: Canvas, gutter: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Time axis")
        self.canvas = canvas
        self._gutter = gutter
        self._origin_ns = 0
        self._titles = ("", "")
        self._range_words = ""
        canvas.viewed.connect(self.update)
        canvas.underlays.append(self._draw_grid)

    def set_gutter(self, width: int) -> None:
        """How wide the column left of the canvas is."""
        self._gutter = width
        self.update()

    def entitle(self, left: str, right: str) -> None:
        """What the column left of the canvas shows: names, values."""
        self._titles = (left, right)
        self.update()

    def say(self, words: str) -> None:
        """What is said of the marked range."""
        self._range_words = words
        self.update()

    def count_from(self, origin_ns: int) -> None:
        """Ticks count from this time on."""
        if origin_ns != self._origin_ns:
            self._origin_ns = origin_ns
            self.canvas.redraw()
            self.update()

    def _draw_grid(self, pixels: NDArray[np.uint32], view: Viewport) -> None:
        roles = theme.current()
        grey = packed(mix(roles.text3, roles.canvas, _GRID))
        for x, _ in ticks(view, self._origin_ns)[0]:
            column = round(x * view.ratio)
            if 0 <= column < pixels.shape[1]:
                pixels[:, column] = grey

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("panel"))
        marks, anchor = ticks(self.canvas.viewport, self._origin_ns)
        painter.save()
        painter.setClipRect(QRectF(self._gutter, 0, self.width() - self._gutter, HEIGHT))
        pill = self._pill_place()
        metrics = QFontMetrics(theme.font(10))
        for x, words in marks:
            painter.setPen(colour("text3"))
            at = self._gutter + round(x)
            painter.drawLine(at, HEIGHT - 5, at, HEIGHT - 1)
            if pill.adjusted(-60, 0, 8, 0).contains(at, pill.center().y()):
                continue
            if at + 4 + metrics.horizontalAdvance(words) > self.width():
                continue
            write(painter, QRectF(at + 4, 2, 140, HEIGHT - 4), words, "text3", size=10, elide=False)
        self._paint_pill(painter, pill)
        painter.restore()
        left, right = self._titles
        if anchor:
            right = anchor
        area = QRectF(12, 2, self._gutter - 20, HEIGHT - 4)
        write(painter, area, left, "text3", size=10)
        write(painter, area, right, "text2" if anchor else "text3", size=10, align=RIGHT)
        painter.setPen(colour("line"))
        painter.drawLine(0, HEIGHT - 1, self.width(), HEIGHT - 1)
        painter.drawLine(self._gutter - 1, 0, self._gutter - 1, HEIGHT)
        painter.end()

    def _pill_place(self) -> QRectF:
        """Where the words about the marked range stand; empty when there are none."""
        if self.canvas.range_ns is None or not self._range_words:
            return QRectF()
        view = self.canvas.viewport
        x0, x1 = (view.stretch.x_of(t, view.width) for t in self.canvas.range_ns)
        wide = QFontMetrics(theme.font(11, 600)).horizontalAdvance(self._range_words) + 18
        middle = (max(x0, 0.0) + min(x1, float(view.width))) / 2
        left = min(max(middle - wide / 2, 2.0), view.width - wide - 2.0)
        return QRectF(self._gutter + left, 3, wide, 18)

    def _paint_pill(self, painter: QPainter, pill: QRectF) -> None:
        if pill.isEmpty():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent_fill"))
        painter.drawRoundedRect(pill, 4, 4)
        write(painter, pill, self._range_words, "on_accent", size=11, weight=600, align=CENTRE)
