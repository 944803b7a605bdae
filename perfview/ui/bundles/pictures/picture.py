"""What all pictures of a bundle have beyond those of other trees: what is drawn, and its looks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPainter

from perfview.ui.bundles.pictures.looks import states_of
from perfview.ui.bundles.pictures.showing import Showing
from perfview.ui.bundles.pictures.tree import Tree
from perfview.ui.bundles.pictures.words import BundleWords
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.scene import Viewport
from perfview.ui.canvas.tree_picture import BoxTreePicture, dashed

FRAMED_LEAST = 18
"""Pixels: how wide and how high a box is at least that has a frame."""
_TABLE = "The modules table holds the same numbers."


@dataclass(frozen=True)
class Drawn:
    """What was made on another thread. unused bool (m): modules that never ran, None where nothing
    tells or it is not asked for; framed: boxes of packages that ship several times."""

    showing: Showing
    tree: Tree
    words: BundleWords
    unused: NDArray[np.bool_] | None
    framed: list[int]

    def states(
        self,
        evidence: NDArray[np.bool_] | None = None,
        found: NDArray[np.bool_] | None = None,
    ) -> NDArray[np.uint8]:
        """The state of each box, uint8 (k)."""
        return states_of(self.tree, self.unused, evidence, found)


class BundlePicture(BoxTreePicture):
    """Shows a tree of a bundle's modules."""

    def __init__(self, canvas: Canvas, name: str) -> None:
        super().__init__(canvas, name, _TABLE)
        self.drawn: Drawn | None = None
        self._evidence: NDArray[np.bool_] | None = None
        self._hits_of: NDArray[np.bool_] | None = None

    def show_drawn(self, drawn: Drawn) -> None:
        """Show another tree."""
        self.drawn, self.boxes, self.words = drawn, drawn.tree, drawn.words
        self._evidence = self._hits_of = None
        self.mark(drawn.framed, [])

    def look(self, found: NDArray[np.bool_] | None) -> None:
        """Show these boxes (bool (k)) as found."""
        self._hits_of = found
        self._wear()

    def point_out(self, evidence: NDArray[np.bool_] | None) -> None:
        """Show these boxes (bool (k)) in full colour and let the others sink; None: all alike."""
        self._evidence = evidence
        self._wear()

    def wear(self, state: NDArray[np.uint8], loud: NDArray[np.bool_]) -> None:
        """Show boxes in these states (uint8 (k)), loud ones (bool (k)) in their full colours."""
        raise NotImplementedError

    def paint_frames(self, painter: QPainter, boxes: list[int], view: Viewport) -> None:
        """Paint frames inside of their boxes, where they do not run into those of neighbours; none
        in boxes too small for one."""
        places = [self.place_of(box, view) for box in boxes]
        roomy = [each for each in places if min(each.width(), each.height()) >= FRAMED_LEAST]
        dashed(painter, [each.adjusted(2, 2, -2, -2) for each in roomy], view)

    def _wear(self) -> None:
        if self.drawn is None:
            return
        loud = np.zeros(len(self.drawn.tree), np.bool_)
        if self._evidence is not None:
            loud = self._evidence
        self.wear(self.drawn.states(self._evidence, self._hits_of), loud)
