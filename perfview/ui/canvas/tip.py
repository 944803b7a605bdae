"""What hovering tells: a name, a place and at most four rows, beside the box."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from perfview.ui.canvas.painting import RIGHT, colour, write
from perfview.ui.theme import theme

_ROW = 19
_PAD = 10
_WIDEST = 420
_MOST_ROWS = 4


@dataclass(frozen=True)
class TipText:
    """Title, where it is, and (name, value) rows."""

    title: str
    place: str = ""
    rows: tuple[tuple[str, str], ...] = ()


class Tip(QWidget):
    """Floats over its parent, never takes the mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._host = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.text = TipText("")
        self.hide()

    def show_beside(self, text: TipText, box: QRect, pointer: QPoint) -> None:
        """Below the box at the pointer, or above it where there is no room."""
        self.text = TipText(text.title, text.place, text.rows[:_MOST_ROWS])
        self.resize(self._wanted_width(), self._wanted_height())
        room = self._host.rect()
        x = max(4, min(pointer.x() + 12, room.width() - self.width() - 4))
        y = max(box.bottom(), pointer.y()) + 10
        if y + self.height() > room.height() - 4:
            y = min(box.top(), pointer.y()) - self.height() - 10
        self.move(x, max(4, y))
        self.setAccessibleDescription(f"{text.title}, {text.place}")
        self.show()
        self.raise_()
        self.update()

    def _wanted_height(self) -> int:
        rows = len(self.text.rows) * _ROW + (6 if self.text.rows else 0)
        return 28 + (17 if self.text.place else 0) + rows + 6

    def _wanted_width(self) -> int:
        title, small = QFontMetrics(theme.font(12, 600)), QFontMetrics(theme.font(11))
        widths = [
            title.horizontalAdvance(self.text.title),
            small.horizontalAdvance(self.text.place),
        ]
        for name, value in self.text.rows:
            widths.append(small.horizontalAdvance(name) + 24 + title.horizontalAdvance(value))
        return min(max([*widths, 140]) + 2 * _PAD + 2, _WIDEST)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("control"), 1))
        painter.setBrush(colour("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        wide = self.width() - 2 * _PAD
        write(painter, QRectF(_PAD, 6, wide, 18), self.text.title, size=12, weight=600)
        y = 24
        if self.text.place:
            write(painter, QRectF(_PAD, y, wide, 16), self.text.place, "text3", size=11)
            y += 17
        y += 5
        for name, value in self.text.rows:
            write(painter, QRectF(_PAD, y, wide, 18), name, "text2", size=11)
            write(painter, QRectF(_PAD, y, wide, 18), value, size=12, weight=600, align=RIGHT)
            y += _ROW
        painter.end()
