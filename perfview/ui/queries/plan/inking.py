"""Writing on boxes that may have any fill."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from perfview.ui.canvas.painting import LEFT
from perfview.ui.theme.theme import current
from perfview.ui.widgets.table.lettering import Face, draw_line, line_of


def under_role(is_wrong: bool) -> str:
    """The role of a box's second line: loud where its planner was wrong."""
    return "warn" if is_wrong else "text2"


def ink_text(
    painter: QPainter,
    area: QRectF,
    text: str,
    ink: str,
    size: int,
    weight: int,
    align: Qt.AlignmentFlag = LEFT,
) -> float:
    """Write a text in a role or in a colour of its own; returns its width."""
    if not ink.startswith("#"):
        ink = getattr(current(), ink)
    painter.setPen(QColor(ink))
    line = line_of(text, Face(size, weight), int(max(area.width(), 0)))
    draw_line(painter, area, line, align)
    return line.width
