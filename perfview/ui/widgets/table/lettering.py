"""Lines of text laid out once and drawn often: shaping a word takes ten times as long as drawing
it, and a table draws the same words whenever the pointer moves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QStaticText, QTransform

from perfview.ui.theme.theme import font
from perfview.ui.widgets.syntax import tokens

_KEPT = 8_192


@dataclass(frozen=True)
class Line:
    """shown: the text as far as there is room; width, height of it in px; face: its font, which the
    painter must have when it draws it."""

    shown: str
    laid: QStaticText
    face: QFont
    width: float
    height: float


@dataclass(frozen=True)
class Face:
    """A font by what makes it: size in px, weight, whether of a typewriter."""

    size: int
    weight: int = 400
    mono: bool = False


@lru_cache(maxsize=_KEPT)
def line_of(text: str, face: Face, room: int, keeps_end: bool = False) -> Line:
    """A text in so many px, cut at its end, or in its middle so that the end is kept."""
    made = font(face.size, face.weight, face.mono)
    metrics = QFontMetrics(made)
    elide = Qt.TextElideMode.ElideMiddle if keeps_end else Qt.TextElideMode.ElideRight
    shown = metrics.elidedText(text, elide, room)
    laid = QStaticText(shown)
    laid.setTextFormat(Qt.TextFormat.PlainText)
    laid.prepare(QTransform(), made)
    return Line(shown, laid, made, float(metrics.horizontalAdvance(shown)), float(metrics.height()))


@lru_cache(maxsize=_KEPT)
def width_of(text: str, face: Face) -> float:
    """How wide a text is, px."""
    made = font(face.size, face.weight, face.mono)
    return float(QFontMetrics(made).horizontalAdvance(text))


@lru_cache(maxsize=_KEPT)
def coloured_words(shown: str, language: str, face: Face) -> tuple[tuple[float, Line, str], ...]:
    """The words of a line of code that have a colour: where each begins, px, and its role."""
    found = []
    for start, length, role in tokens(shown, language):
        word = shown[start : start + length]
        wide = int(width_of(word, face)) + 2
        found.append((width_of(shown[:start], face), line_of(word, face, wide), role))
    return tuple(found)


def draw_line(painter: QPainter, area: QRectF, line: Line, align: Qt.AlignmentFlag) -> None:
    """Draw it in the painter's pen, in the middle of the height of `area`, at its left, its right
    or in its middle."""
    left = area.left()
    if align & Qt.AlignmentFlag.AlignRight:
        left = area.right() - line.width
    elif align & Qt.AlignmentFlag.AlignHCenter:
        left += (area.width() - line.width) / 2
    painter.setFont(line.face)
    painter.drawStaticText(QPointF(left, area.top() + (area.height() - line.height) / 2), line.laid)
