"""A treemap as a scene: boxes within boxes, as large as they weigh, with headers and labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from perfview.kernels import raster, texts
from perfview.kernels.squarifying import squarify
from perfview.kernels.tiles import draw_tiles
from perfview.ui.canvas.atlas import Atlas
from perfview.ui.canvas.boxes import Boxes, Layer, no_text
from perfview.ui.canvas.colours import Colours, packed
from perfview.ui.canvas.scene import Hit, Scene, Viewport
from perfview.ui.theme import theme
from perfview.ui.theme.colours import dimmed, edge, mix, text_on
from perfview.ui.theme.tokens import Theme

STRENGTH = 0.6
"""How strong the colour of a box is, and of its header; what is `LOUD` is drawn in full."""

LOUD = raster.ERROR
"""The state of boxes whose colour is not weakened: what a finding is about."""

_HEADER, _MARGIN, _LEAST = 18, 2, 6
_HEAD_STRENGTH = 0.34
_STRIPES = 0.55
_LINE = 15
_PAD, _NARROWEST, _TWO_LINES = 4, 26, 32
_NOTE_ROOM = 40


@dataclass
class Tiles:
    """k boxes in a tree: first int64 (k + 1), the boxes below box i are first[i]:first[i + 1],
    heaviest first and after it; box 0 is all there is. weight float64 (k); category (0-8) and state
    (of `kernels.raster`) uint8 (k). `text` gives a box's words, `note` its weight in words."""

    first: NDArray[np.int64]
    weight: NDArray[np.float64]
    category: NDArray[np.uint8]
    state: NDArray[np.uint8]
    text: Callable[[int], str] = no_text
    note: Callable[[int], str] = no_text
    parent: NDArray[np.int32] = field(init=False)

    def __post_init__(self) -> None:
        self.parent = np.full(len(self), -1, np.int32)
        sizes = np.diff(self.first)
        self.parent[1:] = np.repeat(np.arange(len(self), dtype=np.int32), sizes)[: len(self) - 1]

    def __len__(self) -> int:
        return len(self.weight)


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
                header=_HEADER,
                margin=_MARGIN,
                least=_LEAST,
            )
        return self._places

    def draw(self, image: NDArray[np.uint32], view: Viewport, atlas: Atlas) -> None:
        """Draw every box over the one it is in, then the words."""
        atlas.make_room()
        tiles = self.tiles
        places = self.places(view.width, view.height)
        shown = np.flatnonzero((places[:, 2] > 0) & (places[:, 3] > 0))
        state = tiles.state[shown]
        shown = shown[state != raster.HIDDEN]
        state, category = tiles.state[shown], tiles.category[shown]
        place = _edges(places[shown], view.ratio)
        headed = self._headed(places, shown)
        colours = tile_colours(theme.current())
        triples = (colours.fills[state, category], colours.edges[state, category])
        heads = head_colours(theme.current()).fills[state, category]
        colour = np.ascontiguousarray(np.stack((*triples, heads), axis=1))
        head = np.where(headed, round(_HEADER * view.ratio), 0).astype(np.int32)
        striped = ((state == raster.STRIPED) | (state == raster.UNKNOWN)).astype(np.uint8)
        draw_tiles(image, place, head, colour, striped, _STRIPES)
        self._write(image, shown, place, headed, view.ratio, atlas)

    def _headed(self, places: NDArray[np.float64], shown: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which of the shown boxes have others in them, and so a header."""
        low, high = self.tiles.first[shown], self.tiles.first[shown + 1]
        has_any = high > low
        headed = np.zeros(len(shown), np.bool_)
        headed[has_any] = places[low[has_any], 2] > 0
        return headed

    def _write(
        self,
        image: NDArray[np.uint32],
        shown: NDArray[np.intp],
        place: NDArray[np.int32],
        headed: NDArray[np.bool_],
        ratio: float,
        atlas: Atlas,
    ) -> None:
        """The name of each box with room for it; of a header the weight at its right, of others
        below the name."""
        wearing = theme.current()
        colours, heads = tile_colours(wearing), head_colours(wearing)
        wide, tall = (place[:, 2] - place[:, 0]) / ratio, (place[:, 3] - place[:, 1]) / ratio
        roomy = np.flatnonzero((wide >= _NARROWEST) & (tall >= _LINE))
        items: list[tuple[int, int, int, int, int, int]] = []
        inks: list[int] = []
        line, pad = round(_LINE * ratio), round(2 * ratio)
        header = round(_HEADER * ratio)
        for k in roomy.tolist():
            box = int(shown[k])
            x0, y0, x1, y1 = (int(each) for each in place[k])
            look = (self.tiles.state[box], self.tiles.category[box])
            ink = int((heads if headed[k] else colours).inks[look])
            entry = atlas.entry(self.tiles.text(box))
            note = atlas.entry(self.tiles.note(box)) if wide[k] >= _NOTE_ROOM else -1
            if headed[k]:
                right = self._note_at_right(atlas, entry, note, x0, x1, ratio)
                if right:
                    items.append((note, -1, right, x1, y0, y0 + header))
                    inks.append(ink)
                items.append((entry, -1, x0, right or x1, y0, y0 + header))
            elif tall[k] >= _TWO_LINES:
                items.append((entry, -1, x0, x1, y0 + pad, y0 + pad + line))
                if note >= 0:
                    top = y0 + pad + line
                    items.append((note, -1, x0, x1, top, top + line))
                    inks.append(ink)
            else:
                items.append((entry, note, x0, x1, y0, min(y1, y0 + header)))
            inks.append(ink)
        if items:
            tables = atlas.mask, atlas.entries, atlas.places, atlas.ellipsis
            margin, gap = round(_PAD * ratio), round(6 * ratio)
            rows = np.array(items, np.int32)
            texts.draw_texts(image, rows, np.array(inks, np.uint32), tables, margin, gap)

    @staticmethod
    def _note_at_right(atlas: Atlas, entry: int, note: int, x0: int, x1: int, ratio: float) -> int:
        """Where a note begins that ends at the right of a header, 0 when there is no room."""
        if note < 0:
            return 0
        pad = 2 * round(_PAD * ratio)
        begin = x1 - int(atlas.entries[note, 1]) - pad
        return begin if begin - x0 >= int(atlas.entries[entry, 1]) + pad else 0

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


@lru_cache(maxsize=4)
def tile_colours(wearing: Theme) -> Colours:
    """The colours of boxes: weakened, so that large areas stay quiet."""
    return _weakened(wearing, STRENGTH)


@lru_cache(maxsize=4)
def head_colours(wearing: Theme) -> Colours:
    """The colours of headers."""
    return _weakened(wearing, _HEAD_STRENGTH)


def _weakened(wearing: Theme, strength: float) -> Colours:
    categories = [*wearing.cat, wearing.quiet]
    plain = [mix(each, wearing.canvas, strength) for each in categories]
    sunk = [mix(dimmed(each, wearing), wearing.canvas, 0.8) for each in categories]
    fills = dict.fromkeys(range(raster.STATES), plain)
    fills[raster.DIM] = sunk
    fills[raster.QUIET] = [mix(wearing.quiet, wearing.canvas, strength)] * len(categories)
    fills[raster.UNKNOWN] = fills[raster.QUIET]
    fills[raster.HIT] = [wearing.find] * len(categories)
    fills[LOUD] = [mix(each, wearing.canvas, min(1.0, strength / STRENGTH)) for each in categories]
    inks = {state: [text_on(each) for each in row] for state, row in fills.items()}
    inks[raster.DIM] = [mix(wearing.text3, wearing.canvas, 0.9)] * len(categories)
    edges = {state: [edge(each, wearing) for each in row] for state, row in fills.items()}
    return Colours(*(_table(each) for each in (fills, edges, inks)))


def _table(rows: dict[int, list[str]]) -> NDArray[np.uint32]:
    every = [[packed(each) for each in rows[state]] for state in range(raster.STATES)]
    return np.array(every, np.uint32)
