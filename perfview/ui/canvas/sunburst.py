"""A tree of boxes as rings around a middle: each ring a level, each piece as long as it weighs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from perfview.kernels import raster, texts
from perfview.kernels.rings import Band, Disc, disc, draw_rings
from perfview.ui.canvas.atlas import Atlas
from perfview.ui.canvas.boxes import Boxes, Layer
from perfview.ui.canvas.colours import box_colours
from perfview.ui.canvas.scene import Hit, Scene, Viewport
from perfview.ui.canvas.tiles import Tiles
from perfview.ui.theme import theme

_MARGIN, _LINE = 14, 1.0
_NARROWEST_RING, _WIDEST_RING = 56, 120
_LEAST_RING = 0.05
"""Rings that are emptier than this are not drawn: one goes in to see them."""
_MIDDLE = 0.2
"""The radius of the middle, as part of the whole."""
_LEAST_LABEL, _TEXT_HEIGHT, _PAD = 38.0, 14.0, 3.0
_TRIES = 12
_STRIPES = 0.55
_MOST_LABELS = 400


_Places = tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True)
class _Sizes:
    """In logical pixels: the middle, the radius within the first ring, how wide a ring is, how many
    there are."""

    x: float
    y: float
    inner: float
    wide: float
    rings: int

    def ring_ends(self, ring: int) -> tuple[float, float]:
        """From which to which radius a ring is."""
        return self.inner + ring * self.wide, self.inner + (ring + 1) * self.wide


class SunburstScene(Scene):
    """Items are boxes of the tiles; box 0 is the middle. depth int32 (k): the level of each; start
    float64 (k): where it begins, in the unit of weights."""

    def __init__(self, tiles: Tiles, depth: NDArray[np.int32], start: NDArray[np.float64]) -> None:
        self.tiles, self.depth = tiles, depth
        whole = max(float(tiles.weight[0]), 1e-9)
        self.start = start / whole
        self.stop = np.minimum((start + tiles.weight) / whole, 1.0)
        none64, none32, none8 = np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.uint8)
        boxes = Boxes(np.zeros(1, np.int64), none64, none64, none8, none8, none32, none32)
        self._layer = Layer(boxes, none32, none32)
        self._disc: Disc | None = None
        self._labels: tuple[_Sizes, _Places] | None = None
        ends = np.arange(int(depth[-1]) + 2)
        self._first = np.searchsorted(depth, ends).astype(np.int64)
        share = np.bincount(depth, tiles.weight) / whole
        self._worth = int(np.count_nonzero(share[1:] >= _LEAST_RING)) or 1

    def sizes(self, view: Viewport) -> _Sizes:
        """How large everything is in a picture."""
        radius = max(min(view.width, view.height) / 2 - _MARGIN, 20.0)
        inner = radius * _MIDDLE
        room = int((radius - inner) // _NARROWEST_RING)
        rings = max(1, min(self._worth, room))
        wide = min((radius - inner) / rings, _WIDEST_RING)
        # What few rings do not need the middle gets: they stay at the rim.
        inner = radius - wide * rings
        return _Sizes(view.width / 2, view.height / 2, inner, wide, rings)

    def draw(self, image: NDArray[np.uint32], view: Viewport, atlas: Atlas) -> None:
        """Draw the rings, then the words."""
        atlas.make_room()
        sizes, tiles, colours = self.sizes(view), self.tiles, box_colours(theme.current())
        radius = sizes.inner + sizes.wide * sizes.rings + 1
        side = min(int(2 * radius * view.ratio), image.shape[0], image.shape[1])
        if self._disc is None or len(self._disc.radius) != side:
            self._disc = disc(side)
        corner = (image.shape[1] - side) // 2, (image.shape[0] - side) // 2
        last = int(self._first[min(sizes.rings + 1, len(self._first) - 1)])
        state, category = tiles.state[:last], tiles.category[:last]
        striped = (state == raster.STRIPED) | (state == raster.UNKNOWN)
        band = Band(
            np.ascontiguousarray(self._first[1 : sizes.rings + 2]),
            self.start[:last],
            self.stop[:last],
            np.ascontiguousarray(colours.fills[state, category]),
            striped.astype(np.uint8),
        )
        ratio = view.ratio
        lengths = sizes.inner * ratio, sizes.wide * ratio, _LINE * ratio
        stroke = int(colours.edges[raster.UNKNOWN, 0])
        draw_rings(image, corner, self._disc, lengths, band, (stroke, _STRIPES))
        self._write(image, view, atlas, sizes, last)

    # Words

    def _write(
        self, image: NDArray[np.uint32], view: Viewport, atlas: Atlas, sizes: _Sizes, last: int
    ) -> None:
        if self._labels is None or self._labels[0] != sizes:
            self._labels = (sizes, self._labelled(sizes, last))
        boxes, centre, half = self._labels[1]
        inks = box_colours(theme.current()).inks[
            self.tiles.state[boxes], self.tiles.category[boxes]
        ]
        entries = np.array([atlas.entry(self.tiles.text(int(b))) for b in boxes], np.int32)
        wide = np.minimum(atlas.entries[entries, 1] / view.ratio + 2 * _PAD, 2 * half)
        x0, x1 = centre[:, 0] - wide / 2, centre[:, 0] + wide / 2
        y0, y1 = centre[:, 1] - _TEXT_HEIGHT / 2, centre[:, 1] + _TEXT_HEIGHT / 2
        corners = np.rint(np.stack((x0, x1, y0, y1), axis=1) * view.ratio)
        items = np.column_stack((entries, np.full(len(entries), -1), corners))
        tables = atlas.mask, atlas.entries, atlas.places, atlas.ellipsis
        pad = round(_PAD * view.ratio)
        items = np.ascontiguousarray(items, np.int32)
        texts.draw_texts(image, items, np.ascontiguousarray(inks), tables, pad, 0)

    def _labelled(self, sizes: _Sizes, last: int) -> _Places:
        """Boxes with room for words; the middle of each, float64 (n, 2), and half of how wide a
        line fits there, all logical pixels."""
        ring = (self.depth[1:last] - 1).astype(np.float64)
        low = sizes.inner + ring * sizes.wide
        middle = low + sizes.wide / 2
        span = (self.stop[1:last] - self.start[1:last]) * 2 * np.pi
        boxes = np.flatnonzero(span * middle >= _TEXT_HEIGHT)
        boxes = boxes[np.argsort(-span[boxes], kind="stable")[:_MOST_LABELS]]
        low, middle, span = low[boxes], middle[boxes], span[boxes]
        angle = (self.start[boxes + 1] + self.stop[boxes + 1]) * np.pi
        x, y = middle * np.sin(angle), -middle * np.cos(angle)
        half = _half_room(x, y, angle, (low + _PAD, low + sizes.wide - _PAD), span / 2)
        fits = half * 2 >= _LEAST_LABEL
        centre = np.stack((x + sizes.x, y + sizes.y), axis=1)
        return boxes[fits] + 1, centre[fits], half[fits]

    # What is where

    def hit(self, x: float, y: float, view: Viewport) -> Hit | None:
        """The piece here; the middle is box 0."""
        sizes = self.sizes(view)
        across, down = x - sizes.x, y - sizes.y
        far = math.hypot(across, down)
        if far < sizes.inner:
            return Hit(self._layer, 0, 0, self._place(0, view))
        ring = int((far - sizes.inner) / sizes.wide)
        if ring >= sizes.rings or ring + 2 > len(self._first) - 1:
            return None
        turn = (math.atan2(across, -down) / (2 * math.pi)) % 1.0
        low, high = int(self._first[ring + 1]), int(self._first[ring + 2])
        box = low + int(np.searchsorted(self.start[low:high], turn, "right")) - 1
        if box < low or turn >= self.stop[box] or self.tiles.state[box] == raster.HIDDEN:
            return None
        return Hit(self._layer, box, box, self._place(box, view))

    def find(self, items: set[int]) -> list[tuple[Layer, int]]:
        """These boxes, as far as there are so many rings."""
        return [(self._layer, each) for each in sorted(items) if 0 <= each < len(self.tiles)]

    def place(self, _layer: Layer, box: int, view: Viewport) -> QRectF:  # type: ignore[override]
        """The rectangle around a piece, in logical pixels of the picture."""
        return self._place(box, view)

    def _place(self, box: int, view: Viewport) -> QRectF:
        return self.outline(box, view).boundingRect()

    def lengths(self, boxes: NDArray[np.intp], view: Viewport) -> NDArray[np.float64]:
        """How long pieces are along the middles of their rings, logical pixels, float64 like
        `boxes`; 0 beyond the last ring."""
        sizes, ring = self.sizes(view), self.depth[boxes] - 1
        middle = sizes.inner + (ring + 0.5) * sizes.wide
        long = (self.stop[boxes] - self.start[boxes]) * 2 * math.pi * middle
        return np.where(ring < sizes.rings, long, 0.0)

    def outline(self, box: int, view: Viewport) -> QPainterPath:
        """The edge of a piece; nothing of one beyond the last ring."""
        sizes, path = self.sizes(view), QPainterPath()
        middle, ring = QPointF(sizes.x, sizes.y), int(self.depth[box]) - 1
        if ring >= sizes.rings:
            return path
        if ring < 0:
            path.addEllipse(middle, sizes.inner - 1, sizes.inner - 1)
            return path
        low, high = sizes.ring_ends(ring)
        begin, span = (
            90 - 360 * float(self.start[box]),
            360 * float(self.stop[box] - self.start[box]),
        )
        outer, inner = _square(middle, high - _LINE), _square(middle, low)
        path.arcMoveTo(outer, begin)
        path.arcTo(outer, begin, -span)
        path.arcTo(inner, begin - span, span)
        path.closeSubpath()
        return path


def _square(middle: QPointF, radius: float) -> QRectF:
    return QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)


def _half_room(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    angle: NDArray[np.float64],
    ends: tuple[NDArray[np.float64], NDArray[np.float64]],
    half_span: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Half of how wide a line of text around (x, y) may be so that its corners stay in its piece,
    by halving."""
    least, most = np.zeros(len(x)), np.full(len(x), 200.0)
    for _ in range(_TRIES):
        half = (least + most) / 2
        fits = np.ones(len(x), np.bool_)
        for across in (-half, half):
            for down in (-_TEXT_HEIGHT / 2, _TEXT_HEIGHT / 2):
                far = np.hypot(x + across, y + down)
                turned = np.arctan2(x + across, -(y + down)) - angle
                turned = np.abs((turned + np.pi) % (2 * np.pi) - np.pi)
                fits &= (far >= ends[0]) & (far <= ends[1]) & (turned <= half_span)
        # The middle of a wide line comes closest to the centre.
        passes = np.abs(x) < half
        fits &= ~passes | (np.abs(y) - _TEXT_HEIGHT / 2 >= ends[0])
        least, most = np.where(fits, half, least), np.where(fits, most, half)
    return least
