"""Mouse, wheel, touchpad and keys on a canvas, as in the tools people know."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent

if TYPE_CHECKING:
    from perfview.ui.canvas.canvas import Canvas

_NOTCH = 120
_ZOOM_A_NOTCH = 0.82
_CLICK_PIXELS = 4
_STEP = 0.15

_WALKS = {
    Qt.Key.Key_Up: "parent",
    Qt.Key.Key_Down: "child",
    Qt.Key.Key_Left: "previous",
    Qt.Key.Key_Right: "next",
    Qt.Key.Key_BracketLeft: "cause",
    Qt.Key.Key_BracketRight: "effect",
}


class Gestures:
    """Turns what hands do into what a canvas is asked to do."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._dragged = False
        self._marking = False

    def press(self, event: QMouseEvent) -> None:
        """Begin a click, a drag or, with Shift, a range."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed = self._last = event.position()
        self._dragged = False
        self._marking = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)

    def move(self, event: QMouseEvent) -> None:
        """Pan, widen the range, or hover."""
        here = event.position()
        if self._pressed is None:
            self._canvas.hover(here)
            return
        far = (here - self._pressed).manhattanLength()
        if not self._dragged and far < _CLICK_PIXELS:
            return
        if not self._dragged:
            self._dragged = True
            self._canvas.hover(None)
            if not self._marking:
                self._canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._marking:
            self._canvas.mark_between(self._pressed.x(), here.x(), done=False)
        else:
            step = here - self._last
            whole = QPointF(round(step.x()), round(step.y()))
            self._canvas.pan(-int(whole.x()))
            self._canvas.scroll_to(self._canvas.scroll_top - int(whole.y()))
            self._last += whole
            return
        self._last = here

    def release(self, event: QMouseEvent) -> None:
        """End of a click, a drag or a range."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        start, self._pressed = self._pressed, None
        self._canvas.unsetCursor()
        if not self._dragged:
            self._canvas.click(event.position())
        elif self._marking:
            self._canvas.mark_between(start.x(), event.position().x(), done=True)

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; two fingers on a touchpad pan; Shift pans, Alt scrolls."""
        pixels, turn = event.pixelDelta(), event.angleDelta()
        keys = event.modifiers()
        zooming = bool(keys & Qt.KeyboardModifier.ControlModifier)
        touchpad = event.phase() != Qt.ScrollPhase.NoScrollPhase and not pixels.isNull()
        if touchpad and not zooming:
            self._canvas.pan(-pixels.x())
            self._canvas.scroll_to(self._canvas.scroll_top - pixels.y())
        elif keys & Qt.KeyboardModifier.ShiftModifier or abs(turn.x()) > abs(turn.y()):
            notches = (turn.x() or turn.y()) / _NOTCH
            self._canvas.pan(-round(notches * _STEP * self._canvas.width()))
        elif keys & Qt.KeyboardModifier.AltModifier:
            self._canvas.scroll_to(self._canvas.scroll_top - (turn.x() or turn.y()) // 2)
        else:
            self._canvas.zoom(_ZOOM_A_NOTCH ** (turn.y() / _NOTCH), event.position().x())
        event.accept()

    def pinch(self, event: QNativeGestureEvent) -> bool:
        """Two fingers apart or together; whether that is what it was."""
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self._canvas.zoom(1.0 / max(0.2, 1.0 + event.value()), event.position().x())
        return True

    def key(self, event: QKeyEvent) -> bool:
        """Do what a key says; whether it said anything."""
        key = Qt.Key(event.key())
        if event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        ):
            return False
        return self._move_key(key) or self._act_key(key)

    def _move_key(self, key: Qt.Key) -> bool:
        canvas = self._canvas
        step = round(_STEP * canvas.width())
        moves: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_W: lambda: canvas.zoom(0.75),
            Qt.Key.Key_Plus: lambda: canvas.zoom(0.75),
            Qt.Key.Key_Equal: lambda: canvas.zoom(0.75),
            Qt.Key.Key_S: lambda: canvas.zoom(1 / 0.75),
            Qt.Key.Key_Minus: lambda: canvas.zoom(1 / 0.75),
            Qt.Key.Key_A: lambda: canvas.pan(-step),
            Qt.Key.Key_D: lambda: canvas.pan(step),
            Qt.Key.Key_Home: canvas.go_home,
            Qt.Key.Key_End: canvas.go_end,
            Qt.Key.Key_PageUp: lambda: canvas.scroll_to(canvas.scroll_top - canvas.height()),
            Qt.Key.Key_PageDown: lambda: canvas.scroll_to(canvas.scroll_top + canvas.height()),
        }
        if key in moves:
            moves[key]()
        return key in moves

    def _act_key(self, key: Qt.Key) -> bool:
        canvas = self._canvas
        if key in _WALKS:
            canvas.walked.emit(_WALKS[key])
        elif key == Qt.Key.Key_F:
            canvas.fit_asked.emit()
        elif key == Qt.Key.Key_M:
            canvas.mark_asked.emit()
        elif key == Qt.Key.Key_Escape:
            canvas.escaped.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            canvas.entered.emit()
        else:
            return False
        return True
