"""Stretches of time shared out among equal spans, by group."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel(
    "void(int32[::1], int64[::1], int64[::1], int64[::1], int64, int64[:, ::1], int64[:, ::1],"
    " int32[::1])"
)
def _spread(group, start, length, edges, nothing, busy, begun, cell):  # type: ignore[no-untyped-def]
    bins = edges.size - 1
    low, high = edges[0], edges[bins]
    width = np.float64(high - low) / bins
    for i in range(group.size):
        cell[i] = -1
        g, a = group[i], start[i]
        if g < 0 or a == nothing:
            continue
        z = a + max(length[i], np.int64(0))
        if a >= high or (a < low and z <= low):
            continue
        at = max(np.int64(0), min(bins - 1, np.int64(np.float64(a - low) / width)))
        # Rounding may lead one span off.
        while at > 0 and edges[at] > a:
            at -= 1
        while at < bins - 1 and edges[at + 1] <= a:
            at += 1
        if a >= low:
            begun[g, at] += 1
            cell[i] = g * bins + at
        while at < bins and z > edges[at]:
            busy[g, at] += min(z, edges[at + 1]) - max(a, edges[at])
            at += 1


def spread_load(
    group: NDArray[np.int32],
    start: NDArray[np.int64],
    length: NDArray[np.int64],
    groups: int,
    edges: NDArray[np.int64],
    nothing: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """Share stretches start..start + length (below 0: none) out among the spans between `edges`
    int64 (b + 1), which are of equal width: busy int64 (groups, b), how many begin in each int64
    (groups, b), and where each begins as group * b + span, int32, -1 outside. Group -1 and a start
    that is `nothing` are left out. groups * b stays below 2**31."""
    busy = np.zeros((groups, len(edges) - 1), np.int64)
    begun = np.zeros((groups, len(edges) - 1), np.int64)
    cell = np.empty(len(group), np.int32)
    _spread(group, start, length, edges, nothing, busy, begun, cell)
    return busy, begun, cell
