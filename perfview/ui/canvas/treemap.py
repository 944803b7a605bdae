"""A treemap as a scene: boxes within boxes, as large as they weigh, with headers and labels."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from perfview.kernels import raster
from perfview.kernels.squarifying import squarify
from perfview.kernels.tiles import draw_tiles
from perfview.ui.canvas.atlas import Atlas
from perfview.ui.canvas.boxes import Boxes, Layer
from perfview.ui.canvas.colours import Colours, packed
from perfview.ui.canvas.scene import Hit, Scene, Viewport
from perfview.ui.canvas.tile_words import HEADER, TileWords
from perfview.ui.canvas.tiles import DrawnTiles, Tiles
from perfview.ui.theme import theme
from perfview.ui.theme.colours import dimmed, edge, mix, text_on
from perfview.ui.theme.tokens import Theme

STRENGTH = 0.6
"""How strong the colour of a box is, so that large areas stay quiet."""

_MARGIN, _LEAST = 2, 6
_HEADED = 0.57
"""How strong a header is beside the box it is of."""
_STRIPES = 0.55


class TreemapScene(Scene):
    """Laid out anew for every size of the picture. Items are boxes of the tiles."""

    def __init__(self, tiles: Tiles) -> None:
        self.tiles = tiles
        none64, none32, none8 = np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.uint8)
        boxes = Boxes(np.zeros(1, np.int64), none64, none64, none8, none8, none32, none32)
        self._layer = Layer(boxes, none32, none32)
        self._size = (0, 0)
        self._places = np.zeros((len(tiles), 4))

    def places(self, width: int, height: int) -> NDArray[np.float64]:
        """Where the boxes are, float64 (k, 4): x, y, width, height in logical pixels; those too
        small to be drawn are 0 wide."""
        if self._size != (width, height):
            self._size = (width, height)
            tiles = self.tiles
            self._places = squarify(
                tiles.first,
                tiles.weight,
                (float(width), float(height)),
                header=HEADER,
                margin=_MARGIN,
                least=_LEAST,
            )
        return self._places

    def draw(self, image: NDArray[np.uint32], view: Viewport, atlas: Atlas) -> None:
        """Draw every box over the one it is in, then the words."""
        atlas.make_room()
        drawn = self._drawn(view)
        place = _edges(drawn.places, view.ratio)
        head = np.where(drawn.headed, round(HEADER * view.ratio), 0).astype(np.int32)
        draw_tiles(image, place, head, drawn.colours, drawn.striped, _STRIPES)
        words = TileWords(self.tiles, atlas, view.ratio)
        words.add(drawn.boxes, place, drawn.headed, drawn.inks)
        words.write(image)

    def paint_shapes(self, painter: QPainter, view: Viewport) -> bool:
        """Paint every box as shapes and letters."""
        from perfview.ui.canvas.tile_shapes import paint_tiles

        paint_tiles(painter, self.tiles, self._drawn(view))
        return True

    def _drawn(self, view: Viewport) -> DrawnTiles:
        """What there is to be seen, in the order it is drawn."""
        tiles, wearing = self.tiles, theme.current()
        places = self.places(view.width, view.height)
        is_drawn = (places[:, 2] > 0) & (places[:, 3] > 0) & (tiles.state != raster.HIDDEN)
        shown = np.flatnonzero(is_drawn)
        state, category, loud = tiles.state[shown], tiles.category[shown], tiles.loud[shown]
        headed = self._headed(places, shown)
        fills, edges, inks = _looks(wearing, STRENGTH, state, category, loud)
        heads, _, head_inks = _looks(wearing, STRENGTH * _HEADED, state, category, loud)
        return DrawnTiles(
            shown,
            places[shown],
            headed,
            np.ascontiguousarray(np.stack((fills, edges, heads), axis=1)),
            np.where(headed, head_inks, inks),
            ((state == raster.STRIPED) | (state == raster.UNKNOWN)).astype(np.uint8),
        )

    def _headed(self, places: NDArray[np.float64], shown: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which of the shown boxes have others in them, and so a header."""
        low, high = self.tiles.first[shown], self.tiles.first[shown + 1]
        has_any = high > low
        headed = np.zeros(len(shown), np.bool_)
        headed[has_any] = places[low[has_any], 2] > 0
        return headed

    # What is where

    def hit(self, x: float, y: float, view: Viewport) -> Hit | None:
        """The innermost box here."""
        at = self.places(view.width, view.height)
        inside = (at[:, 0] <= x) & (x < at[:, 0] + at[:, 2])
        inside &= (at[:, 1] <= y) & (y < at[:, 1] + at[:, 3])
        inside &= self.tiles.state != raster.HIDDEN
        found = np.flatnonzero(inside)
        if not len(found):
            return None
        box = int(found[-1])
        return Hit(self._layer, box, box, self._place(box, view))

    def find(self, items: set[int]) -> list[tuple[Layer, int]]:
        """These boxes, as far as they are drawn."""
        every = len(self.tiles)
        return [(self._layer, each) for each in sorted(items) if 0 <= each < every]

    def _place(self, box: int, view: Viewport) -> QRectF:
        return QRectF(*self.places(view.width, view.height)[box].tolist())

    def place(self, _layer: Layer, box: int, view: Viewport) -> QRectF:  # type: ignore[override]
        """Where a box is, in logical pixels of the picture."""
        return self._place(box, view)


def _edges(places: NDArray[np.float64], ratio: float) -> NDArray[np.int32]:
    """Left, top, right, bottom in whole device pixels: neighbours share their edge."""
    corners = places.copy()
    corners[:, 2:] += corners[:, :2]
    return np.ascontiguousarray(np.rint(corners * ratio).astype(np.int32))


def _looks(
    wearing: Theme,
    strength: float,
    state: NDArray[np.uint8],
    category: NDArray[np.uint8],
    loud: NDArray[np.bool_],
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32]]:
    """Fill, line and text colour of boxes, uint32; those that are loud keep all their strength."""
    quiet = _weakened(wearing, strength)
    full = _weakened(wearing, strength / STRENGTH)
    pairs = zip(
        (full.fills, full.edges, full.inks), (quiet.fills, quiet.edges, quiet.inks), strict=True
    )
    fills, edges, inks = (
        np.where(loud, a[state, category], b[state, category]).astype(np.uint32) for a, b in pairs
    )
    return fills, edges, inks


@lru_cache(maxsize=16)
def _weakened(wearing: Theme, strength: float) -> Colours:
    """Colours with only so much of their strength over the canvas."""
    categories = [*wearing.cat, wearing.quiet]
    plain = [mix(each, wearing.canvas, strength) for each in categories]
    fills = dict.fromkeys(range(raster.STATES), plain)
    fills[raster.DIM] = [mix(dimmed(each, wearing), wearing.canvas, 0.8) for each in categories]
    fills[raster.QUIET] = [mix(wearing.quiet, wearing.canvas, strength)] * len(categories)
    fills[raster.UNKNOWN] = fills[raster.QUIET]
    fills[raster.HIT] = [wearing.find] * len(categories)
    inks = {state: [text_on(each) for each in row] for state, row in fills.items()}
    inks[raster.DIM] = [mix(wearing.text3, wearing.canvas, 0.9)] * len(categories)
    edges = {state: [edge(each, wearing) for each in row] for state, row in fills.items()}
    return Colours(*(_table(each) for each in (fills, edges, inks)))


def _table(rows: dict[int, list[str]]) -> NDArray[np.uint32]:
    every = [[packed(each) for each in rows[state]] for state in range(raster.STATES)]
    return np.array(every, np.uint32)
