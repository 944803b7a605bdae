"""Running sums of how long rows lasted, by class, kept for every few rows only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import inlined, kernel
from perfview.kernels.timed_columns import last_at

BLOCK = 32
"""Rows between two sums that are kept: what lies between is added when asked for."""


@inlined
def _lasting(row, bound, lasts, longest):  # type: ignore[no-untyped-def]
    span = np.float64(bound[row + 1] - bound[row])
    if lasts.size > 0:
        span = min(span, lasts[row])
    return min(span, longest)


@kernel(
    "void(int64[::1], int8[::1], float64[::1], float64, float64[:, ::1])",
    _nrt=False,
)
def _sum(bound, which, lasts, longest, before):  # type: ignore[no-untyped-def]
    for c in range(before.shape[1]):
        before[0, c] = 0.0
    for block in range(before.shape[0] - 1):
        for c in range(before.shape[1]):
            before[block + 1, c] = before[block, c]
        for row in range(block * BLOCK, min(block * BLOCK + BLOCK, which.size)):
            c = which[row]
            if c >= 0:
                before[block + 1, c] += max(_lasting(row, bound, lasts, longest), 0.0)


@kernel(
    "void(int64[::1], int8[::1], float64[::1], float64, float64[:, ::1], float64[::1],"
    " float64[:, ::1])",
    _nrt=False,
)
def _until(bound, which, lasts, longest, before, moments, found):  # type: ignore[no-untyped-def]
    at = 0
    for m in range(moments.size):
        at = last_at(bound, max(at, 0), which.size, np.int64(np.floor(moments[m])))
        block = max(at, 0) // BLOCK
        for c in range(before.shape[1]):
            found[m, c] = before[block, c]
        for row in range(block * BLOCK, at + 1):
            c = which[row]
            if c >= 0:
                passed = moments[m] - bound[row]
                found[m, c] += max(min(_lasting(row, bound, lasts, longest), passed), 0.0)


Rows = tuple[NDArray[np.int64], NDArray[np.int8], NDArray[np.float64], float]
"""When n rows begin and the last one ends, int64 (n + 1), rising; the class of each, int8 (n), -1
for none; how long each lasts at most, float64 (n) or empty; how long any does."""


def running_sums(rows: Rows, classes: int) -> NDArray[np.float64]:
    """The time of each class before every 32nd row: float64 (blocks + 1, classes)."""
    before = np.empty((-(-len(rows[1]) // BLOCK) + 1, classes))
    _sum(*rows, before)
    return before


def sums_until(
    rows: Rows, before: NDArray[np.float64], moments: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The time of each class before each moment (float64 (m), rising), float64 (m, classes)."""
    found = np.empty((len(moments), before.shape[1]))
    _until(*rows, before, np.ascontiguousarray(moments), found)
    return found
