"""Which slice of some kind encloses another, for many slices at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.traces.study import Study

CLIMBED = 64
"""Levels that few rows climb one by one; deeper than that, jumping is quicker."""


def nearest(study: Study, among: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Per slice, the innermost slice of `among` (bool (n)) that is or encloses it: int32 (n), -1.

    By pointer jumping (Wyllie 1979): each pass doubles the way upwards, so a depth of d takes
    log2(d) passes over the rows.
    """
    n = len(among)
    up = np.empty(n + 1, np.int32)
    up[:n] = np.where(among, np.arange(n, dtype=np.int32), study.structure.parent)
    up[up < 0] = n
    up[n] = n
    while True:
        further = up[up]
        if np.array_equal(further, up):
            break
        up = further
    found = up[:n]
    return np.where(found == n, np.int32(-1), found)


def outside(study: Study, rows: NDArray[np.int32], among: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Per row, the innermost slice of `among` (bool (n)) that encloses it: int32 (rows), -1 none.

    Meant for few rows of many: they climb level by level.
    """
    parent = study.structure.parent
    found: NDArray[np.int32] = parent[rows]
    for _ in range(CLIMBED):
        climbing = np.flatnonzero((found >= 0) & ~among[found])
        if not len(climbing):
            return found
        found[climbing] = parent[found[climbing]]
    return np.where(found >= 0, nearest(study, among)[found], np.int32(-1))
