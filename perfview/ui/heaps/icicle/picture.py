"""What both pictures of a heap have beyond those of other trees: the fold they show."""

from __future__ import annotations

from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.tree_picture import BoxTreePicture
from perfview.ui.heaps.icicle.fold import Fold
from perfview.ui.heaps.icicle.words import Words

_TABLE = "The classes table holds the same numbers."


class FoldPicture(BoxTreePicture):
    """Shows a fold of the objects of a heap."""

    def __init__(self, canvas: Canvas, name: str) -> None:
        super().__init__(canvas, name, _TABLE)
        self.fold: Fold | None = None

    def show_fold(self, fold: Fold, words: Words) -> None:
        """Take another fold's boxes for those that are shown."""
        self.fold = self.boxes = fold
        self.words = words

    @property
    def parts(self) -> int:
        """How many parts of everything can be told apart; smaller boxes need not be folded."""
        raise NotImplementedError
