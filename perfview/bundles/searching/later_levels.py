"""How many loads come one after another before a module is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.loading import reach

if TYPE_CHECKING:
    from perfview.bundles.study import Study

MOST_LEVELS = 12
"""Deeper chains are cut there."""


@dataclass(frozen=True)
class Levels:
    """level int32 (m): 0 loads at start, 1 is asked for by that, and so on, -1 never; asker int32
    (m): of a module that some `import()` loads a level later, who asks for it, else -1."""

    level: NDArray[np.int32]
    asker: NDArray[np.int32]

    def chain(self, study: Study, module: int) -> list[int]:
        """The modules asked for one after another up to this one, which is last."""
        found = [module]
        while self.level[found[-1]] > 0 and len(found) <= MOST_LEVELS:
            asker = int(self.asker[found[-1]])
            found.append(_start_of(study, self, asker) if self.level[asker] > 0 else asker)
        return found[::-1]


def levels(study: Study) -> Levels:
    """The shortest way of loads to everything."""
    edges, m = study.loading.edges, len(study.model.modules)
    level = np.where(study.loading.reached.at_start, 0, -1).astype(np.int32)
    asker = np.full(m, -1, np.int32)
    for depth in range(1, MOST_LEVELS + 1):
        asked = edges.is_later & (level[edges.source] == depth - 1) & (level[edges.target] < 0)
        if not asked.any():
            break
        asker[edges.target[asked]] = edges.source[asked]
        along = reach(edges, np.unique(edges.target[asked]), m).at_start
        level[along & (level < 0)] = depth
    return Levels(level, asker)


def _start_of(study: Study, found: Levels, module: int) -> int:
    """The module asked for that brought `module` in; the nearest over plain imports."""
    edges = study.loading.edges
    depth = int(found.level[module])
    seen, front = {module}, [module]
    while front:
        for each in front:
            if found.asker[each] >= 0 and found.level[found.asker[each]] == depth - 1:
                return each
        into = np.isin(edges.target, front) & ~edges.is_later
        into &= found.level[edges.source] == depth
        front = [row for row in np.unique(edges.source[into]).tolist() if row not in seen]
        seen.update(front)
    return module
