"""A scene's boxes as shapes and letters instead of pixels, for SVG."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from perfview.kernels.raster import ERROR, HIDDEN
from perfview.ui.canvas.boxes import Layer
from perfview.ui.canvas.colours import box_colours, ink_colours
from perfview.ui.canvas.labels import CROSS
from perfview.ui.canvas.painting import LEFT
from perfview.ui.canvas.scene import BoxScene, Viewport
from perfview.ui.theme import theme

_NARROWEST_LABEL, _MARGIN, _LOWEST_LABEL = 26, 5, 12
_LABEL_PX = 11
MOST_SHAPES = 50_000
"""Boxes written at most: more make a file that no viewer likes to open."""


def paint_scene(painter: QPainter, scene: BoxScene, view: Viewport) -> None:
    """Paint what is visible of every layer, at the level of detail the picture has."""
    left = MOST_SHAPES
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setFont(theme.font(_LABEL_PX, 500))
    for layer in scene.layers:
        for place, box in _visible(layer, view):
            if left <= 0:
                return
            left -= 1
            _paint_box(painter, layer, box, place)


def _visible(layer: Layer, view: Viewport) -> Iterator[tuple[QRectF, int]]:
    """(place, box) of what is in sight; merged boxes are one, the box that stands for them."""
    level = layer.boxes.level(view.ns_per_pixel)
    for row in range(layer.boxes.rows):
        y = float(layer.top[row]) - view.scroll
        tall = float(layer.height[row])
        if y + tall < 0 or y > view.height:
            continue
        low, high = int(level.first[row]), int(level.first[row + 1])
        begin = low + int(np.searchsorted(level.end[low:high], view.stretch.start))
        stop = low + int(np.searchsorted(level.start[low:high], view.stretch.end))
        for i in range(begin, stop):
            x0 = max(view.stretch.x_of(int(level.start[i]), view.width), -1.0)
            x1 = min(view.stretch.x_of(int(level.end[i]), view.width), view.width + 1.0)
            yield QRectF(x0, y, max(x1 - x0, 0.5), tall), int(level.box[i])


def _paint_box(painter: QPainter, layer: Layer, box: int, place: QRectF) -> None:
    boxes = layer.boxes
    state, category = int(boxes.state[box]), int(boxes.category[box])
    if state == HIDDEN:
        return
    wearing = theme.current()
    colours = ink_colours(wearing) if layer.inked else box_colours(wearing, layer.faded)
    painter.fillRect(place, QColor.fromRgba(int(colours.fills[state, category])))
    room = place.width() - 2 * _MARGIN
    if not layer.labelled or place.width() < _NARROWEST_LABEL or place.height() < _LOWEST_LABEL:
        return
    words = layer.text(int(boxes.label[box]))
    words = CROSS + words if state == ERROR else words
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(room))
    painter.setPen(QColor.fromRgba(int(colours.inks[state, category])))
    painter.drawText(place.adjusted(_MARGIN, 0, -_MARGIN, 0), LEFT, shown)
