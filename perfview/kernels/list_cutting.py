"""Lists cut off at items that bear a mark."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

KEPT, CUT_WITH, CUT_BEFORE = 0, 1, 2
"""Marks: no cut; everything up to and with this item goes; everything before it goes."""


@kernel("int64(int64[::1], int32[::1], uint8[::1])")
def _cut(first, item, mark):  # type: ignore[no-untyped-def]
    cut = 0
    for i in range(first.size - 1):
        is_behind_kept = False
        for k in range(first[i + 1] - 1, first[i] - 1, -1):
            found = mark[item[k]] if item[k] >= 0 else np.uint8(KEPT)
            if found == KEPT:
                is_behind_kept = True
            elif is_behind_kept:
                stop = k + 1 if found == CUT_WITH else k
                for j in range(first[i], stop):
                    item[j] = -1
                cut += 1
                break
    return cut


def cut_lists(first: NDArray[np.int64], item: NDArray[np.int32], mark: NDArray[np.uint8]) -> int:
    """Cut lists at their last marked item that an unmarked one follows, by setting items to -1.

    List i is item[first[i]:first[i + 1]] (int32, changed in place, -1 counts as unmarked); mark
    uint8 by item. Marked items at a list's end with nothing unmarked behind them do not count.
    Returns how many lists were cut.
    """
    return int(_cut(first, item, mark))
