"""Which imports hold a module at start: those from outside of what it brings in itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.preorders import Preorder, lay_out

if TYPE_CHECKING:
    from perfview.bundles.study import Study


@dataclass(frozen=True)
class Holding:
    """Imports that hold modules at start.

    first int64 (m + 1), importer int32: those of module v are importer[first[v]:first[v + 1]];
    imports from modules that would themselves not load without v are none. tree: the modules below
    the one without which each would not load, under one more node m.
    """

    first: NDArray[np.int64]
    importer: NDArray[np.int32]
    tree: Preorder

    def holders(self, module: int) -> NDArray[np.int32]:
        """Who holds a module, int32."""
        return self.importer[self.first[module] : self.first[module + 1]]

    def held_by(self, module: int) -> NDArray[np.int32]:
        """What would not load at start without this module, itself first, int32."""
        place = int(self.tree.place[module])
        return self.tree.order[place : place + int(self.tree.size[module])]

    def is_above(self, upper: int, lower: int) -> bool:
        """Whether `lower` would not load without `upper` (or is it)."""
        place = int(self.tree.place[upper])
        return place <= int(self.tree.place[lower]) < place + int(self.tree.size[upper])


def holding(study: Study) -> Holding:
    """Who holds what at start, computed once."""
    return study.once("bundles.holding", lambda: _holding(study))


def _holding(study: Study) -> Holding:
    edges, reached = study.loading.edges, study.loading.reached.at_start
    m = len(reached)
    tree = _tree(study.dominated_at_start.parent)
    along = ~edges.is_later & reached[edges.source]
    source, target = edges.source[along], edges.target[along]
    inside = tree.place[source] - tree.place[target]
    outside = (inside < 0) | (inside >= tree.size[target])
    source, target = source[outside], target[outside]
    order = np.argsort(target, kind="stable")
    first = np.zeros(m + 1, np.int64)
    first[1:] = np.cumsum(np.bincount(target, minlength=m))
    return Holding(first, source[order], tree)


def _tree(parent: NDArray[np.int32]) -> Preorder:
    """The preorder of a forest, its roots below one more node at the end."""
    m = len(parent)
    above = np.append(np.where(parent >= 0, parent, m), m).astype(np.int32)
    depth, up = (above != np.arange(m + 1)).astype(np.int64), above
    while not bool((up == m).all()):
        depth = depth + depth[up]
        up = up[up]
    falling = np.argsort(depth, kind="stable").astype(np.int32)
    return lay_out(above, falling)
