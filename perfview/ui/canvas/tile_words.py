"""The words in the boxes of a treemap: a name with its weight, where there is room for them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels import texts
from perfview.ui.canvas.atlas import Atlas
from perfview.ui.canvas.tiles import Tiles

HEADER = 18
"""How high the header of a box with others in it is, in logical pixels."""

_LINE, _PAD, _TOP, _GAP = 15, 4, 2, 6
_NARROWEST, _NOTE_ROOM = 26, 40
_TWO_LINES = 32


class TileWords:
    """Collects what is to be written, in device pixels, then writes it at once."""

    def __init__(self, tiles: Tiles, atlas: Atlas, ratio: float) -> None:
        self._tiles, self._atlas, self._ratio = tiles, atlas, ratio
        self._items: list[tuple[int, int, int, int, int, int]] = []
        self._inks: list[int] = []

    def add(
        self,
        boxes: NDArray[np.intp],
        place: NDArray[np.int32],
        headed: NDArray[np.bool_],
        inks: NDArray[np.uint32],
    ) -> None:
        """The words of boxes at these places (left, top, right, bottom), where they fit: in a
        header the weight stands at the right, elsewhere below the name."""
        wide = (place[:, 2] - place[:, 0]) / self._ratio
        tall = (place[:, 3] - place[:, 1]) / self._ratio
        for k in np.flatnonzero((wide >= _NARROWEST) & (tall >= _LINE)).tolist():
            box = int(boxes[k])
            name = self._atlas.entry(self._tiles.text(box))
            note = self._atlas.entry(self._tiles.note(box)) if wide[k] >= _NOTE_ROOM else -1
            area = tuple(place[k].tolist())
            if headed[k]:
                self._head(name, note, area, int(inks[k]))
            elif tall[k] >= _TWO_LINES:
                self._two_lines(name, note, area, int(inks[k]))
            else:
                bottom = min(area[3], area[1] + self._scaled(HEADER))
                self._put(name, note, (*area[:3], bottom), int(inks[k]))

    def write(self, image: NDArray[np.uint32]) -> None:
        """Write everything onto a picture (uint32, 0xffRRGGBB)."""
        if not self._items:
            return
        atlas = self._atlas
        tables = atlas.mask, atlas.entries, atlas.places, atlas.ellipsis
        items, inks = np.array(self._items, np.int32), np.array(self._inks, np.uint32)
        texts.draw_texts(image, items, inks, tables, self._scaled(_PAD), self._scaled(_GAP))

    def _head(self, name: int, note: int, area: tuple[int, ...], ink: int) -> None:
        left, top, right, _ = area
        bottom, pad = top + self._scaled(HEADER), 2 * self._scaled(_PAD)
        if note >= 0:
            begin = right - int(self._atlas.entries[note, 1]) - pad
            if begin - left >= int(self._atlas.entries[name, 1]) + pad:
                self._put(note, -1, (begin, top, right, bottom), ink)
                right = begin
        self._put(name, -1, (left, top, right, bottom), ink)

    def _two_lines(self, name: int, note: int, area: tuple[int, ...], ink: int) -> None:
        left, top, right, _ = area
        top, line = top + self._scaled(_TOP), self._scaled(_LINE)
        self._put(name, -1, (left, top, right, top + line), ink)
        if note >= 0:
            self._put(note, -1, (left, top + line, right, top + 2 * line), ink)

    def _put(self, entry: int, note: int, area: tuple[int, ...], ink: int) -> None:
        left, top, right, bottom = area
        self._items.append((entry, note, left, right, top, bottom))
        self._inks.append(ink)

    def _scaled(self, pixels: int) -> int:
        return round(pixels * self._ratio)
