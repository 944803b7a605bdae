"""A treemap as a scene: boxes within boxes, as large as they weigh, with headers and labels."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from perfview.kernels import raster
from perfview.kernels.squarifying import squarify
from perfview.kernels.tile_edges import TileEdges, tile_edges
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
_QUIET_GAIN = 1.5
_COLOURS = 9
"""Eight categories and the quiet one."""


_Looks = tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint8]]


class TreemapScene(Scene):
    """Laid out anew for every size of the picture. Items are boxes of the tiles."""

    def __init__(self, tiles: Tiles) -> None:
        self.tiles = tiles
        none64, none32, none8 = np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.uint8)
        boxes = Boxes(np.zeros(1, np.int64), none64, none64, none8, none8, none32, none32)
        self._layer = Layer(boxes, none32, none32)
        self._size = (0, 0)
        self._places = np.zeros((len(tiles), 4))
        self._edges: TileEdges | None = None
        self._edges_of = (0, 0, 0.0)
        self._words = TileWords(tiles)
        self._dress: tuple[tuple[object, ...], _Looks] | None = None

    @property
    def _top_header(self) -> int:
        return HEADER if self.tiles.heads_all else _MARGIN

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
                top_header=self._top_header,
            )
        return self._places

    def draw(self, image: NDArray[np.uint32], view: Viewport, atlas: Atlas) -> None:
        """Draw every box over the one it is in, then the words."""
        atlas.make_room()
        edges = self._shown(view)
        fills, inks, striped = self._worn(edges)
        head = np.where(edges.headed, round(HEADER * view.ratio), 0).astype(np.int32)
        draw_tiles(image, edges.edges, edges.covered, head, fills, striped, _STRIPES)
        self._words.write(image, atlas, edges.shown, edges.edges, edges.headed, inks)
        self.is_unfinished = not self._words.is_complete

    def _shown(self, view: Viewport) -> TileEdges:
        """What there is to be seen, in the order it is drawn."""
        key = (view.width, view.height, view.ratio)
        if self._edges is None or self._edges_of != key:
            self._edges_of, self._edges = key, self._edged(view)
        is_hidden = self.tiles.state[self._edges.shown] == raster.HIDDEN
        if not is_hidden.any():
            return self._edges
        shown, edges, covered, headed = (each[~is_hidden] for each in self._edges)
        return TileEdges(shown, edges, np.zeros_like(covered), headed)

    def _edged(self, view: Viewport) -> TileEdges:
        tiles = self.tiles
        return tile_edges(
            tiles.first,
            tiles.weight,
            self.places(view.width, view.height),
            view.ratio,
            header=HEADER,
            margin=_MARGIN,
            top_header=self._top_header,
        )

    def _worn(self, edges: TileEdges) -> _Looks:
        """Fill, line and header (uint32 (s, 3)), text colour (uint32) and whether there are stripes
        (uint8) of what is shown; remembered for as long as the tiles have the same arrays."""
        tiles, wearing = self.tiles, theme.current()
        key = (edges, tiles.state, tiles.loud, tiles.category, wearing)
        if self._dress is None or any(a is not b for a, b in zip(self._dress[0], key, strict=True)):
            self._dress = (key, self._dressed(edges.shown, edges.headed, wearing))
        return self._dress[1]

    def _dressed(
        self, shown: NDArray[np.int64], headed: NDArray[np.bool_], wearing: Theme
    ) -> _Looks:
        tiles = self.tiles
        state = tiles.state[shown]
        look = tiles.loud[shown] * (raster.STATES * _COLOURS) + tiles.category[shown]
        look += state.astype(np.intp) * _COLOURS
        fills, inks = _looks(wearing)
        striped = ((state == raster.STRIPED) | (state == raster.UNKNOWN)).astype(np.uint8)
        return fills.take(look, axis=0), inks.take(look * 2 + headed), striped

    def paint_shapes(self, painter: QPainter, view: Viewport) -> bool:
        """Paint every box as shapes and letters."""
        from perfview.ui.canvas.tile_shapes import paint_tiles

        paint_tiles(painter, self.tiles, self._drawn(view))
        return True

    def _drawn(self, view: Viewport) -> DrawnTiles:
        """What there is to be seen, in the order it is drawn."""
        edges = self._shown(view)
        fills, inks, striped = self._worn(edges)
        places = self.places(view.width, view.height)[edges.shown]
        return DrawnTiles(edges.shown, places, edges.headed, fills, inks, striped)

    # What is where

    def hit(self, x: float, y: float, view: Viewport) -> Hit | None:
        """The innermost box here."""
        box = self._innermost(x, y, self.places(view.width, view.height))
        return None if box < 0 else Hit(self._layer, box, box, self._place(box, view))

    def _innermost(self, x: float, y: float, at: NDArray[np.float64]) -> int:
        low, high, found = 0, 1, -1
        while low < high:
            part = at[low:high]
            inside = (part[:, 0] <= x) & (x < part[:, 0] + part[:, 2])
            inside &= (part[:, 1] <= y) & (y < part[:, 1] + part[:, 3])
            inside &= self.tiles.state[low:high] != raster.HIDDEN
            here = np.flatnonzero(inside)
            if not len(here):
                break
            found = low + int(here[-1])
            low, high = int(self.tiles.first[found]), int(self.tiles.first[found + 1])
        return found

    def find(self, items: set[int]) -> list[tuple[Layer, int]]:
        """These boxes, as far as they are drawn."""
        every = len(self.tiles)
        return [(self._layer, each) for each in sorted(items) if 0 <= each < every]

    def _place(self, box: int, view: Viewport) -> QRectF:
        return QRectF(*self.places(view.width, view.height)[box].tolist())

    def place(self, _layer: Layer, box: int, view: Viewport) -> QRectF:  # type: ignore[override]
        """Where a box is, in logical pixels of the picture."""
        return self._place(box, view)


@lru_cache(maxsize=8)
def _looks(wearing: Theme) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """By whether a box is loud, by state and category (2 x states x categories rows): fill, line
    and header, uint32 (rows, 3), and the text colour in the box and in its header, uint32 (2 x
    rows). Loud ones keep all their strength."""
    fills, inks = [], []
    for strength in (STRENGTH, 1.0):
        box, head = _weakened(wearing, strength), _weakened(wearing, strength * _HEADED)
        fills.append(np.stack((box.fills, box.edges, head.fills), axis=-1))
        inks.append(np.stack((box.inks, head.inks), axis=-1))
    return np.stack(fills).reshape(-1, 3), np.stack(inks).reshape(-1)


@lru_cache(maxsize=16)
def _weakened(wearing: Theme, strength: float) -> Colours:
    """Colours with only so much of their strength over the canvas."""
    categories = [*wearing.cat, wearing.quiet]
    plain = [mix(each, wearing.canvas, strength) for each in wearing.cat]
    # What is quiet anyway keeps more, or it would sink into the canvas.
    quiet = mix(wearing.quiet, wearing.canvas, min(1.0, strength * _QUIET_GAIN))
    plain.append(quiet)
    fills = dict.fromkeys(range(raster.STATES), plain)
    fills[raster.DIM] = [mix(dimmed(each, wearing), wearing.canvas, 0.8) for each in categories]
    fills[raster.QUIET] = [quiet] * len(categories)
    fills[raster.UNKNOWN] = fills[raster.QUIET]
    fills[raster.HIT] = [wearing.find] * len(categories)
    inks = {state: [text_on(each) for each in row] for state, row in fills.items()}
    inks[raster.DIM] = [mix(wearing.text3, wearing.canvas, 0.9)] * len(categories)
    edges = {state: [edge(each, wearing) for each in row] for state, row in fills.items()}
    return Colours(*(_table(each) for each in (fills, edges, inks)))


def _table(rows: dict[int, list[str]]) -> NDArray[np.uint32]:
    every = [[packed(each) for each in rows[state]] for state in range(raster.STATES)]
    return np.array(every, np.uint32)
