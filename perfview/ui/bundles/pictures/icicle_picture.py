"""A bundle as icicle: a row a level, as wide as its bytes, the heaviest on the left."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QResizeEvent

from perfview.ui.bundles.pictures.picture import FRAMED_LEAST, BundlePicture, Drawn
from perfview.ui.bundles.pictures.tree import Tree
from perfview.ui.bundles.pictures.words import BundleWords
from perfview.ui.canvas.boxes import Boxes, Layer
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.scene import BoxScene, Viewport
from perfview.ui.canvas.tree_picture import NONE

_LOWEST, _HIGHEST = 21, 40
"""How high a row may be; few levels take what room there is."""
WIDTH = 1 << 40
"""How many units of the canvas everything is wide, so that every box can be zoomed into."""

_MARGIN = 4


class IcicleScene(BoxScene):
    """Items are boxes of the tree. May be made on any thread."""

    def __init__(
        self, tree: Tree, words: BundleWords, state: NDArray[np.uint8], row: int = _LOWEST
    ) -> None:
        super().__init__([], 0)
        self.tree, self.row = tree, row
        scale = WIDTH / max(tree.whole, 1.0)
        self.start = np.rint(tree.start * scale).astype(np.int64)
        self.stop = np.rint((tree.start + tree.weight) * scale).astype(np.int64)
        counts = np.bincount(tree.depth, minlength=tree.levels)
        first = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        every = np.arange(len(tree), dtype=np.int32)
        looks = words.categories(), state.copy()
        boxes = Boxes(first, self.start, self.stop, *looks, every, every).merge()
        rows = np.zeros(tree.levels, np.int32)
        layer = Layer(boxes, rows, rows, words.title, words.note)
        layer.failed = np.zeros(len(boxes), np.bool_)
        self.layers = [layer]
        self.set_row(row)

    def set_row(self, row: int) -> None:
        """Make rows so many logical pixels high."""
        self.row, levels = row, self.tree.levels
        self.height = row * levels + 2 * _MARGIN
        self.layers[0].top = _MARGIN + row * np.arange(levels, dtype=np.int32)
        self.layers[0].height = np.full(levels, row - 1, np.int32)

    def wear(self, state: NDArray[np.uint8]) -> None:
        """Show boxes in these states, uint8 (k)."""
        self.layers[0].boxes.state[:] = state

    def top_of(self, box: int) -> int:
        """Where a box's row begins, in logical pixels of the content."""
        return _MARGIN + self.row * int(self.tree.depth[box])

    def in_sight(self, boxes: NDArray[np.intp], view: Viewport, least: float) -> NDArray[np.bool_]:
        """Which of these boxes are about so many pixels wide and not beside the picture."""
        start, stop = self.start[boxes], self.stop[boxes]
        is_wide = stop - start >= (least - 1) * view.ns_per_pixel
        return is_wide & (stop > view.stretch.start) & (start < view.stretch.end)

    def framed(self, box: int, view: Viewport) -> QRectF:
        """Where a box with all below it is, in logical pixels of the picture."""
        ends = int(self.start[box]), int(self.stop[box])
        x0, x1 = (view.stretch.x_of(each, view.width) for each in ends)
        levels = self.tree.end_of(box) - int(self.tree.depth[box]) + 1
        return QRectF(x0, self.top_of(box) - view.scroll, x1 - x0, levels * self.row - 1)


class IciclePicture(BundlePicture):
    """The wheel zooms; going in makes a box all there is to see."""

    def __init__(self) -> None:
        super().__init__(Canvas(), "Icicle of the bundle")
        self._scene: IcicleScene | None = None

    def show_drawn(self, drawn: Drawn) -> None:
        """Show another tree."""
        row = self._row_for(drawn.tree.levels)
        self._scene = IcicleScene(drawn.tree, drawn.words, drawn.states(), row)
        super().show_drawn(drawn)
        self.canvas.show_scene(self._scene)
        self.canvas.scroll_to(0)
        self.canvas.set_bounds(0, WIDTH)
        self.scroll_bar.follow()

    def _row_for(self, levels: int) -> int:
        return max(_LOWEST, min(self.canvas.height() // max(levels + 1, 1), _HIGHEST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows follow the height there is."""
        super().resizeEvent(event)
        scene = self._scene
        if scene is not None and scene.row != self._row_for(scene.tree.levels):
            scene.set_row(self._row_for(scene.tree.levels))
            self.canvas.redraw()

    def wear(self, state: NDArray[np.uint8], loud: NDArray[np.bool_]) -> None:
        """Show boxes in these states; all colours are full here."""
        if self._scene is not None:
            self._scene.wear(state)
            self.canvas.redraw()

    def place_of(self, box: int, view: Viewport) -> QRectF:
        """Where a box with all below it is."""
        assert self._scene is not None
        return self._scene.framed(box, view)

    def frames_in_sight(self, view: Viewport) -> list[int]:
        """Those with room for a frame, where one looks."""
        assert self._scene is not None
        framed = np.array(self.framed, np.intp)
        return framed[self._scene.in_sight(framed, view, FRAMED_LEAST)].tolist()  # type: ignore[no-any-return]

    def reveal(self) -> None:
        """Scroll to the chosen box, and out or in as far as it takes to see it."""
        if self._scene is None or self.box == NONE:
            return
        start, stop = int(self._scene.start[self.box]), int(self._scene.stop[self.box])
        seen = self.canvas.stretch
        if start < seen.start or stop > seen.end or stop - start < seen.width / 300:
            around = 4 * (stop - start)
            self.canvas.zoom_to(max(0, start - around), stop + around)
        self.canvas.bring_into_sight(
            QRectF(0, self._scene.top_of(self.box), 1, self._scene.row + 8)
        )

    def fit(self) -> None:
        """Zoom into the chosen box; everything when none is chosen."""
        if self._scene is None or self.box == NONE:
            self.canvas.show_all()
        else:
            ends = int(self._scene.start[self.box]), int(self._scene.stop[self.box])
            self.canvas.zoom_to(*ends, margin=0.0)

    def step_back(self) -> None:
        """Esc: first the zoom, then what is chosen, then what is looked at."""
        if self.canvas.stretch.width < self.canvas.bounds[1] * 0.999:
            self.canvas.show_all()
        else:
            super().step_back()
