"""How many, how much, the least and the greatest of each group, where something is told."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


class Tally(NamedTuple):
    """By group, int64: how many values are told, their sum, the least, the greatest."""

    told: NDArray[np.int64]
    total: NDArray[np.int64]
    least: NDArray[np.int64]
    greatest: NDArray[np.int64]


@kernel("void(int32[::1], int64[::1], int64, int64[:, ::1])")
def _tally(group, value, nothing, out):  # type: ignore[no-untyped-def]
    for i in range(group.size):
        g, v = group[i], value[i]
        if g < 0 or v == nothing:
            continue
        if out[0, g] == 0:
            out[2, g] = out[3, g] = v
        elif v < out[2, g]:
            out[2, g] = v
        elif v > out[3, g]:
            out[3, g] = v
        out[0, g] += 1
        out[1, g] += v


def tally_by(
    group: NDArray[np.int32], value: NDArray[np.int64], groups: int, nothing: int
) -> Tally:
    """Tally the values of each group, leaving out those that are `nothing` and group -1; least and
    greatest of a group without any are `nothing`. Sums wrap beyond 63 bits."""
    out = np.zeros((4, groups), np.int64)
    out[2:] = nothing
    _tally(group, value, nothing, out)
    return Tally(*out)
