"""A few rows of each group: the first, the greatest, the one in the middle."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel("void(int32[::1], int64[::1], int64[::1], int64[:, ::1])")
def _pick(group, value, seen, rows):  # type: ignore[no-untyped-def]
    for i in range(group.size):
        g = group[i]
        if g < 0:
            continue
        if seen[g] == 0:
            rows[g, 0] = rows[g, 1] = i
        elif value[i] > value[rows[g, 1]]:
            rows[g, 1] = i
        seen[g] += 1
    for g in range(seen.size):
        seen[g] //= 2
    for i in range(group.size):
        g = group[i]
        if g >= 0:
            if seen[g] == 0:
                rows[g, 2] = i
            seen[g] -= 1


def pick_samples(
    group: NDArray[np.int32], value: NDArray[np.int64], groups: int
) -> NDArray[np.int64]:
    """Per group its first row, that of the greatest value and the one in the middle: int64
    (groups, 3), -1 for a group without rows. Group -1 is left out."""
    rows = np.full((groups, 3), -1, np.int64)
    _pick(group, value, np.zeros(groups, np.int64), rows)
    return rows
