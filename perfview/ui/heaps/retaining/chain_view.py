"""The way that keeps an object alive, drawn from the root down; the reference to cut in red."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from perfview.findings.quantities import plural
from perfview.ui.canvas.painting import RIGHT, colour, write
from perfview.ui.heaps.retaining.chain import Step
from perfview.ui.theme import icons
from perfview.ui.theme.theme import current, font
from perfview.ui.theme.tokens import SIZE

_ROW = 38
_LEFT = 22.0
"""Middle of the circles."""

_RADIUS = 9.0
_TEXT = 42.0
_PAD, _APART = 6, 14


class ChainView(QWidget):
    """`chosen` carries the object of a step that was clicked or given Enter; `menu_asked` one and a
    place on screen. Up and Down walk the steps, `walked` to a stretch from top to bottom."""

    chosen = Signal(int)
    menu_asked = Signal(int, object)
    walked = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.steps: Sequence[Step] = ()
        self.marked = -1
        self._hovered = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("What keeps it alive, from the root down")

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show another way."""
        self.steps, self.marked, self._hovered = steps, len(steps) - 1, -1
        words = [f"{step.title} {step.reference} {step.cut}".strip() for step in steps]
        self.setAccessibleDescription("\n".join(words))
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, 2 * _PAD + _ROW * len(self.steps))

    def top_of(self, place: int) -> float:
        """Where a step begins."""
        return _PAD + place * _ROW

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.marked = min(max(self.marked + step, 0), len(self.steps) - 1)
            top = int(self.top_of(self.marked))
            self.walked.emit(top, top + _ROW)
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.marked)
        else:
            super().keyPressEvent(event)

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self.steps) and self.steps[place].node >= 0:
            self.chosen.emit(self.steps[place].node)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # -- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for place, step in enumerate(self.steps):
            self._draw(painter, place, step)
        painter.end()

    def _draw(self, painter: QPainter, place: int, step: Step) -> None:
        top, is_last = self.top_of(place), place == len(self.steps) - 1
        if place == self._hovered and step.node >= 0:
            painter.fillRect(QRectF(0, top, self.width(), _ROW), colour("hover"))
        if not is_last:
            self._draw_line(painter, top, step)
        if step.node < 0:
            words = f"… {plural(step.left_out, 'more step')} …"
            write(painter, QRectF(_TEXT, top, self.width() - _TEXT - 8, 20), words, "text3")
            return
        self._draw_circle(painter, top, step, is_last=is_last)
        self._draw_words(painter, top, step, is_last=is_last)
        if place == self.marked and self.hasFocus():
            painter.setPen(QPen(colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(2, top, self.width() - 4, _ROW - 2), 5, 5)

    def _draw_line(self, painter: QPainter, top: float, step: Step) -> None:
        pen = QPen(colour("bad" if step.cut else "control"), 2 if step.cut else 1)
        if step.cut:
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        begin = top + 2 * _RADIUS + 2
        painter.drawLine(QPointF(_LEFT, begin), QPointF(_LEFT, top + _ROW))

    def _draw_circle(self, painter: QPainter, top: float, step: Step, *, is_last: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("accent" if is_last else "control"), 2 if is_last else 1))
        painter.setBrush(colour("raised"))
        painter.drawEllipse(QPointF(_LEFT, top + _RADIUS + 1), _RADIUS, _RADIUS)
        side = 11
        tint = "accent" if is_last else "text2"
        drawn = icons.pixmap(step.icon, tint, size=side, ratio=self.devicePixelRatioF())
        painter.drawPixmap(QPointF(_LEFT - side / 2, top + _RADIUS + 1 - side / 2), drawn)

    def _draw_words(self, painter: QPainter, top: float, step: Step, *, is_last: bool) -> None:
        wide = self.width() - _TEXT - 10
        place_wide = 0.0
        if step.place:
            painter.setFont(font(SIZE.small))
            place_wide = min(painter.fontMetrics().horizontalAdvance(step.place) + 12.0, wide * 0.5)
            area = QRectF(_TEXT + wide - place_wide + 8, top, place_wide - 8, 20)
            painter.setPen(colour("text3"))
            cut = Qt.TextElideMode.ElideLeft
            shown = painter.fontMetrics().elidedText(step.place, cut, int(area.width()))
            painter.drawText(area, RIGHT, shown)
        area = QRectF(_TEXT, top, wide - place_wide, 20)
        write(painter, area, step.title, "text", weight=600)
        if not is_last:
            self._draw_reference(painter, QRectF(_TEXT, top + 19, wide, 16), step)

    def _draw_reference(self, painter: QPainter, area: QRectF, step: Step) -> None:
        painter.setFont(font(SIZE.small, 400, True))
        painter.setPen(QColor(getattr(current(), "bad" if step.cut else "text3")))
        metrics = painter.fontMetrics()
        said = QFontMetricsF(font(SIZE.small, 600)).horizontalAdvance(step.cut) + _APART
        room = max(area.width() - said, area.width() * 0.3) if step.cut else area.width()
        shown = metrics.elidedText(step.reference, Qt.TextElideMode.ElideMiddle, int(room))
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        if step.cut:
            rest = area.adjusted(metrics.horizontalAdvance(shown) + _APART, 0, 0, 0)
            write(painter, rest, step.cut, "bad", size=SIZE.small, weight=600)

    # -- the mouse

    def _at(self, y: float) -> int:
        place = int((y - _PAD) // _ROW)
        return place if 0 <= place < len(self.steps) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._at(event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)

    def _hover(self, place: int) -> None:
        if place != self._hovered:
            self._hovered = place
            is_object = place >= 0 and self.steps[place].node >= 0
            shape = Qt.CursorShape.PointingHandCursor if is_object else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self._at(event.position().y()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place, at = self._at(event.pos().y()), event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self.marked
            at = self.mapToGlobal(QPoint(int(_TEXT), int(self.top_of(place)) + _ROW // 2))
        if place >= 0 and self.steps[place].node >= 0:
            self.menu_asked.emit(self.steps[place].node, at)
