"""A fold as icicle: a row a level, as wide as its bytes, the heaviest on the left."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from perfview.heaps.study import Study
from perfview.ui.canvas.boxes import Boxes, Layer
from perfview.ui.canvas.scene import BoxScene, Viewport
from perfview.ui.heaps.icicle.fold import Fold
from perfview.ui.heaps.icicle.looks import states_of
from perfview.ui.heaps.icicle.words import Words

ROW = 21
BOX = 20
PICTURE = 1 << 40
"""How many units of the canvas a whole fold is wide, so that every box can be zoomed into."""

_MARGIN = 4


class IcicleScene(BoxScene):
    """`fold` of `study`, with a baseline new and old apart. Items are boxes of the fold. May be
    made on any thread."""

    def __init__(self, study: Study, fold: Fold, words: Words, *, compares: bool = False) -> None:
        super().__init__([], 0)
        self.study, self.fold, self.words, self.compares = study, fold, words, compares
        self.scale = PICTURE / max(fold.whole, 1)
        self.start = np.rint(fold.start * self.scale).astype(np.int64)
        self.stop = np.rint((fold.start + fold.weight) * self.scale).astype(np.int64)
        self.height = ROW * fold.levels + 2 * _MARGIN
        rows = np.arange(fold.levels, dtype=np.int32)
        height = np.full(fold.levels, BOX, np.int32)
        boxes = self._boxes()
        layer = Layer(boxes.merge(), _MARGIN + ROW * rows, height, words.title, words.note)
        layer.failed = np.zeros(len(boxes), np.bool_)
        self.layers = [layer]

    def _boxes(self) -> Boxes:
        fold = self.fold
        counts = np.bincount(fold.depth, minlength=fold.levels)
        first = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        every = np.arange(len(fold), dtype=np.int32)
        state = states_of(fold, compares=self.compares)
        return Boxes(first, self.start, self.stop, self.words.categories(), state, every, every)

    def look(self, found: NDArray[np.bool_] | None) -> None:
        """Show these boxes (bool (g)) as found."""
        self.layers[0].boxes.state[:] = states_of(self.fold, compares=self.compares, found=found)

    def span(self, box: int) -> tuple[int, int]:
        """From where to where a box is on the canvas."""
        return int(self.start[box]), int(self.stop[box])

    def top_of(self, box: int) -> int:
        """Where a box's row begins, in logical pixels of the content."""
        return _MARGIN + ROW * int(self.fold.depth[box])

    def framed(self, box: int, view: Viewport) -> QRectF:
        """A box and all below it, in logical pixels of the picture."""
        x0, x1 = (view.stretch.x_of(each, view.width) for each in self.span(box))
        top = self.top_of(box) - view.scroll
        levels = self.fold.end_of(box) - int(self.fold.depth[box]) + 1
        return QRectF(x0, top, x1 - x0, levels * ROW)
