"""How busy each thread was, pixel by pixel, as an area in the strip over its stacks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from perfview.profiles.lens import Lens
from perfview.profiles.measures.busyness import Busyness, busyness
from perfview.profiles.study import Study
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.painting import colour
from perfview.ui.canvas.scene import Viewport
from perfview.ui.profiles.icicle.time_scene import STRIP, Lane

_PAD = 3


class ActivityStrips:
    """Paints over a canvas whose lanes it is told."""

    def __init__(self, study: Study, canvas: Canvas) -> None:
        self._study, self._canvas = study, canvas
        self._lens = Lens()
        self._lanes: list[Lane] = []

    def show_lanes(self, lens: Lens, lanes: list[Lane]) -> None:
        """Paint these from now on."""
        self._lens, self._lanes = lens, lanes
        self._canvas.update()

    def busy_share(self, lane: Lane) -> float:
        """How much of the time a thread was sampled it had something on its stack, 0-1."""
        return self._busy(lane).share(lane.begins_ns, lane.ends_ns)

    def _busy(self, lane: Lane) -> Busyness:
        return busyness(self._study, self._lens, lane.thread)

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Draw the strips in sight."""
        for lane in self._lanes:
            y = lane.top - view.scroll
            if y + STRIP > 0 and y < view.height:
                self._paint_strip(painter, view, lane, float(y))

    def _paint_strip(self, painter: QPainter, view: Viewport, lane: Lane, y: float) -> None:
        begins = max(view.stretch.x_of(lane.begins_ns, view.width), 0.0)
        ends = min(view.stretch.x_of(lane.ends_ns, view.width), float(view.width))
        if ends <= begins:
            return
        low, high = y + STRIP - _PAD, y + _PAD
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(QRectF(begins, high, ends - begins, low - high), colour("panel"))
        pixels = np.arange(int(begins), int(np.ceil(ends)) + 1)
        begin = view.stretch.start + view.stretch.fraction
        edges = np.asarray(begin + pixels * (view.stretch.width / view.width), np.float64)
        heights = self._busy(lane).shares(edges) * (low - high)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent", 150))
        painter.drawPolygon(_area(pixels, heights, low))


def _area(pixels: NDArray[np.int64], heights: NDArray[np.float64], low: float) -> QPolygonF:
    """A polygon between the lower edge and one step a pixel."""
    steps = [QPointF(float(pixels[0]), low)]
    for x, height in zip(pixels[:-1].tolist(), heights.tolist(), strict=True):
        steps += [QPointF(x, low - height), QPointF(x + 1.0, low - height)]
    return QPolygonF([*steps, QPointF(float(pixels[-1]), low)])
