"""A function between its nearest callers and callees, small."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from perfview.profiles.measures.surroundings import Box
from perfview.ui.canvas.painting import RIGHT, outline
from perfview.ui.profiles.wording import amount, share
from perfview.ui.theme import theme
from perfview.ui.theme.colours import category_colour, text_on

_ROW, _MIDDLE, _GAP = 19, 22, 5
_NARROWEST_NAMED = 22
_PAD = 5


@dataclass(frozen=True)
class Named:
    """A box, what it is called, and its category."""

    box: Box
    name: str
    category: int


@dataclass(frozen=True)
class Middle:
    """The function: name, category, total in the metric's unit."""

    name: str
    category: int
    total: float
    unit: str


class MiniSandwich(QWidget):
    """`picked` carries the function of a box that was clicked."""

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName("The function between its callers and what it calls")
        self._boxes: list[Named] = []
        self._middle = Middle("", 0, 0.0, "ns")
        self._up = self._down = 0

    def show_boxes(self, boxes: list[Named], middle: Middle) -> None:
        """Show others."""
        self._boxes, self._middle = boxes, middle
        levels = [0, *(named.box.level for named in boxes)]
        self._up, self._down = -min(levels), max(levels)
        near = [self._words(named) for named in boxes if abs(named.box.level) == 1]
        self.setAccessibleDescription("; ".join(near[:10]))
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:
        above = self._up * _ROW + (_GAP if self._up else 0)
        below = self._down * _ROW + (_GAP if self._down else 0)
        return QSize(200, above + _MIDDLE + below)

    def _words(self, named: Named) -> str:
        said = amount(named.box.total, self._middle.unit)
        which = "calls it" if named.box.level < 0 else "called by it"
        near = f", {which}" if abs(named.box.level) == 1 else ""
        return f"{named.name}: {said}, {share(named.box.width, 1.0)}{near}"

    def _middle_place(self) -> QRectF:
        top = self._up * _ROW + (_GAP if self._up else 0)
        return QRectF(0, top, self.width(), _MIDDLE)

    def _place(self, box: Box) -> QRectF:
        middle = self._middle_place()
        if box.level < 0:
            y = middle.top() - _GAP + box.level * _ROW
        else:
            y = middle.bottom() + _GAP + (box.level - 1) * _ROW
        left, right = (round(at * self.width()) for at in (box.start, box.start + box.width))
        return QRectF(left, y, max(right - left - 1, 1), _ROW - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for named in self._boxes:
            self._paint_box(painter, self._place(named.box), named.name, named.category, 400)
        middle, place = self._middle, self._middle_place()
        said = amount(middle.total, middle.unit)
        painter.setFont(theme.font(11, 600))
        room = painter.fontMetrics().horizontalAdvance(said) + 2 * _PAD
        self._paint_box(painter, place, middle.name, middle.category, 600, room)
        painter.drawText(place.adjusted(0, 0, -_PAD, 0), RIGHT, said)
        outline(painter, place, "accent", 2)
        painter.end()

    def _paint_box(
        self,
        painter: QPainter,
        place: QRectF,
        name: str,
        category: int,
        weight: int,
        taken: int = 0,
    ) -> None:
        fill = category_colour(category, theme.current())
        painter.fillRect(place, QColor(fill))
        painter.setPen(QColor(text_on(fill)))
        painter.setFont(theme.font(11, weight))
        if place.width() < _NARROWEST_NAMED:
            return
        room = place.adjusted(_PAD, 0, -3 - taken, 0)
        elided = Qt.TextElideMode.ElideRight
        text = painter.fontMetrics().elidedText(name, elided, int(room.width()))
        if text != "…":
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def _at(self, place: QPointF) -> Named | None:
        return next((each for each in self._boxes if self._place(each.box).contains(place)), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hand = self._at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(found.box.function)

    def event(self, event: object) -> bool:  # type: ignore[override]
        if isinstance(event, QHelpEvent):
            found = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._words(found) if found else "", self)
            return True
        return super().event(event)  # type: ignore[arg-type]
