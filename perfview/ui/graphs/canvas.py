"""A graph under hands: zoom, pan, hover, click, and arrow keys from card to card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from perfview.ui.canvas.painting import colour
from perfview.ui.canvas.tip import Tip, TipText
from perfview.ui.graphs.placing import Places

_SMALLEST, _LARGEST, _FULL = 0.2, 2.5, 1.0
_NOTCH = 1.2
_CLICK_PIXELS = 4
_STEPS = {
    Qt.Key.Key_Left: "caller",
    Qt.Key.Key_Right: "callee",
    Qt.Key.Key_Up: "above",
    Qt.Key.Key_Down: "below",
}


@dataclass
class Emphasis:
    """What matters now. `near` bool by node: not dimmed; `way`: edges drawn in ink."""

    focus: int = -1
    hovered: int = -1
    near: dict[int, bool] = field(default_factory=dict)
    way: set[int] = field(default_factory=set)
    hits: set[int] = field(default_factory=set)

    def rim(self, node: int, role: str, width: float) -> tuple[str, float]:
        """Colour role and width of a node's rim; as given where nothing is the matter with it."""
        if node == self.focus:
            return "accent", 2.0
        if node in self.hits:
            return "find", 2.5
        if node == self.hovered:
            return "text2", 1.6
        return role, width


class Drawing(Protocol):
    """What paints a placed graph."""

    def paint(
        self, painter: QPainter, places: Places, emphasis: Emphasis, scale: float = 1.0
    ) -> None:
        """Edges, cards and what is written on them; at a small `scale` less of it."""


class GraphCanvas(QWidget):
    """`picked` carries a node (-1: none), `opened` one given Enter or a double click, `walked` a
    direction, `menu_asked` a node and a place on screen, `resized`: lay out anew.

    `describe` gives the tooltip of a node; `name` and `described` (of how many nodes) are for
    screen readers.
    """

    picked = Signal(int)
    opened = Signal(int)
    walked = Signal(str)
    fit_asked = Signal()
    escaped = Signal()
    resized = Signal()
    menu_asked = Signal(int, QPoint)

    def __init__(
        self,
        drawing: Drawing,
        name: str,
        described: Callable[[int], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(name)
        self._described = described
        self.setMinimumHeight(160)
        self.drawing = drawing
        self.places = Places()
        self.emphasis = Emphasis()
        self.describe: Callable[[int], TipText | None] = lambda node: None
        self.scale = _FULL
        self.corner = QPointF(0, 0)
        self.moved_by_hand = False
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._dragged = False
        self._tip: Tip | None = None

    # What is shown

    def show_places(self, places: Places) -> None:
        """Show another layout, all of it unless the user has moved the picture."""
        self.places = places
        if not self.moved_by_hand:
            self.show_all()
        self.update()

    def emphasise(self, emphasis: Emphasis) -> None:
        """Let other things matter."""
        self.emphasis = emphasis
        self.setAccessibleDescription(self._described(len(self.places.cards)))
        self.update()

    def show_all(self) -> None:
        """Zoom out as far as it takes, in no further than full size."""
        extent = self.places.extent
        if extent.isEmpty():
            return
        wanted = min(self.width() / extent.width(), self.height() / extent.height(), _FULL)
        self.scale = max(wanted, _SMALLEST)
        middle = QPointF(self.width() / 2, self.height() / 2)
        self.corner = middle - extent.center() * self.scale
        self.moved_by_hand = False
        self.update()

    def bring_into_sight(self, node: int) -> None:
        """Move until a card can be seen."""
        card = self.places.cards.get(node)
        if card is None:
            return
        seen = self._transform().mapRect(card)
        if not QRectF(self.rect()).contains(seen):
            self.corner += QPointF(self.width() / 2, self.height() / 2) - seen.center()
            self.moved_by_hand = True
            self.update()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Larger by `factor` around a place of the widget, its middle by default."""
        at = at or QPointF(self.width() / 2, self.height() / 2)
        scale = min(max(self.scale * factor, _SMALLEST), _LARGEST)
        self.corner = at - (at - self.corner) * (scale / self.scale)
        self.scale = scale
        self.moved_by_hand = True
        self.update()

    def node_at(self, place: QPointF) -> int:
        """The node whose card is here, -1 for none."""
        at = self._transform().inverted()[0].map(place)
        return next((n for n, card in self.places.cards.items() if card.contains(at)), -1)

    def _transform(self) -> QTransform:
        moved = QTransform.fromTranslate(self.corner.x(), self.corner.y())
        return moved.scale(self.scale, self.scale)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("canvas"))
        painter.setTransform(self._transform(), True)
        self.drawing.paint(painter, self.places, self.emphasis, self.scale)
        painter.end()

    # Hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._last = event.position()
            self._dragged = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            self._hover(event.position())
            return
        if (event.position() - self._pressed).manhattanLength() >= _CLICK_PIXELS:
            self._dragged = self.moved_by_hand = True
        if self._dragged:
            self.corner += event.position() - self._last
            self._last = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and not self._dragged:
            self.picked.emit(self.node_at(event.position()))
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        node = self.node_at(event.position())
        if node >= 0:
            self.opened.emit(node)
        else:
            self.zoom(_NOTCH * _NOTCH, event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels = event.pixelDelta()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        touchpad = event.phase() != Qt.ScrollPhase.NoScrollPhase and not pixels.isNull()
        if touchpad and not control:
            self.corner += QPointF(pixels)
            self.moved_by_hand = True
            self.update()
        else:
            self.zoom(_NOTCH ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.walked.emit(_STEPS[key])
        elif key in (Qt.Key.Key_W, Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_NOTCH)
        elif key in (Qt.Key.Key_S, Qt.Key.Key_Minus):
            self.zoom(1 / _NOTCH)
        elif key in (Qt.Key.Key_A, Qt.Key.Key_D):
            self.corner += QPointF(60 if key == Qt.Key.Key_A else -60, 0)
            self.moved_by_hand = True
            self.update()
        elif key in (Qt.Key.Key_F, Qt.Key.Key_Home):
            self.fit_asked.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.emphasis.focus)
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def _hover(self, place: QPointF) -> None:
        node = self.node_at(place)
        if node != self.emphasis.hovered:
            self.emphasis.hovered = node
            self.update()
        text = self.describe(node) if node >= 0 else None
        if text is None:
            self._hide_tip()
            return
        host = self.window()
        if self._tip is None or self._tip.parentWidget() is not host:
            self._tip = Tip(host)
            self.destroyed.connect(self._tip.deleteLater)
        card = self._transform().mapRect(self.places.cards[node]).toRect()
        origin = self.mapTo(host, place.toPoint()) - place.toPoint()
        self._tip.show_beside(text, card.translated(origin), place.toPoint() + origin)

    def _hide_tip(self) -> None:
        if self._tip is not None:
            self._tip.hide()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = QPointF(self.mapFromGlobal(event.globalPos()))
        node = self.emphasis.focus if by_key else self.node_at(place)
        card = self.places.cards.get(node)
        if card is None:
            return
        below = self._transform().mapRect(card).bottomLeft().toPoint()
        self.menu_asked.emit(node, self.mapToGlobal(below) if by_key else event.globalPos())

    def leaveEvent(self, _event: QEvent) -> None:
        self.emphasis.hovered = -1
        self._hide_tip()
        self.update()

    def hideEvent(self, _event: QEvent) -> None:
        self._hide_tip()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self.resized.emit()

    def sizeHint(self) -> QSize:
        return QSize(900, 420)

    def event(self, event: QEvent) -> bool:
        pinch = Qt.NativeGestureType.ZoomNativeGesture
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == pinch:
            self.zoom(max(0.2, 1.0 + event.value()), event.position())
            return True
        return super().event(event)
