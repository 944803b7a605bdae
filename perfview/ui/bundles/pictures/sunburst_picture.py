"""A bundle as rings: the middle is what is looked at, each ring a level."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from perfview.ui.bundles.pictures.picture import BundlePicture, Drawn
from perfview.ui.canvas.painting import CENTRE, colour, write
from perfview.ui.canvas.scene import Viewport
from perfview.ui.canvas.sunburst import SunburstScene
from perfview.ui.canvas.sunburst_canvas import SunburstCanvas
from perfview.ui.canvas.tiles import Tiles
from perfview.ui.canvas.tree_picture import NONE, TOP

_LEAST_ARC = 12.0


class SunburstPicture(BundlePicture):
    """Going in makes a piece the middle; the middle goes out."""

    def __init__(self) -> None:
        self._canvas = SunburstCanvas()
        super().__init__(self._canvas, "Rings of the bundle")
        self._scene: SunburstScene | None = None
        self._canvas.gone_in.connect(lambda hit: self._enter(hit.item if hit else self.box))
        self._canvas.gone_out.connect(self.left)
        self.canvas.overlays.insert(0, self._paint_middle)

    def show_drawn(self, drawn: Drawn) -> None:
        """Show another tree."""
        tree, words = drawn.tree, drawn.words
        looks = words.categories(), drawn.states()
        tiles = Tiles(tree.first, tree.weight, *looks, words.title, words.note)
        self._scene = SunburstScene(tiles, tree.depth, tree.start)
        super().show_drawn(drawn)
        self.canvas.show_scene(self._scene)

    def wear(self, state: NDArray[np.uint8], loud: NDArray[np.bool_]) -> None:
        """Show boxes in these states; all colours are full here."""
        if self._scene is not None:
            self._scene.tiles.state = state
            self.canvas.redraw()

    def place_of(self, box: int, view: Viewport) -> QRectF:
        """The rectangle around a piece."""
        assert self._scene is not None
        return self._scene.outline(box, view).boundingRect()

    def frames_in_sight(self, view: Viewport) -> list[int]:
        """Those long enough for a frame."""
        assert self._scene is not None
        framed = np.array(self.framed, np.intp)
        lengths = self._scene.lengths(framed, view)
        return framed[lengths >= _LEAST_ARC].tolist()  # type: ignore[no-any-return]

    def paint_frames(self, painter: QPainter, boxes: list[int], view: Viewport) -> None:
        """Dashed red edges."""
        assert self._scene is not None
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        pen = QPen(colour("bad"), 2)
        pen.setDashPattern([4.0, 3.0])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for box in boxes:
            painter.drawPath(self._scene.outline(box, view))

    def fit(self) -> None:
        """Go into the chosen piece; back when none is chosen."""
        if self.box not in (NONE, TOP):
            self.entered.emit(self.box)
        else:
            self.left.emit()

    def _enter(self, box: int) -> None:
        if box not in (NONE, TOP):
            self.entered.emit(box)

    def _paint_middle(self, painter: QPainter, view: Viewport) -> None:
        if self._scene is None or self.drawn is None:
            return
        sizes, words = self._scene.sizes(view), self.drawn.words
        shown = self.canvas.hit.item if self.canvas.hit else TOP
        wide = 2 * sizes.inner - 10
        middle = QPointF(sizes.x, sizes.y)
        title = QRectF(middle.x() - wide / 2, middle.y() - 20, wide, 20)
        write(painter, title, words.title(shown), size=13, weight=600, align=CENTRE)
        below = title.translated(0, 20)
        write(painter, below, words.note(shown), "text2", size=12, align=CENTRE)
