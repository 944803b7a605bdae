"""Small things every picture needs: a pen from a role, outlines, elided text, swatches."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from perfview.ui.theme import theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


def colour(role: str, alpha: int = 255) -> QColor:
    """A role of the theme in force, e.g. ``text2``."""
    made = QColor(getattr(theme.current(), role))
    made.setAlpha(alpha)
    return made


def category_colour(category: int, otherwise: str = "control") -> QColor:
    """The fill of a category; from 8 on that of the role `otherwise`."""
    roles = theme.current()
    return QColor(roles.cat[category] if category < len(roles.cat) else getattr(roles, otherwise))


def write(
    painter: QPainter,
    place: QRectF,
    text: str,
    role: str = "text",
    *,
    size: int = 12,
    weight: int = 400,
    align: Qt.AlignmentFlag = LEFT,
    elide: bool = True,
) -> float:
    """Draw one line of text, cut with an ellipsis if it must be; returns its width."""
    painter.setFont(theme.font(size, weight))
    painter.setPen(colour(role))
    metrics = painter.fontMetrics()
    if elide:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(place.width()))
    painter.drawText(place, align, text)
    return float(metrics.horizontalAdvance(text))


def outline(painter: QPainter, place: QRectF, role: str, width: int) -> None:
    """A line of whole pixels just inside a rectangle."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(colour(role), width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    inset = width / 2
    painter.drawRect(place.adjusted(inset, inset, -inset, -inset))


def swatch(painter: QPainter, x: float, y: float, fill: QColor, size: int = 10) -> None:
    """The little square that says which colour a thing has."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawRoundedRect(QRectF(x, y, size, size), 2, 2)


def fold_arrow(painter: QPainter, x: float, y: float, *, folded: bool, role: str = "text3") -> None:
    """A triangle: right when folded, down when open; 8 px wide, `y` its middle."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(role))
    if folded:
        corners = [QPointF(x + 1.5, y - 3.5), QPointF(x + 6, y), QPointF(x + 1.5, y + 3.5)]
    else:
        corners = [QPointF(x, y - 2), QPointF(x + 7, y - 2), QPointF(x + 3.5, y + 2.5)]
    painter.drawPolygon(corners)


def hatch(painter: QPainter, place: QRectF, role: str = "text3", alpha: int = 60) -> None:
    """Not read, lost or unknown: diagonal lines, never a colour."""
    painter.save()
    painter.setClipRect(place)
    painter.setPen(QPen(colour(role, alpha), 1))
    x = place.left() - place.height()
    while x < place.right():
        painter.drawLine(QPointF(x, place.bottom()), QPointF(x + place.height(), place.top()))
        x += 7
    painter.restore()
