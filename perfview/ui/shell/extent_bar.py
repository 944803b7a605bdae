"""How much of a file was read and how much is lost, as one bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from perfview.findings.quantities import size
from perfview.ui.theme import theme
from perfview.ui.theme.fonts import font


class ExtentBar(QWidget):
    """`read_bytes` of `total_bytes`; the rest is hatched."""

    def __init__(self, read_bytes: int, total_bytes: int) -> None:
        super().__init__()
        self._read = min(read_bytes, total_bytes)
        self._total = max(total_bytes, 1)
        self.setFixedHeight(42)
        self.setAccessibleName(f"{size(self._read)} read, {self._lost()} of {size(total_bytes)}")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar and its words."""
        colours = theme.current()
        share = self.width() * self._read / self._total
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lost = QRectF(share, 4, self.width() - share, 14)
        painter.fillRect(lost, QColor(colours.bad_tint))
        painter.fillRect(lost, QBrush(QColor(colours.bad), Qt.BrushStyle.BDiagPattern))
        painter.fillRect(QRectF(0, 4, share, 14), QColor(colours.save))
        painter.fillRect(QRectF(share - 1, 0, 2, 22), QColor(colours.bad_fill))
        self._words(painter)
        painter.end()

    def _words(self, painter: QPainter) -> None:
        colours, flags = theme.current(), Qt.AlignmentFlag
        line = QRectF(0, 24, self.width(), 16)
        painter.setFont(font(11, 600))
        painter.setPen(QColor(colours.text))
        painter.drawText(line, flags.AlignLeft, f"{size(self._read)} read")
        painter.setPen(QColor(colours.bad))
        painter.drawText(line, flags.AlignHCenter, self._lost())
        painter.setFont(font(11))
        painter.setPen(QColor(colours.text3))
        painter.drawText(line, flags.AlignRight, size(self._total))

    def _lost(self) -> str:
        return f"{size(self._total - self._read)} not readable"
