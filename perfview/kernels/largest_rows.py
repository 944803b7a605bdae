"""The row of the largest value in each group."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel("void(int32[::1], int64[::1], int32[::1])", _nrt=False)
def _largest(group, value, row):  # type: ignore[no-untyped-def]
    for i in range(group.size):
        at = group[i]
        if at >= 0 and (row[at] < 0 or value[i] > value[row[at]]):
            row[at] = i


def largest_rows(
    group: NDArray[np.int32], value: NDArray[np.int64], groups: int
) -> NDArray[np.int32]:
    """The first row of the largest value of each group, int32 (groups), -1 where there is none.

    group int32 (n), -1 for none; value int64 (n).
    """
    row = np.full(groups, -1, np.int32)
    _largest(group, value, row)
    return row
