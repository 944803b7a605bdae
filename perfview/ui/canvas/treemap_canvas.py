"""A canvas for treemaps: zooming is going into a box and out again, one level at a time."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QPointF, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QWidget

from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.scene import Hit

_PAUSE_MS = 250
"""A turn of the wheel is many steps; each goes only one level further."""


class TreemapCanvas(Canvas):
    """`gone_in` carries the `Hit` at the pointer, None where there is none."""

    gone_in = Signal(object)
    gone_out = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._since = QElapsedTimer()

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Into the box under the pointer (factor below 1), or out."""
        if self._since.isValid() and self._since.elapsed() < _PAUSE_MS:
            return
        self._since.start()
        if factor < 1:
            self.gone_in.emit(self._pointed())
        else:
            self.gone_out.emit()

    def _pointed(self) -> Hit | None:
        place = QPointF(self.mapFromGlobal(QCursor.pos()))
        if not self.rect().contains(place.toPoint()):
            return None
        return self.scene.hit(place.x(), place.y(), self.viewport)

    def pan(self, by_pixels: int) -> None:
        """Everything is in sight already."""

    def show_all(self) -> None:
        """Everything is in sight already."""
