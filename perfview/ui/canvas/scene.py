"""What a canvas can show: something that draws itself into pixels and knows what is where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from perfview.kernels import raster, texts
from perfview.ui.canvas.atlas import Atlas
from perfview.ui.canvas.boxes import Layer
from perfview.ui.canvas.colours import Colours, box_colours, ink_colours
from perfview.ui.canvas.labels import Labels
from perfview.ui.canvas.stretch import Stretch
from perfview.ui.canvas.tip import TipText
from perfview.ui.theme import theme

_MARGIN = 5
_GAP = 7
_NARROWEST_LABEL = 26
_LOWEST_LABEL = 12


@dataclass(frozen=True)
class Viewport:
    """What is visible: a stretch of time over `width` logical pixels, content from `scroll` on."""

    stretch: Stretch
    width: int
    height: int
    scroll: int
    ratio: float

    @property
    def ns_per_pixel(self) -> float:
        """Nanoseconds per logical pixel."""
        return self.stretch.width / max(self.width, 1)


@dataclass(frozen=True)
class Hit:
    """A box under the pointer: its layer, its index there, what it stands for, where it is."""

    layer: Layer
    box: int
    item: int
    place: QRectF


class Scene:
    """Something to look at. `height` is that of the whole content in logical pixels."""

    height: int = 0
    is_unfinished: bool = False
    """Whether the last picture lacks what there was no time for; the next one goes on."""

    def draw(self, image: NDArray[np.uint32], view: Viewport, atlas: Atlas) -> None:
        """Paint over `image` (device pixels, 0xffRRGGBB)."""

    def paint_shapes(self, painter: QPainter, view: Viewport) -> bool:
        """Paint as shapes and letters, for pictures of vectors; whether it can."""
        return False

    def hit(self, x: float, y: float, view: Viewport) -> Hit | None:
        """What is at this logical place of the picture."""
        return None

    def tell(self, x: float, y: float, view: Viewport) -> tuple[TipText, QRectF] | None:
        """What there is to say where no box is, and beside which place."""
        return None

    def find(self, items: set[int]) -> list[tuple[Layer, int]]:
        """The boxes that stand for these items."""
        return []

    @staticmethod
    def place(layer: Layer, box: int, view: Viewport) -> QRectF:
        """Where a box is, in logical pixels of the picture; it may lie outside."""
        row = layer.boxes.row_of(box)
        x0 = view.stretch.x_of(int(layer.boxes.start[box]), view.width)
        x1 = view.stretch.x_of(int(layer.boxes.end[box]), view.width)
        y = float(layer.top[row]) - view.scroll
        return QRectF(x0, y, max(x1 - x0, 1.0), float(layer.height[row]))


class BoxScene(Scene):
    """Layers of boxes with their labels, later ones over earlier ones."""

    def __init__(self, layers: list[Layer], height: int) -> None:
        self.layers = layers
        self.height = height
        self._labels: dict[int, Labels] = {}
        self._raster = raster.Raster()

    def draw(self, image: NDArray[np.uint32], view: Viewport, atlas: Atlas) -> None:
        """Rasterise every layer and write its labels before the next covers them."""
        atlas.make_room()
        for number, layer in enumerate(self.layers):
            found = self._draw_layer(layer, image, view)
            if layer.labelled and len(found):
                items, inks = self._items(number, layer, found, view, atlas)
                self._write(items, inks, image, view, atlas)

    def paint_shapes(self, painter: QPainter, view: Viewport) -> bool:
        """Paint what is visible as shapes and letters."""
        from perfview.ui.canvas.vector import paint_scene

        paint_scene(painter, self, view)
        return True

    def _draw_layer(
        self, layer: Layer, image: NDArray[np.uint32], view: Viewport
    ) -> NDArray[np.int32]:
        boxes = layer.boxes
        colours = self._colours(layer)
        pixels = image.shape[1]
        level = boxes.level(view.stretch.width / pixels)
        top = np.rint((layer.top - view.scroll) * view.ratio).astype(np.int32)
        bottom = np.rint((layer.top + layer.height - view.scroll) * view.ratio).astype(np.int32)
        scale = pixels / view.stretch.width
        return self._raster.draw(
            image,
            level,
            (boxes.category, boxes.state),
            (colours.fills, colours.edges),
            (top, bottom),
            (view.stretch.start, view.stretch.fraction * scale, scale),
            (int(_NARROWEST_LABEL * view.ratio), int(_LOWEST_LABEL * view.ratio)),
        )

    @staticmethod
    def _colours(layer: Layer) -> Colours:
        wearing = theme.current()
        return ink_colours(wearing) if layer.inked else box_colours(wearing, layer.faded)

    def _items(
        self, number: int, layer: Layer, found: NDArray[np.int32], view: Viewport, atlas: Atlas
    ) -> tuple[NDArray[np.int32], NDArray[np.uint32]]:
        labels = self._labels.get(number)
        if labels is None or not labels.fits(layer, atlas):
            labels = self._labels[number] = Labels(layer, atlas)
        box = found[:, 0]
        inks = self._colours(layer).inks[layer.boxes.state[box], layer.boxes.category[box]]
        return labels.items(found, view.ratio), np.ascontiguousarray(inks)

    @staticmethod
    def _write(
        items: NDArray[np.int32],
        inks: NDArray[np.uint32],
        image: NDArray[np.uint32],
        view: Viewport,
        atlas: Atlas,
    ) -> None:
        margin, gap = round(_MARGIN * view.ratio), round(_GAP * view.ratio)
        tables = atlas.mask, atlas.entries, atlas.places, atlas.ellipsis
        texts.draw_texts(image, items, inks, tables, margin, gap)

    def hit(self, x: float, y: float, view: Viewport) -> Hit | None:
        """The topmost box here, with two pixels of grace for what is narrower."""
        time = view.stretch.time_at(x, view.width)
        for layer in reversed(self.layers):
            if not layer.pickable:
                continue
            for row in layer.rows_at(y + view.scroll)[::-1]:
                box = layer.boxes.at(int(row), time, 2 * view.ns_per_pixel)
                if box >= 0 and layer.boxes.state[box] != raster.HIDDEN:
                    place = self.place(layer, box, view)
                    return Hit(layer, box, int(layer.boxes.item[box]), place)
        return None

    def find(self, items: set[int]) -> list[tuple[Layer, int]]:
        """The boxes of these items on every layer that can be picked."""
        wanted = np.fromiter(items, np.int32, len(items))
        found = []
        for layer in self.layers:
            if not layer.pickable:
                continue
            for box in np.flatnonzero(np.isin(layer.boxes.item, wanted)).tolist():
                if layer.boxes.state[box] != raster.HIDDEN:
                    found.append((layer, box))
        return found
