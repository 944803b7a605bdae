"""Mouse and keys on a picture over time: pan, zoom, mark, as on every other canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

if TYPE_CHECKING:
    from perfview.ui.heaps.over_time.picture import HeapPicture

_NOTCH = 120
_ZOOM = 0.82
_KEY_ZOOM = 0.75
_STEP = 0.15
_CLICK = 4


class Hands:
    """Turns what hands do into what the picture is asked to do. `marked` is the range in s."""

    def __init__(self, picture: HeapPicture) -> None:
        self._picture = picture
        self.marked: tuple[float, float] | None = None
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._dragged = self._marking = False

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; with Shift, or sideways, pan."""
        turn = event.angleDelta()
        sideways = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if sideways or abs(turn.x()) > abs(turn.y()):
            self._pan(-(turn.x() or turn.y()) / _NOTCH * _STEP)
        else:
            self._zoom(_ZOOM ** (turn.y() / _NOTCH), self._picture.time_at(event.position().x()))
        event.accept()

    def press(self, event: QMouseEvent) -> None:
        """Begin a click, a drag or, with Shift, a range."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._picture.setFocus()
            self._pressed = self._last = event.position()
            self._dragged = False
            self._marking = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)

    def move(self, event: QMouseEvent) -> None:
        """Pan, widen the range, or hover."""
        here = event.position()
        if self._pressed is None:
            self._picture.hover(here.x(), here.y())
            return
        if not self._dragged and (here - self._pressed).manhattanLength() < _CLICK:
            return
        self._dragged = True
        if self._marking:
            self._picture.mark(self._range(here))
        else:
            by = self._picture.time_at(self._last.x()) - self._picture.time_at(here.x())
            first, last = self._picture.stretch
            self._picture.look_at(first + by, last + by)
        self._last = here

    def release(self, event: QMouseEvent) -> None:
        """End of a click, a drag or a range."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        if not self._dragged:
            self._picture.pick(event.position().x(), event.position().y())
        elif self._marking:
            self._picture.mark(self._range(event.position()))
            self._picture.brushed.emit(self.marked)
        self._pressed = None

    def key(self, event: QKeyEvent) -> bool:
        """Do what a key says; whether it said anything."""
        key, zoom = event.key(), 0.0
        if key in (Qt.Key.Key_W, Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            zoom = _KEY_ZOOM
        elif key in (Qt.Key.Key_S, Qt.Key.Key_Minus):
            zoom = 1 / _KEY_ZOOM
        if zoom:
            self._zoom(zoom, sum(self._picture.stretch) / 2)
        elif key in (Qt.Key.Key_A, Qt.Key.Key_Left):
            self._pan(-_STEP)
        elif key in (Qt.Key.Key_D, Qt.Key.Key_Right):
            self._pan(_STEP)
        elif key in (Qt.Key.Key_F, Qt.Key.Key_Home):
            self._picture.fit()
        elif key == Qt.Key.Key_Escape and self.marked is not None:
            self._picture.mark(None)
            self._picture.brushed.emit(None)
        else:
            return False
        return True

    def _range(self, to: QPointF) -> tuple[float, float]:
        assert self._pressed is not None
        ends = (self._picture.time_at(self._pressed.x()), self._picture.time_at(to.x()))
        return min(ends), max(ends)

    def _zoom(self, factor: float, around: float) -> None:
        first, last = self._picture.stretch
        self._picture.look_at(around - (around - first) * factor, around + (last - around) * factor)

    def _pan(self, share: float) -> None:
        first, last = self._picture.stretch
        by = share * (last - first)
        self._picture.look_at(first + by, last + by)
