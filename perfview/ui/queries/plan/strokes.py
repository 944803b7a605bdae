"""The boxes of a plan and the lines between them, drawn cheaply: many lie in one frame."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from perfview.ui.canvas.painting import colour
from perfview.ui.theme.tokens import RADIUS


def paint_joint(painter: QPainter, above: QPointF, box: QPointF, many: float, sight: QRect) -> None:
    """The line from below a box's `above` to the middle of a child's left side, `box`, as far as it
    is in `sight`: the more rows (`many`) come along it, the wider. Parents may stand thousands of
    lines above. Whole pixels, as smoothing a line that long takes a millisecond."""
    wide = round(1.0 + min(4.0, math.log10(max(many, 1.0)) * 0.6))
    left, middle = round(above.x() - wide / 2), round(box.y() - wide / 2)
    top, low = max(round(above.y()), sight.top()), min(middle, sight.bottom() + 1)
    ink = colour("control", 170)
    painter.fillRect(QRect(left, top, wide, max(low - top, 0)), ink)
    painter.fillRect(QRect(left, middle, round(box.x()) - left, wide), ink)


def paint_card(painter: QPainter, box: QRectF, ground: str, rim: str, wide: float) -> None:
    """A box with round corners and a rim, the one filled over the other: a stroke along its edge
    takes three times as long."""
    painter.setPen(Qt.PenStyle.NoPen)
    for inset, fill in ((0.0, rim), (wide, ground)):
        radius = max(RADIUS.control - inset, 0.0)
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), radius, radius)
