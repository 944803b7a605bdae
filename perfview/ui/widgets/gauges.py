"""Small pictures of one number: confidence, a number against its limit, a share, a saving."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from perfview.ui.theme.theme import current, font
from perfview.ui.theme.tokens import SIZE

_SQUARES = 5
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Gauge(QWidget):
    """A widget that draws one thing and says it in words too (`words`)."""

    def __init__(self, width: int, height: int, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wish = QSize(width or 60, height)
        across = QSizePolicy.Policy.Fixed if width else QSizePolicy.Policy.Expanding
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)

    def sizeHint(self) -> QSize:
        return self._wish

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        self.draw(painter, QRectF(self.rect()))
        painter.end()

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Paint it; the pen is off and edges are smooth."""
        raise NotImplementedError


class Meter(Gauge):
    """Confidence in five squares; the number stands beside it. `value` is 0-1."""

    def __init__(self, value: float, parent: QWidget | None = None) -> None:
        super().__init__(46, 14, f"confidence {value:.2f} of 1", parent)
        self._value = value

    def draw(self, painter: QPainter, area: QRectF) -> None:
        theme, step = current(), (area.width() + 2) / _SQUARES
        for square in range(_SQUARES):
            is_full = self._value >= (square + 0.5) / _SQUARES
            painter.setBrush(QColor(theme.text2 if is_full else theme.track))
            box = QRectF(square * step, area.center().y() - 3, step - 2, 6)
            painter.drawRoundedRect(box, 1.5, 1.5)


class Bullet(Gauge):
    """A number against its limit: grey up to the limit, red beyond it, a tick where it lies.

    `value` and `limit` are in one unit; the scale runs a little past the larger of the two.
    """

    def __init__(
        self, value: float, limit: float, words: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(0, 16, words, parent)
        scale = max(value, limit, 0.0) * 1.08 or 1.0
        self._value, self._limit = max(value, 0.0) / scale, max(limit, 0.0) / scale
        self.setMinimumWidth(40)

    def draw(self, painter: QPainter, area: QRectF) -> None:
        theme, width, middle = current(), area.width(), area.center().y()

        def bar(colour: str, share: float) -> None:
            painter.setBrush(QColor(colour))
            length = max(4.0, share * width)
            painter.drawRoundedRect(QRectF(0, middle - 3, length, 6), 3, 3)

        bar(theme.track, 1.0)
        if self._value > self._limit:
            bar(theme.bad_fill, self._value)
            bar(theme.text3, self._limit)
        else:
            bar(theme.text3, self._value)
        painter.setPen(QPen(QColor(theme.ink), 2))
        at = min(width - 1, max(1.0, self._limit * width))
        painter.drawLine(QPointF(at, middle - 6), QPointF(at, middle + 6))


@dataclass(frozen=True)
class SavingWords:
    """The three numbers under a saving bar, already written out."""

    after: str
    between: str
    now: str


class SavingBar(Gauge):
    """What remains (grey), what goes (green) and how sure that is (whisker).

    `value`, `low`, `high` and `before` are in one unit; `before` is the whole bar.
    """

    def __init__(
        self,
        value: float,
        low: float,
        high: float,
        before: float,
        words: SavingWords,
        parent: QWidget | None = None,
    ) -> None:
        said = f"now {words.now}, after {words.after}, saving {words.between}"
        super().__init__(0, 36, said, parent)
        whole = before or 1.0
        self._remains = _share(before - value, whole)
        self._whisker = (_share(before - high, whole), _share(before - low, whole))
        self._words = words

    def draw(self, painter: QPainter, area: QRectF) -> None:
        theme, width, top, height = current(), area.width(), 4.0, 12.0
        gone = QColor(theme.save)
        gone.setAlpha(150)
        painter.setBrush(gone)
        painter.drawRoundedRect(QRectF(0, top, width, height), 3, 3)
        painter.setBrush(QColor(theme.text3))
        painter.drawRoundedRect(QRectF(0, top, max(4.0, self._remains * width), height), 3, 3)
        self._draw_whisker(painter, width, top, height)
        self._draw_words(painter, QRectF(0, top + height + 4, width, 16))

    def _draw_whisker(self, painter: QPainter, width: float, top: float, height: float) -> None:
        painter.setPen(QPen(QColor(current().ink), 1.5))
        ends = [min(width - 1, max(1.0, share * width)) for share in self._whisker]
        middle = top + height / 2
        painter.drawLine(QPointF(ends[0], middle), QPointF(ends[1], middle))
        for end in ends:
            painter.drawLine(QPointF(end, top + 2), QPointF(end, top + height - 2))

    def _draw_words(self, painter: QPainter, area: QRectF) -> None:
        left, right = f"after {self._words.after}", f"now {self._words.now}"
        bold, plain = font(SIZE.small, 600), font(SIZE.small, 400)
        before = QFontMetrics(bold).horizontalAdvance(left)
        behind = QFontMetrics(plain).horizontalAdvance(right)
        # Between its neighbours, not in the middle of the bar: they may be of any length.
        between = area.adjusted(before, 0, -behind, 0)
        for text, role, letters, where, place in (
            (left, "text", bold, _LEFT, area),
            (self._words.between, "save", bold, _CENTRE, between),
            (right, "text2", plain, _RIGHT, area),
        ):
            painter.setFont(letters)
            painter.setPen(QColor(getattr(current(), role)))
            painter.drawText(place, where, text)


def _share(part: float, whole: float) -> float:
    return min(max(part / whole, 0.0), 1.0)
