"""A bundle as treemap: areas are bytes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from perfview.ui.bundles.pictures.picture import FRAMED_LEAST, BundlePicture, Drawn
from perfview.ui.canvas.scene import Hit, Viewport
from perfview.ui.canvas.tiles import Tiles
from perfview.ui.canvas.tree_picture import NONE, TOP
from perfview.ui.canvas.treemap import TreemapScene
from perfview.ui.canvas.treemap_canvas import TreemapCanvas


class TreemapPicture(BundlePicture):
    """Going in makes a box all there is to see; going out is `left`."""

    def __init__(self) -> None:
        self._canvas = TreemapCanvas()
        super().__init__(self._canvas, "Treemap of the bundle")
        self._scene: TreemapScene | None = None
        self._canvas.gone_in.connect(self._go_in)
        self._canvas.gone_out.connect(self.left)

    def show_drawn(self, drawn: Drawn) -> None:
        """Show another tree."""
        tree, words = drawn.tree, drawn.words
        looks = words.categories(), drawn.states()
        tiles = Tiles(tree.first, tree.weight, *looks, words.title, words.note, heads_all=False)
        self._scene = TreemapScene(tiles)
        super().show_drawn(drawn)
        self.canvas.show_scene(self._scene)

    def wear(self, state: NDArray[np.uint8], loud: NDArray[np.bool_]) -> None:
        """Show boxes in these states, loud ones in their full colours."""
        if self._scene is not None:
            self._scene.tiles.state, self._scene.tiles.loud = state, loud
            self.canvas.redraw()

    def place_of(self, box: int, view: Viewport) -> QRectF:
        """Where a box is."""
        assert self._scene is not None
        return QRectF(*self._scene.places(view.width, view.height)[box].tolist())

    def frames_in_sight(self, view: Viewport) -> list[int]:
        """Those with room for a frame."""
        assert self._scene is not None
        framed = np.array(self.framed, np.intp)
        sides = self._scene.places(view.width, view.height)[framed, 2:]
        return framed[sides.min(axis=1) >= FRAMED_LEAST].tolist()  # type: ignore[no-any-return]

    def fit(self) -> None:
        """Go into the chosen box; back when none is chosen."""
        if self.box not in (NONE, TOP):
            self.entered.emit(self.box)
        else:
            self.left.emit()

    def _go_in(self, hit: Hit | None) -> None:
        """One level in, towards the pointer, or towards what is chosen when it is elsewhere."""
        box = hit.item if hit is not None else self.box
        if box == NONE or self.drawn is None:
            return
        parent = self.drawn.tree.parent
        while box != TOP and int(parent[box]) != TOP:
            box = int(parent[box])
        if box != TOP:
            self.entered.emit(box)
