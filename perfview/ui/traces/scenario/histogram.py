"""Two histograms over each other: how long requests take now, and how long they would."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from perfview.findings.quantities import duration
from perfview.ui.lanes.ruler import tick_step, tick_words
from perfview.ui.theme.theme import current, font
from perfview.ui.theme.tokens import SIZE
from perfview.ui.traces.scenario.answer import Histogram

_LEFT, _RIGHT, _TOP, _BOTTOM = 16, 16, 40, 24
_KEY = 10


class HistogramPicture(QWidget):
    """Grey for now, blue for then, a line at each p95."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(320, 160)
        self.setAccessibleName("How long requests take, now and then")
        self._shown: Histogram | None = None

    def show_histogram(self, shown: Histogram | None) -> None:
        """Show other counts; None shows none."""
        self._shown = shown
        if shown is not None:
            now, then = duration(shown.p95_before), duration(shown.p95_after)
            self.setAccessibleDescription(f"p95 now {now}, then {then}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(current().canvas))
        area = QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)
        if self._shown is not None and area.width() > 50 and area.height() > 30:
            self._draw(painter, area, self._shown)
        painter.end()

    def _draw(self, painter: QPainter, area: QRectF, shown: Histogram) -> None:
        theme = current()
        tallest = float(max(shown.before.max(), shown.after.max(), 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._draw_axis(painter, area, shown)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillPath(_steps(shown.before, tallest, area, closed=True), QColor(theme.quiet))
        faster = QColor(theme.faster)
        faster.setAlphaF(0.45)
        painter.fillPath(_steps(shown.after, tallest, area, closed=True), faster)
        for counts, role in ((shown.before, theme.text3), (shown.after, theme.faster)):
            painter.setPen(QPen(QColor(role), 1.5))
            painter.drawPath(_steps(counts, tallest, area, closed=False))
        self._draw_p95(painter, area, shown)

    def _draw_axis(self, painter: QPainter, area: QRectF, shown: Histogram) -> None:
        theme = current()
        whole = shown.width_ns * len(shown.before)
        step = tick_step(whole, area.width())
        painter.setFont(font(SIZE.axis, 400))
        tick = math.ceil(shown.low_ns / step) * step
        while tick <= shown.low_ns + whole:
            x = _place(tick, area, shown)
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(QColor(theme.text3))
            words = QRectF(x - 40, area.bottom() + 4, 80, 16)
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, tick_words(tick, step))
            tick += step
        painter.setPen(QPen(QColor(theme.control), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())

    def _draw_p95(self, painter: QPainter, area: QRectF, shown: Histogram) -> None:
        """A line and a label each; the labels stand in two rows, so that they never meet."""
        theme, letters = current(), font(SIZE.small, 600)
        painter.setFont(letters)
        metrics = QFontMetrics(letters)
        for line, (word, p95, role, fill) in enumerate(
            (
                ("Now", shown.p95_before, theme.text2, theme.text3),
                ("Then", shown.p95_after, theme.text, theme.faster),
            )
        ):
            x = min(_place(p95, area, shown), area.right())
            top = 4 + 16 * line
            painter.setPen(QPen(QColor(fill), 1.5, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, top + 8), QPointF(x, area.bottom()))
            words = f"{word}: p95 {duration(p95)}"
            wide = metrics.horizontalAdvance(words) + _KEY + 8
            # Then is mostly left of now: each label stands on its side.
            right, before = x + 6, x - 6 - wide
            is_right = right + wide < self.width() and (not line or before < 0)
            left = right if is_right else before
            painter.fillRect(QRectF(left - 2, top, wide + 2, 16), QColor(theme.canvas))
            painter.fillRect(QRectF(left, top + 4, _KEY - 2, _KEY - 2), QColor(fill))
            painter.setPen(QColor(role))
            box = QRectF(left + _KEY + 2, top, wide, 16)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)


def _place(ns: float, area: QRectF, shown: Histogram) -> float:
    share = (ns - shown.low_ns) / (shown.width_ns * len(shown.before))
    return area.left() + min(1.0, max(0.0, share)) * area.width()


def _steps(
    counts: NDArray[np.int64], tallest: float, area: QRectF, *, closed: bool
) -> QPainterPath:
    """The outline of the bars; closed it goes along the axis as well."""
    width = area.width() / len(counts)
    path = QPainterPath(QPointF(area.left(), area.bottom()))
    for place, count in enumerate(counts.tolist()):
        y = area.bottom() - area.height() * count / tallest
        path.lineTo(area.left() + place * width, y)
        path.lineTo(area.left() + (place + 1) * width, y)
    path.lineTo(area.right(), area.bottom())
    if closed:
        path.closeSubpath()
    return path
