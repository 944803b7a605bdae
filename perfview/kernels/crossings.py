"""Links of a forest that lead from one territory into another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import LEFT_OUT
from perfview.kernels.jit import kernel


@kernel("void(int32[::1], int32[::1], int32[::1], boolean[::1], int32[::1], int32[::1])")
def _cross(parent, territory, beyond, enters, origin, target):  # type: ignore[no-untyped-def]
    n = parent.size
    for row in range(n):
        origin[row], target[row] = -1, LEFT_OUT
    for row in range(n):
        p = parent[row]
        if p >= 0 and (territory[p] != territory[row] or beyond[row] >= 0):
            target[p] = LEFT_OUT + 1
    for row in range(n):
        p = parent[row]
        passed_on = target[row] == LEFT_OUT + 1
        target[row] = LEFT_OUT
        if p >= 0 and territory[p] != territory[row]:
            origin[row], target[row] = territory[p], territory[row]
        elif beyond[row] >= 0 and not passed_on and beyond[row] != territory[row]:
            origin[row], target[row] = territory[row], beyond[row]
        elif p < 0 and enters[row]:
            origin[row], target[row] = -1, territory[row]


def crossings(
    parent: NDArray[np.int32],
    territory: NDArray[np.int32],
    beyond: NDArray[np.int32],
    enters: NDArray[np.bool_],
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Per row the territories it leads from and into: origin, target int32 (n).

    A row leads from its parent's territory into its own; a row that stays at home but calls
    `beyond` (int32, -1 for none) and has no child that leads on, into that; a parentless row that
    `enters`, from -1 into its own. The others have target `grouping.LEFT_OUT`.
    """
    origin, target = np.empty(len(parent), np.int32), np.empty(len(parent), np.int32)
    _cross(parent, territory, beyond, enters, origin, target)
    return origin, target
