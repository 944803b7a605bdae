"""What stands from row to row within groups: the value last set, sums of differences, numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

KEEP, UNSET = -1, -2
"""Values that set nothing, and that take back what was set."""


@kernel("void(int32[::1], int32[::1], int32[::1], int32[::1])", _nrt=False)
def _carry(group, value, last, out):  # type: ignore[no-untyped-def]
    for i in range(group.size):
        g = group[i]
        if g < 0:
            out[i] = -1
            continue
        v = value[i]
        if v >= 0:
            last[g] = v
        elif v == UNSET:
            last[g] = -1
        out[i] = last[g]


def carried(
    group: NDArray[np.int32], value: NDArray[np.int32], initial: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Per row the value its group had last, this row's own included: int32 (n), -1 for none.

    group int32 (n), dense, -1 for rows that take no part; value int32 (n), `KEEP` or `UNSET`;
    initial int32 (groups): what groups begin with.
    """
    out = np.empty(len(group), np.int32)
    _carry(group, value, initial.copy(), out)
    return out


@kernel("void(int32[::1], int64[::1], uint8[::1], int64[::1], int64[::1])", _nrt=False)
def _sum_up(group, value, absolute, last, out):  # type: ignore[no-untyped-def]
    for i in range(group.size):
        g = group[i]
        if g < 0:
            out[i] = value[i]
            continue
        last[g] = value[i] if absolute[i] else last[g] + value[i]
        out[i] = last[g]


def summed_up(
    group: NDArray[np.int32],
    value: NDArray[np.int64],
    absolute: NDArray[np.uint8],
    groups: int,
) -> NDArray[np.int64]:
    """Per row the sum of its group's values so far, this one included: int64 (n), wrapping.

    Where `absolute` (uint8 (n)) is set, the sum begins anew with the row's value. Rows of no group
    (-1) keep their value.
    """
    out = np.empty(len(group), np.int64)
    _sum_up(group, value, absolute, np.zeros(groups, np.int64), out)
    return out


@kernel("void(int32[::1], float64[::1], uint8[::1], float64[::1], float64[::1])", _nrt=False)
def _sum_up_real(group, value, absolute, last, out):  # type: ignore[no-untyped-def]
    for i in range(group.size):
        g = group[i]
        if g < 0:
            out[i] = value[i]
            continue
        last[g] = value[i] if absolute[i] else last[g] + value[i]
        out[i] = last[g]


def summed_up_real(
    group: NDArray[np.int32],
    value: NDArray[np.float64],
    absolute: NDArray[np.uint8],
    groups: int,
) -> NDArray[np.float64]:
    """`summed_up` for float64."""
    out = np.empty(len(group), np.float64)
    _sum_up_real(group, value, absolute, np.zeros(groups, np.float64), out)
    return out
