"""A line of values without axes, for a cell or a card."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from perfview.ui.theme.theme import current
from perfview.ui.widgets.gauges import Gauge


def draw_sparkline(
    painter: QPainter, area: QRectF, values: Sequence[float], role: str = "text2"
) -> None:
    """Draw values from left to right, from zero up to the largest; the last one gets a dot."""
    if len(values) < 2:
        return
    top = max(max(values), 0.0) or 1.0
    step = area.width() / (len(values) - 1)
    points = [
        QPointF(area.x() + index * step, area.bottom() - value / top * area.height())
        for index, value in enumerate(values)
    ]
    tint = QColor(getattr(current(), role))
    soft = QColor(tint)
    soft.setAlpha(46)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(soft)
    painter.drawPolygon(QPolygonF([area.bottomLeft(), *points, area.bottomRight()]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tint, 1.3))
    painter.drawPolyline(QPolygonF(points))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    painter.drawEllipse(points[-1], 2.4, 2.4)


class Sparkline(Gauge):
    """A sparkline of its own. `words` says what it shows and its last value."""

    def __init__(
        self,
        values: Sequence[float],
        words: str,
        role: str = "text2",
        width: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(width, 20, words, parent)
        self._values, self._role = tuple(values), role

    def draw(self, painter: QPainter, area: QRectF) -> None:
        draw_sparkline(painter, area.adjusted(3, 3, -3, -3), self._values, self._role)
