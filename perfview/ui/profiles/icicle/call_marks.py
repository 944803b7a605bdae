"""Outlines over the time order: the chosen call, every other one of its function, evidence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from perfview.ui.canvas.boxes import Boxes
from perfview.ui.canvas.painting import outline
from perfview.ui.canvas.scene import Viewport
from perfview.ui.profiles.icicle.time_scene import Found, TimeScene

_MOST_OUTLINES = 2000
_NONE = np.zeros(0, np.int32)


class CallMarks:
    """Paints over whatever scene it is told of."""

    def __init__(self) -> None:
        self._scene: TimeScene | None = None
        self._function = -1
        self._paths = _NONE
        self.call: Found | None = None
        """The call that was clicked on."""

    def point_at(self, scene: TimeScene, function: int, evidence: NDArray[np.int32]) -> None:
        """Outline the calls of a function (-1: of none), or these recorded stacks."""
        self._scene, self._function = scene, function
        of_stack = scene.shape.of_stack
        paths = of_stack[evidence[evidence < len(of_stack)]]
        self._paths = paths[paths >= 0]

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Draw those in sight."""
        scene = self._scene
        if scene is None or self._function < 0:
            return
        for layer, box in scene.each_box(self._wanted)[:_MOST_OUTLINES]:
            outline(painter, scene.place(layer, box, view), "accent", 1)
        if self.call is not None and self.call.function == self._function:
            self._paint_call(painter, view, scene, self.call)

    def _wanted(self, boxes: Boxes) -> NDArray[np.bool_]:
        if len(self._paths):
            return np.isin(boxes.item, self._paths)
        chosen: NDArray[np.bool_] = boxes.label == self._function
        return chosen

    @staticmethod
    def _paint_call(painter: QPainter, view: Viewport, scene: TimeScene, call: Found) -> None:
        begins = view.stretch.x_of(call.start_ns, view.width)
        ends = view.stretch.x_of(call.end_ns, view.width)
        for layer, box in scene.each_box(lambda b: b.item == call.path):
            place = scene.place(layer, box, view)
            if place.left() < ends and place.right() > begins:
                outline(painter, QRectF(place).adjusted(-1, -1, 1, 1), "accent", 2)
