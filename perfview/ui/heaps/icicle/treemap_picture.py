"""A fold as treemap on a canvas: areas are bytes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from perfview.ui.canvas.scene import Hit, Viewport
from perfview.ui.canvas.tiles import Tiles
from perfview.ui.canvas.tree_picture import NONE
from perfview.ui.canvas.treemap import TreemapScene
from perfview.ui.canvas.treemap_canvas import TreemapCanvas
from perfview.ui.heaps.icicle.fold import TOP, Fold
from perfview.ui.heaps.icicle.looks import states_of
from perfview.ui.heaps.icicle.picture import FoldPicture
from perfview.ui.heaps.icicle.words import Words

_SMALLEST = 40
"""Boxes of less than so many square pixels are not folded."""

_SMALLEST_AREA = 600 * 400


def tiles_of(fold: Fold, words: Words, *, compares: bool) -> Tiles:
    """The boxes of a fold as those of a treemap; may be made on any thread."""
    state = states_of(fold, compares=compares)
    weight = fold.weight.astype(np.float64)
    return Tiles(fold.first, weight, words.categories(), state, words.title, words.note)


class TreemapPicture(FoldPicture):
    """Going in makes a box all there is to see; going out is `left`."""

    def __init__(self) -> None:
        self._canvas = TreemapCanvas()
        super().__init__(self._canvas, "Treemap of what keeps what alive")
        self.scene: TreemapScene | None = None
        self.compares = False
        self._canvas.gone_in.connect(self._go_in)
        self._canvas.gone_out.connect(self.left)

    def show_scene(self, scene: TreemapScene, fold: Fold, words: Words, *, compares: bool) -> None:
        """Show another fold."""
        self.scene, self.compares = scene, compares
        self.show_fold(fold, words)
        self.canvas.show_scene(scene)

    @property
    def parts(self) -> int:
        """So many square pixels of the area."""
        area = self.canvas.width() * self.canvas.height()
        return max(area, _SMALLEST_AREA) // _SMALLEST

    def look(self, found: NDArray[np.bool_] | None) -> None:
        """Show these boxes (bool (g)) as found."""
        if self.scene is not None and self.fold is not None:
            self.scene.tiles.state = states_of(self.fold, compares=self.compares, found=found)

    def mark(self, framed: list[int], marked: list[int]) -> None:
        """Draw what is framed in its full colours, too."""
        super().mark(framed, marked)
        if self.scene is None or self.fold is None:
            return
        loud = np.zeros(len(self.fold), np.bool_)
        loud[framed] = True
        for box in range(TOP + 1, len(loud)):
            # A parent comes before what is in it.
            loud[box] |= loud[self.fold.parent[box]]
        if not np.array_equal(loud, self.scene.tiles.loud):
            self.scene.tiles.loud = loud
            self.canvas.redraw()

    def place_of(self, box: int, view: Viewport) -> QRectF:
        """Where a box is."""
        assert self.scene is not None
        return QRectF(*self.scene.places(view.width, view.height)[box].tolist())

    def fit(self) -> None:
        """Go into the chosen box; back when none is chosen."""
        if self.box != NONE:
            self.entered.emit(self.box)
        else:
            self.left.emit()

    def _go_in(self, hit: Hit | None) -> None:
        """One level in, towards the pointer, or towards what is chosen when it is elsewhere."""
        box = hit.item if hit is not None else self.box
        if box == NONE or self.fold is None:
            return
        while box != TOP and int(self.fold.parent[box]) != TOP:
            box = int(self.fold.parent[box])
        if box != TOP:
            self.entered.emit(box)
