"""The time axis: ticks at round times, counted from the recording's (or the trace's) start."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from perfview.findings.quantities import THIN, axis
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.painting import CENTRE, RIGHT, colour, write
from perfview.ui.canvas.scene import Viewport
from perfview.ui.theme import theme

HEIGHT = 24
_APART = 110
_SECOND = 1_000_000_000
_ROUND_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 43200)
_MOST_STEPS = 2000


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


def tick_words(time_ns: int) -> str:
    """A time since the start as an axis writes it: `0`, `200 ms`, `5 min`, `1 min 30 s`."""
    if time_ns == 0:
        return "0"
    if time_ns % (60 * _SECOND) == 0 and abs(time_ns) < 3600 * _SECOND:
        return f"{time_ns // (60 * _SECOND)}{THIN}min"
    return axis(time_ns)


def exact_words(time_ns: int, step_ns: int) -> str:
    """A time with as many decimals as `step_ns` needs: `354.1235 s`."""
    decimals = max(0, 9 - int(math.log10(max(step_ns, 1))))
    return f"{time_ns / _SECOND:,.{min(decimals, 9)}f}{THIN}s"


def ticks(view: Viewport, origin_ns: int) -> tuple[list[tuple[float, str]], str]:
    """(x, words) of the ticks in sight, and the anchor they count from when it is not the origin.

    Far from the origin and deep inside, `5 min 54 s` would stand at every tick: then ticks count
    from an anchor, with a plus.
    """
    step = tick_step(view.stretch.width, view.width)
    first = -((origin_ns - view.stretch.start) // step)
    last = (view.stretch.end - origin_ns) // step
    anchor, plus = 0, ""
    if abs(last) > _MOST_STEPS:
        anchor = first // 100 * 100
        plus = "+"
    marks = []
    for k in range(first, last + 1):
        x = view.stretch.x_of(origin_ns + k * step, view.width)
        marks.append((x, plus + tick_words((k - anchor) * step)))
    return marks, exact_words(anchor * step, step * 100) if plus else ""


class Ruler(QWidget):
    """Ticks above a canvas, a title left of them, and the marked range's duration in a pill."""

    def __init__(self, canvas: Canvas, gutter: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Time axis")
        self.canvas = canvas
        self.gutter = gutter
        self.origin_ns = 0
        self.titles = ("", "")
        self.range_words = ""
        canvas.viewed.connect(self.update)
        canvas.overlays.append(self._paint_grid)

    def _paint_grid(self, painter: QPainter, view: Viewport) -> None:
        painter.setPen(colour("text3", 28))
        for x, _ in ticks(view, self.origin_ns)[0]:
            painter.drawLine(round(x), 0, round(x), view.height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("panel"))
        marks, anchor = ticks(self.canvas.viewport, self.origin_ns)
        painter.save()
        painter.setClipRect(QRectF(self.gutter, 0, self.width() - self.gutter, HEIGHT))
        for x, words in marks:
            painter.setPen(colour("text3"))
            at = self.gutter + round(x)
            painter.drawLine(at, HEIGHT - 5, at, HEIGHT - 1)
            write(painter, QRectF(at + 4, 2, 140, HEIGHT - 4), words, "text3", size=10, elide=False)
        self._paint_pill(painter)
        painter.restore()
        left, right = self.titles
        if anchor:
            right = anchor
        area = QRectF(12, 2, self.gutter - 20, HEIGHT - 4)
        write(painter, area, left, "text3", size=10)
        write(painter, area, right, "text2" if anchor else "text3", size=10, align=RIGHT)
        painter.setPen(colour("line"))
        painter.drawLine(0, HEIGHT - 1, self.width(), HEIGHT - 1)
        painter.drawLine(self.gutter - 1, 0, self.gutter - 1, HEIGHT)
        painter.end()

    def _paint_pill(self, painter: QPainter) -> None:
        if self.canvas.range_ns is None or not self.range_words:
            return
        view = self.canvas.viewport
        x0, x1 = (view.stretch.x_of(t, view.width) for t in self.canvas.range_ns)
        painter.setFont(theme.font(11, 600))
        wide = painter.fontMetrics().horizontalAdvance(self.range_words) + 18
        middle = (max(x0, 0.0) + min(x1, float(view.width))) / 2
        left = min(max(middle - wide / 2, 2.0), view.width - wide - 2.0)
        pill = QRectF(self.gutter + left, 3, wide, 18)
        painter.fillRect(pill.adjusted(-8, -2, 8, 2), colour("panel"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent_fill"))
        painter.drawRoundedRect(pill, 4, 4)
        write(painter, pill, self.range_words, "on_accent", size=11, weight=600, align=CENTRE)
