"""What the timeline draws under and over its boxes: lines between services, joins of the path."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter

from perfview.traces.study import Study
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.colours import packed
from perfview.ui.canvas.painting import colour
from perfview.ui.canvas.scene import Viewport
from perfview.ui.lanes.header import LanesHeader
from perfview.ui.theme import theme
from perfview.ui.theme.colours import mix
from perfview.ui.traces.lanes.flow_curves import FlowCurves
from perfview.ui.traces.lanes.ridge_scene import RidgeScene
from perfview.ui.traces.lanes.scenes import joins_of
from perfview.ui.traces.lanes.waterfall_scene import WaterfallScene

_LINE = 0.66
_SHORT_PX = 14
_MANY = 24
_STUB_PX = 12
_MANY_LONG = 8


class Drawing:
    """Paints what belongs to the timeline but is no box. `trace` is the chosen one, -1 none."""

    def __init__(self, study: Study, canvas: Canvas, header: LanesHeader) -> None:
        self._study = study
        self._canvas = canvas
        self._header = header
        self.trace = -1
        self.flows = FlowCurves(study, canvas)
        canvas.underlays.append(self._draw_lines)
        canvas.overlays += [self._paint_joins, self._paint_trace_place]

    def _draw_lines(self, pixels: NDArray[np.uint32], view: Viewport) -> None:
        if isinstance(self._canvas.scene, WaterfallScene):
            return
        roles = theme.current()
        grey = packed(mix(roles.line, roles.canvas, _LINE))
        for track in self._header.tracks:
            row = round((track.top + track.height + 3 - view.scroll) * view.ratio)
            if 0 <= row < len(pixels):
                pixels[row] = grey

    def _paint_trace_place(self, painter: QPainter, view: Viewport) -> None:
        """Among ridges one sees where the chosen trace is, not what it is."""
        if self.trace < 0 or not isinstance(self._canvas.scene, RidgeScene):
            return
        start = int(self._study.structure.start_ns[self.trace])
        end = start + int(self._study.structure.duration_ns[self.trace])
        x0, x1 = view.stretch.x_of(start, view.width), view.stretch.x_of(end, view.width)
        painter.fillRect(QRectF(x0, 0, max(x1 - x0, 2), view.height), colour("accent", 110))

    def _paint_joins(self, painter: QPainter, view: Viewport) -> None:
        joins = joins_of(self._canvas.scene)
        if not len(joins):
            return
        scale = view.width / view.stretch.width
        x = np.rint((joins[:, 0] - view.stretch.start - view.stretch.fraction) * scale)
        seen = (x >= 0) & (x < view.width) & (joins[:, 3] * scale >= _SHORT_PX)
        lines = np.unique(np.column_stack((x[seen], joins[seen, 1:3] - view.scroll)), axis=0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        drawn = [QLineF(a, b - 1, a, c) for a, b, c in lines.tolist()]
        short = [line for line in drawn if line.dy() <= 3 * _STUB_PX]
        long = [line for line in drawn if line.dy() > 3 * _STUB_PX]
        if len(long) > _MANY_LONG:
            short += [stub for line in long for stub in _ends(line)]
            long = []
        painter.setPen(colour("ink", 110 if len(short) > _MANY else 255))
        painter.drawLines(short)
        painter.setPen(colour("ink"))
        painter.drawLines(long)


def _ends(line: QLineF) -> list[QLineF]:
    """A long line's two ends: a forest of whole lines would hide what it joins."""
    x, top, bottom = line.x1(), line.y1(), line.y2()
    return [QLineF(x, top, x, top + _STUB_PX), QLineF(x, bottom - _STUB_PX, x, bottom)]
