"""One bar of several parts, each in its colour, named where there is room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from perfview.findings.quantities import percent, size
from perfview.ui.theme.colours import category_colour, text_on
from perfview.ui.theme.theme import current, font
from perfview.ui.theme.tokens import SIZE

_HEIGHT = 34
_GAP = 1.0
_PAD = 6


@dataclass(frozen=True)
class Part:
    """A part of a whole: its colour's category, bytes, and a note on what it is."""

    title: str
    category: int
    bytes: int
    note: str = ""


class StackedBar(QWidget):
    """Hovering tells a part's name, size and share."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: Sequence[Part] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("What the bytes are")

    def sizeHint(self) -> QSize:
        return QSize(300, _HEIGHT)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show these, the largest first."""
        self._parts = sorted((part for part in parts if part.bytes > 0), key=lambda p: -p.bytes)
        self.setAccessibleDescription(", ".join(f"{p.title} {size(p.bytes)}" for p in self._parts))
        self.update()

    def places(self) -> list[tuple[Part, QRectF]]:
        """Where each part lies."""
        whole, left = sum(part.bytes for part in self._parts), 0.0
        found = []
        for part in self._parts:
            wide = self.width() * part.bytes / whole
            found.append((part, QRectF(left, 0, max(wide - _GAP, 1.0), self.height())))
            left += wide
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for part, place in self.places():
            fill = category_colour(part.category, current())
            painter.fillRect(place, QColor(fill))
            self._write(painter, part, place, fill)
        painter.end()

    def _write(self, painter: QPainter, part: Part, place: QRectF, fill: str) -> None:
        area = place.adjusted(_PAD, 2, -_PAD, -2)
        painter.setPen(QColor(text_on(fill)))
        for text, weight, align in (
            (part.title, 600, Qt.AlignmentFlag.AlignTop),
            (size(part.bytes), 400, Qt.AlignmentFlag.AlignBottom),
        ):
            painter.setFont(font(SIZE.small, weight))
            # Cut names would say nothing: the table below has them all.
            if painter.fontMetrics().horizontalAdvance(text) <= area.width():
                painter.drawText(area, Qt.AlignmentFlag.AlignLeft | align, text)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            whole = sum(part.bytes for part in self._parts)
            for part, place in self.places():
                if place.contains(event.pos()):
                    share = percent(part.bytes / whole)
                    words = f"{part.title}: {size(part.bytes)}, {share}\n{part.note}"
                    QToolTip.showText(event.globalPos(), words, self)
                    return True
        return super().event(event)
