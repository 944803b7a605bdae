"""Which colour is which, in one line."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from perfview.ui.canvas.painting import category_colour, colour, swatch, write
from perfview.ui.theme import theme

_HEIGHT = 26
_LONGEST = 220


class Legend(QWidget):
    """Categories and what they stand for; as many as there is room for."""

    def __init__(self, parent: QWidget | None = None, surface: str = "canvas") -> None:
        super().__init__(parent)
        self._surface = surface
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("What the colours mean")
        self._entries: list[tuple[int, str]] = []

    def show_entries(self, entries: list[tuple[int, str]]) -> None:
        """Explain these categories in these words."""
        self._entries = entries
        self.setAccessibleDescription(", ".join(name for _, name in entries))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(self._surface))
        metrics = QFontMetrics(theme.font(11))
        x = 10.0
        for category, name in self._entries:
            name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, _LONGEST)
            wide = metrics.horizontalAdvance(name)
            if x + wide + 16 > self.width():
                break
            swatch(painter, x, 8, category_colour(category, "quiet"))
            write(painter, QRectF(x + 15, 4, wide + 4, 18), name, "text3", size=11, elide=False)
            x += wide + 31
        painter.end()
