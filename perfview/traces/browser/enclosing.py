"""Which slice of some kind encloses another, for all slices at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.traces.study import Study


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


def outside(study: Study, among: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Per slice, the innermost slice of `among` that encloses it and is not it: int32 (n), -1."""
    parent = study.structure.parent
    around = nearest(study, among)
    return np.where(parent >= 0, around[parent], np.int32(-1))
