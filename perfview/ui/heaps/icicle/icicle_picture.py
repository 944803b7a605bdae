"""A fold as icicle on a canvas; zooming in asks for what was too small before."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QTimer, Signal

from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.scene import Viewport
from perfview.ui.canvas.tree_picture import NONE
from perfview.ui.heaps.icicle.folding import Window
from perfview.ui.heaps.icicle.picture import FoldPicture
from perfview.ui.heaps.icicle.scene import ROW, IcicleScene

_PAUSE_MS = 60
_FRAMED_LEAST = 4
"""A frame narrower than this part of the picture is zoomed to, with as much beside it."""

_NARROWEST = 600
_FINEST = 4
"""Boxes of a quarter of a pixel are folded."""


class IciclePicture(FoldPicture):
    """`window_wanted` carries the `Window` of a fold that shows what is seen now."""

    window_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__(Canvas(), "Dominators")
        self.scene: IcicleScene | None = None
        self.window_shown = Window()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.canvas.viewed.connect(self._on_viewed)

    def show_scene(self, scene: IcicleScene, window: Window, *, keep_place: bool) -> None:
        """Show a fold; with `keep_place` it is the same one in more detail, seen from where it
        was seen."""
        self.scene = scene
        self.show_fold(scene.fold, scene.words)
        self.window_shown = window
        self.canvas.show_scene(scene)
        if not keep_place:
            self.canvas.scroll_to(0)
            self.canvas.set_bounds(0, max(scene.stop[0], 1))
        self.scroll_bar.follow()

    # How much detail is wanted

    @property
    def parts(self) -> int:
        """A quarter of a pixel of the width."""
        return max(self.canvas.width(), _NARROWEST) * _FINEST

    def _on_viewed(self) -> None:
        if self.scene is not None and not self._is_enough():
            self._pause.start()

    def _seen(self) -> tuple[int, int, float]:
        """From which to which byte is seen, and how many bytes a pixel is."""
        assert self.scene is not None
        stretch, scale = self.canvas.stretch, self.scene.scale
        a_pixel = stretch.width / max(self.canvas.width(), 1) / scale
        return int(stretch.start / scale), int(stretch.end / scale) + 1, a_pixel

    def _is_enough(self) -> bool:
        low, high, a_pixel = self._seen()
        shown = self.window_shown
        fine = shown.least <= 1 or shown.least <= a_pixel
        return fine and shown.low <= low and shown.high >= min(high, self._whole)

    @property
    def _whole(self) -> int:
        return self.fold.whole if self.fold is not None else 0

    def _ask(self) -> None:
        if self.scene is None or self._is_enough():
            return
        low, high, a_pixel = self._seen()
        around = high - low
        least = max(1, int(a_pixel / _FINEST))
        self.window_wanted.emit(Window(least, max(0, low - around), high + around))

    # What is shown

    def look(self, found: NDArray[np.bool_] | None) -> None:
        """Show these boxes (bool (g)) as found."""
        if self.scene is not None:
            self.scene.look(found)

    def place_of(self, box: int, view: Viewport) -> QRectF:
        """Where a box with all below it is."""
        assert self.scene is not None
        return self.scene.framed(box, view)

    def reveal(self) -> None:
        """Scroll to the chosen box, and out as far as it takes to see it."""
        if self.scene is None or self.box == NONE:
            return
        stretch = self.canvas.stretch
        for framed in self.framed[:1]:
            start, end = self.scene.span(framed)
            if end - start < stretch.width / _FRAMED_LEAST:
                around = (end - start) // 2
                self.canvas.zoom_to(max(0, start - around), end + around, margin=0.0)
                stretch = self.canvas.stretch
        start, end = self.scene.span(self.box)
        if start < stretch.start or end > stretch.end or end - start < stretch.width / 300:
            around = 4 * (end - start)
            self.canvas.zoom_to(max(0, start - around), end + around)
        self.canvas.bring_into_sight(QRectF(0, self.scene.top_of(self.box), 1, ROW + 8))

    def fit(self) -> None:
        """Zoom into the chosen box; everything when none is chosen."""
        if self.scene is None or self.box == NONE:
            self.canvas.show_all()
        else:
            self.canvas.zoom_to(*self.scene.span(self.box), margin=0.0)

    def step_back(self) -> None:
        """Esc: first the zoom, then what is chosen, then what is looked at."""
        if self.canvas.stretch.width < self.canvas.bounds[1] * 0.999:
            self.canvas.show_all()
        else:
            super().step_back()
