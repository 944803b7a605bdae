"""The words in the boxes of a treemap: a name with its weight, where there is room for them."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from perfview.kernels import texts
from perfview.ui.canvas.atlas import Atlas, no_entries
from perfview.ui.canvas.tiles import Tiles

HEADER = 18
"""How high the header of a box with others in it is, in logical pixels."""

_LINE, _PAD, _TOP, _GAP = 15, 4, 2, 6
_NARROWEST, _NOTE_ROOM = 26, 40
_TWO_LINES = 32

_BUDGET_S = 0.0015
"""How long a frame may draw letters that were not seen before; the next frame goes on."""
_AT_LEAST = 1
"""Texts a frame draws in any case."""

_Ints = NDArray[np.int32]
_Roomy = tuple[NDArray[np.intp], NDArray[np.bool_], NDArray[np.bool_]]


class TileWords:
    """Remembers which text stands in which box; only what comes into sight is ever asked for.
    `is_complete` says whether the last picture has all its words."""

    def __init__(self, tiles: Tiles) -> None:
        self._tiles = tiles
        self._atlas: Atlas | None = None
        self._generation = 0
        self._names = self._notes = no_entries(0)
        self._known: tuple[_Ints, _Roomy] | None = None
        self.is_complete = True

    def write(
        self,
        image: NDArray[np.uint32],
        atlas: Atlas,
        boxes: NDArray[np.intp],
        place: _Ints,
        headed: NDArray[np.bool_],
        inks: NDArray[np.uint32],
    ) -> None:
        """Write the words of boxes at these places (left, top, right, bottom, device pixels), where
        they fit: in a header the weight stands at the right, elsewhere below the name."""
        self._fit(atlas)
        labelled, is_noted, is_tall = self._roomy(place)
        until = perf_counter() + _BUDGET_S
        done = self._learn(self._names, self._tiles.text, boxes[labelled], until)
        self.is_complete = (
            self._learn(self._notes, self._tiles.note, boxes[labelled[is_noted]], until) and done
        )
        name = self._names[boxes[labelled]]
        note = np.where(is_noted, self._notes[boxes[labelled]], -1)
        known = name >= 0
        labelled, name, note = labelled[known], name[known], note[known].astype(np.int32)
        items, inked = self._items(name, note, place[labelled], headed[labelled], is_tall[known])
        if not len(items):
            return
        tables = atlas.mask, atlas.entries, atlas.places, atlas.ellipsis
        found = np.ascontiguousarray(inks[labelled][inked])
        texts.draw_texts(image, items, found, tables, self._scaled(_PAD), self._scaled(_GAP))

    def _fit(self, atlas: Atlas) -> None:
        if self._atlas is not atlas or self._generation != atlas.generation:
            self._atlas, self._generation = atlas, atlas.generation
            self._names, self._notes = no_entries(len(self._tiles)), no_entries(len(self._tiles))
            if not self._tiles.heads_all:
                self._names[0] = self._notes[0] = atlas.entry("")

    def _roomy(self, place: _Ints) -> _Roomy:
        """Which of these places have room for words, and which of those for a weight beside them
        and for two lines; remembered for as long as they are the same array."""
        if self._known is None or self._known[0] is not place:
            ratio = self._atlas.ratio if self._atlas else 1.0
            wide = place[:, 2] - place[:, 0]
            tall = place[:, 3] - place[:, 1]
            found = np.flatnonzero((wide >= _NARROWEST * ratio) & (tall >= _LINE * ratio))
            is_noted = wide[found] >= _NOTE_ROOM * ratio
            self._known = (place, (found, is_noted, tall[found] >= _TWO_LINES * ratio))
        return self._known[1]

    def _learn(
        self, entries: _Ints, words: Callable[[int], str], boxes: NDArray[np.intp], until: float
    ) -> bool:
        """Have texts drawn as long as there is time, those of outer boxes first; whether all of
        them are."""
        assert self._atlas is not None
        unknown = boxes[entries[boxes] < 0].tolist()
        for drawn, box in enumerate(unknown):
            if drawn >= _AT_LEAST and perf_counter() > until:
                return False
            entries[box] = self._atlas.entry(words(box))
        return True

    def _items(
        self,
        name: _Ints,
        note: _Ints,
        place: _Ints,
        headed: NDArray[np.bool_],
        is_tall: NDArray[np.bool_],
    ) -> tuple[_Ints, NDArray[np.intp]]:
        """Items for `kernels.texts`, int32 (n, 6), and which of these texts each is of."""
        assert self._atlas is not None
        wide = np.append(self._atlas.entries[:, 1], 0)
        pad, left, right = self._scaled(_PAD), place[:, 0], place[:, 2]
        head_end = np.minimum(place[:, 1] + self._scaled(HEADER), place[:, 3])
        stacked = ~headed & is_tall
        begin = right - wide[note] - 2 * pad
        # A number is never cut: it stands there whole or not at all.
        beside = headed & (note >= 0) & (begin - left >= wide[name] + pad)
        below = stacked & (note >= 0) & (wide[note] + 2 * pad <= right - left)
        top = place[:, 1] + np.where(stacked, self._scaled(_TOP), 0)
        bottom = np.where(stacked, top + self._scaled(_LINE), head_end)
        none = np.full(len(name), -1)
        after = np.where(headed | stacked, -1, note)
        end = np.where(beside, begin, right)
        names = np.stack((name, after, left, end, top, bottom), axis=1)
        heads = np.stack((note, none, begin, right, top, bottom), axis=1)[beside]
        line = self._scaled(_LINE)
        lows = np.stack((note, none, left, right, bottom, bottom + line), axis=1)[below]
        every = np.arange(len(name))
        items = np.ascontiguousarray(np.concatenate((names, heads, lows)), np.int32)
        return items, np.concatenate((every, every[beside], every[below]))

    def _scaled(self, pixels: int) -> int:
        assert self._atlas is not None
        return round(pixels * self._atlas.ratio)
