"""Boxes of a tree, level by level, siblings side by side, as pictures of trees walk them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_NONE = -1


class Levels:
    """What all such trees can be asked. Box 0 is over all; the boxes below box i are
    first[i]:first[i + 1], the heaviest first."""

    parent: NDArray[np.int32]
    first: NDArray[np.int64]
    depth: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.parent)

    @property
    def levels(self) -> int:
        """How many levels there are."""
        return int(self.depth[-1]) + 1

    def children(self, box: int) -> range:
        """The boxes below one."""
        return range(int(self.first[box]), int(self.first[box + 1]))

    def is_leaf(self, box: int) -> bool:
        """Whether nothing is in it."""
        return bool(self.first[box] == self.first[box + 1])

    def step(self, box: int, where: str) -> int:
        """The box above ("parent"), the heaviest below ("child"), or the one beside ("previous",
        "next"); -1 when there is none."""
        parent = int(self.parent[box])
        if where == "parent":
            return parent
        if where == "child":
            return next(iter(self.children(box)), _NONE)
        if where not in ("previous", "next") or parent < 0:
            return _NONE
        other = box + (1 if where == "next" else -1)
        return other if other in self.children(parent) else _NONE

    def end_of(self, box: int) -> int:
        """How many levels down the boxes below one reach: the depth of the deepest."""
        low, high, depth = box, box + 1, int(self.depth[box])
        while True:
            # Boxes below neighbours are neighbours, too.
            low, high = int(self.first[low]), int(self.first[high])
            if low == high:
                return depth
            depth += 1
