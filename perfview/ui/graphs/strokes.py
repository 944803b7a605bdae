"""The strokes of a graph: curves with arrows, and where a label on one finds room."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF


def curve(points: tuple[QPointF, ...]) -> QPainterPath:
    """Smooth from point to point, level at each."""
    path = QPainterPath(points[0])
    for a, b in pairwise(points):
        half = (b.x() - a.x()) * 0.5
        if abs(half) < 20:
            half = 60.0 if half >= 0 else -60.0
        path.cubicTo(a.x() + half, a.y(), b.x() - half, b.y(), b.x(), b.y())
    return path


def pen(fill: QColor, wide: float) -> QPen:
    """A pen whose strokes end where they are said to."""
    made = QPen(fill, wide)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    return made


def arrow(
    painter: QPainter, tip: QPointF, size: float, fill: QColor, *, backwards: bool = False
) -> None:
    """An arrow's head at the end of a stroke, to the right or backwards."""
    back = size * (1.7 if backwards else -1.7)
    corners = [tip, tip + QPointF(back, -size * 0.8), tip + QPointF(back, size * 0.8)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawPolygon(QPolygonF(corners))


def free_place(path: QPainterPath, size: QRectF, taken: Iterable[QRectF]) -> QRectF | None:
    """The first place along a path where a label covers nothing; None when there is none."""
    taken = list(taken)
    for share in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74):
        at = path.pointAtPercent(share)
        place = size.translated(at.x() - size.width() / 2, at.y() - size.height() / 2)
        if not any(place.adjusted(-2, -2, 2, 2).intersects(other) for other in taken):
            return place
    return None
