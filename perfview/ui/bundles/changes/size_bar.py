"""Now and then in one bar, with the budget as a mark over it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from perfview.findings.quantities import size
from perfview.ui.theme.theme import current, font
from perfview.ui.theme.tokens import SIZE

_HEIGHT, _TOP, _THICK = 58, 20, 14
_PAST = 1.06
"""The scale runs a little past the largest number."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Bar:
    """Bytes now and then; `limit` of the budget, 0 for none, and what that is called."""

    now: int
    then: int
    limit: int = 0
    limit_words: str = ""


class SizeBar(QWidget):
    """Grey what stays, green what goes, orange what comes on top."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._bar = Bar(0, 0)

    def show_bar(self, bar: Bar) -> None:
        """Show other sizes."""
        self._bar = bar
        budget = f", {bar.limit_words} {size(bar.limit)}" if bar.limit else ""
        self.setAccessibleName(f"now {size(bar.now)}, then {size(bar.then)}{budget}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        bar, painter, theme = self._bar, QPainter(self), current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        scale = max(bar.now, bar.then, bar.limit, 1) * (_PAST if bar.limit else 1.0)
        wide = float(self.width())
        now, then = bar.now / scale * wide, bar.then / scale * wide
        _fill(painter, theme.track, 0.0, wide)
        gone = QColor(theme.save)
        gone.setAlpha(150)
        if then < now:
            _fill(painter, gone, 0.0, now)
        elif then > now:
            _fill(painter, theme.slower, 0.0, then)
        _fill(painter, theme.text3, 0.0, min(now, then))
        if bar.limit:
            self._mark(painter, bar.limit / scale * wide)
        self._words(painter)
        painter.end()

    def _mark(self, painter: QPainter, x: float) -> None:
        painter.setPen(QPen(QColor(current().ink), 2))
        painter.drawLine(QPointF(x, _TOP - 4), QPointF(x, _TOP + _THICK + 4))
        words = f"{self._bar.limit_words} {size(self._bar.limit)}"
        letters = font(SIZE.small, 600)
        wide = QFontMetrics(letters).horizontalAdvance(words)
        left = min(max(x - wide / 2, 0.0), self.width() - wide)
        painter.setFont(letters)
        painter.setPen(QColor(current().text))
        painter.drawText(QRectF(left, 0, wide + 2, 16), _LEFT, words)

    def _words(self, painter: QPainter) -> None:
        area = QRectF(0, _TOP + _THICK + 4, self.width(), 18)
        is_same = self._bar.now == self._bar.then
        left = "" if is_same else f"{size(self._bar.then)} then"
        for words, role, weight, where in (
            (left, "text", 600, _LEFT),
            (f"{size(self._bar.now)} now", "text2", 400, _RIGHT),
        ):
            painter.setFont(font(SIZE.small, weight))
            painter.setPen(QColor(getattr(current(), role)))
            painter.drawText(area, where, words)


def _fill(painter: QPainter, colour: str | QColor, left: float, right: float) -> None:
    painter.setBrush(QColor(colour))
    if right > left:
        painter.drawRoundedRect(QRectF(left, _TOP, max(right - left, 3.0), _THICK), 3, 3)
