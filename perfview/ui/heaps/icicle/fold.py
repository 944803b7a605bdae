"""Objects folded into a tree of boxes: siblings that are alike are one box."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.ui.canvas.levels import Levels

TOP = 0
"""The box over everything."""

REST = -2
"""The kind of a box that stands for siblings too small to be seen."""


@dataclass(frozen=True)
class Fold(Levels):
    """g boxes, level by level, siblings side by side, the heaviest first; box 0 is over all.

    parent int32, -1 for box 0; first int64 (g + 1): the boxes below box i are first[i]:first[i +
    1]; depth int32; start, weight int64: where it begins and how wide it is, in bytes; fresh int64:
    how many of its bytes are new; node int32: the heaviest of the objects it stands for; kind
    int32: what they are alike in, as `trees` has it, `REST` for siblings too small to be seen; name
    int32: the name of the way to them as `ways.way_names` has it, where it is the same for all.
    members_first int64 (g + 1), members int32: the objects; box_of int32 (n): the box of each
    object, -1 of those in none; both are empty where only the number of objects is known.
    """

    parent: NDArray[np.int32]
    first: NDArray[np.int64]
    depth: NDArray[np.int32]
    start: NDArray[np.int64]
    weight: NDArray[np.int64]
    fresh: NDArray[np.int64]
    node: NDArray[np.int32]
    kind: NDArray[np.int32]
    name: NDArray[np.int32]
    members_first: NDArray[np.int64]
    members: NDArray[np.int32]
    box_of: NDArray[np.int32]

    @property
    def whole(self) -> int:
        """What everything weighs, bytes."""
        return int(self.weight[TOP])

    def number(self, box: int) -> int:
        """How many objects a box stands for."""
        return int(self.members_first[box + 1] - self.members_first[box])

    def nodes_of(self, box: int) -> NDArray[np.int32]:
        """The objects a box stands for, int32."""
        return self.members[int(self.members_first[box]) : int(self.members_first[box + 1])]
