"""What else a table's cell may hold: words of code in their colours, words in pills."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from perfview.ui.theme.theme import current
from perfview.ui.theme.tokens import SIZE
from perfview.ui.widgets.table.lettering import (
    Face,
    coloured_words,
    draw_line,
    line_of,
    width_of,
)

_PILL, _PILL_PAD, _APART = 16, 8, 4
_PILL_FACE = Face(SIZE.axis, 600)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def draw_code_words(painter: QPainter, area: QRectF, shown: str, language: str, face: Face) -> None:
    """Draw the keywords of a line of code, which stands at the left of `area` already, again in
    their colours."""
    for left, word, role in coloured_words(shown, language, face):
        painter.setPen(QColor(getattr(current(), role)))
        draw_line(painter, area.adjusted(left, 0, 0, 0), word, _LEFT)


def draw_pills(painter: QPainter, area: QRectF, pills: Sequence[tuple[str, str]]) -> None:
    """Draw words in pills side by side, as many as there is room for; of the first there is always
    as much as fits."""
    painter.setRenderHint(painter.RenderHint.Antialiasing)
    left = float(area.left())
    for place, (words, tone) in enumerate(pills):
        room = area.right() - left
        wide = width_of(words, _PILL_FACE) + 2.0 * _PILL_PAD
        if place and wide > room:
            break
        wide = min(wide, room)
        box = QRectF(left, area.center().y() - _PILL / 2, wide, _PILL)
        ink, ground = pill_colours(tone)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(box, _PILL / 2, _PILL / 2)
        painter.setPen(QColor(ink))
        line = line_of(words, _PILL_FACE, int(wide - 2 * _PILL_PAD + 2))
        draw_line(painter, box, line, Qt.AlignmentFlag.AlignHCenter)
        left += wide + _APART


def pill_colours(tone: str) -> tuple[str, str]:
    """Ink and ground of a pill in a tone: "", bad, warn or save."""
    theme = current()
    known = {
        "bad": (theme.bad, theme.bad_tint),
        "warn": (theme.warn, theme.warn_tint),
        "save": (theme.save, theme.save_tint),
    }
    return known.get(tone, (theme.text2, theme.track))
