"""A canvas for rings: chosen pieces are outlined along their arcs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen

from perfview.ui.canvas.painting import colour
from perfview.ui.canvas.scene import Viewport
from perfview.ui.canvas.sunburst import SunburstScene
from perfview.ui.canvas.treemap_canvas import TreemapCanvas


class SunburstCanvas(TreemapCanvas):
    """Zooming goes in and out, one level at a time."""

    def _paint_outlines(self, painter: QPainter, view: Viewport) -> None:
        if not isinstance(self.scene, SunburstScene):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hit:
            painter.setPen(QPen(colour("text2"), 1))
            painter.drawPath(self.scene.outline(self.hit.box, view))
        painter.setPen(QPen(colour("accent"), 2))
        for _, box in self.scene.find(self.selected):
            painter.drawPath(self.scene.outline(box, view))
