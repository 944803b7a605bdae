"""Arrows between slices: what brought the chosen one about, and what it brought about."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from perfview.traces.study import Study
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.painting import colour
from perfview.ui.canvas.scene import BoxScene, Scene, Viewport

MOST = 40
"""More arrows at one slice than this are a bush; the nearest in time are drawn."""
_BEND_PX, _HEAD_PX = 60.0, 6.0


def flows_at(study: Study, row: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The rows whose arrows come to a slice, and those its arrows go to; int32, by time."""
    flows, start = study.model.threads.flows, study.model.start_ns
    before = np.unique(flows.from_row[flows.to_row == row])
    after = np.unique(flows.to_row[flows.from_row == row])
    return before[np.argsort(start[before])], after[np.argsort(start[after])]


class FlowCurves:
    """Draws the arrows of one slice over a canvas. `row` is the chosen slice, -1 none."""

    def __init__(self, study: Study, canvas: Canvas) -> None:
        self._study, self._canvas = study, canvas
        self._row = -1
        self._pairs: list[tuple[int, int]] = []
        self._places: dict[int, tuple[int, int] | None] = {}
        self._placed_in: Scene | None = None
        if len(study.model.threads.flows):
            canvas.overlays.append(self._paint)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The arrows that are drawn: rows they come from and go to."""
        return self._pairs

    def choose(self, row: int) -> None:
        """Draw the arrows of this slice."""
        if row == self._row:
            return
        self._row, self._pairs, self._placed_in = row, [], None
        if row >= 0 and len(self._study.model.threads.flows):
            before, after = flows_at(self._study, row)
            self._pairs = [(int(r), row) for r in before[-MOST:]]
            self._pairs += [(row, int(r)) for r in after[:MOST]]
        self._canvas.update()

    def _place(self, row: int) -> tuple[int, int] | None:
        """Top and bottom of a slice's box; found once a scene: it takes a pass over the boxes."""
        scene = self._canvas.scene
        if scene is not self._placed_in:
            self._places, self._placed_in = _places_in(scene, self._pairs), scene
        return self._places.get(row)

    def _paint(self, painter: QPainter, view: Viewport) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for begin, end in self._pairs:
            here, there = self._place(begin), self._place(end)
            if here and there:
                self._paint_arrow(painter, view, (begin, here), (end, there))

    def _paint_arrow(
        self,
        painter: QPainter,
        view: Viewport,
        begin: tuple[int, tuple[int, int]],
        end: tuple[int, tuple[int, int]],
    ) -> None:
        model, stretch = self._study.model, view.stretch
        arrives = int(model.start_ns[end[0]])
        # The arrow leaves its slice when it is taken up, or at its end if that is earlier.
        leaves = max(min(int(model.end_ns[begin[0]]), arrives), int(model.start_ns[begin[0]]))
        x0, x1 = stretch.x_of(leaves, view.width), stretch.x_of(arrives, view.width)
        limit = 4.0 * view.width
        x0, x1 = max(min(x0, limit), -limit), max(min(x1, limit), -limit)
        y0, y1 = (sum(place) / 2 - view.scroll for _, place in (begin, end))
        bend = max(min(abs(x1 - x0) / 2, _BEND_PX), _HEAD_PX * 2)
        path = QPainterPath(QPointF(x0, y0))
        path.cubicTo(QPointF(x0 + bend, y0), QPointF(x1 - bend, y1), QPointF(x1, y1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for role, width in (("canvas", 4.0), ("accent", 1.8)):
            painter.setPen(QPen(colour(role), width))
            painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent"))
        half = _HEAD_PX / 2
        corners = [
            QPointF(x1, y1),
            QPointF(x1 - _HEAD_PX, y1 - half),
            QPointF(x1 - _HEAD_PX, y1 + half),
        ]
        painter.drawPolygon(QPolygonF(corners))


def _places_in(scene: Scene, pairs: list[tuple[int, int]]) -> dict[int, tuple[int, int] | None]:
    """Top and bottom of the boxes of all these rows, in one pass over the scene's boxes."""
    wanted = {row for pair in pairs for row in pair}
    found: dict[int, tuple[int, int] | None] = {}
    if isinstance(scene, BoxScene):
        for layer, box in scene.find(wanted):
            row = layer.boxes.row_of(box)
            top = int(layer.top[row])
            found[int(layer.boxes.item[box])] = (top, top + int(layer.height[row]))
    return found
