"""Intervals summed into bins of time: how much work, how many, how long, how often wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@dataclass(frozen=True)
class Density:
    """Running sums over bins, by group: float64 (groups, bins + 1), the first column zero.

    work: time covered (overlaps add up); count: intervals beginning; length: their summed lengths;
    marked: those beginning that are marked. Bin k begins at origin + k * width.
    """

    origin: int
    width: float
    work: NDArray[np.float64]
    count: NDArray[np.float64]
    length: NDArray[np.float64]
    marked: NDArray[np.float64]

    @property
    def bins(self) -> int:
        """How many bins there are."""
        return int(self.work.shape[1]) - 1

    def between(
        self, sums: NDArray[np.float64], edges_ns: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """What lies between neighbouring edges (float64 ns since origin): (groups, edges - 1)."""
        place = np.clip(edges_ns / self.width, 0.0, float(self.bins))
        low = np.minimum(place.astype(np.int64), self.bins - 1)
        share = place - low
        at = sums[:, low] * (1.0 - share) + sums[:, low + 1] * share
        return np.diff(at, axis=1)


@kernel(
    "void(int64[::1], int64[::1], int32[::1], uint8[::1], int64, float64, float64[:, ::1],"
    "float64[:, ::1], float64[:, ::1], float64[:, ::1], float64[:, ::1])"
)
def _spread(start, length, group, mark, origin, width, work, whole, count, total, marked):  # type: ignore[no-untyped-def]
    last = work.shape[1] - 2
    for i in range(len(start)):
        g = group[i]
        if g < 0:
            continue
        begin = np.float64(start[i] - origin)
        long = np.float64(max(length[i], 0))
        a = min(max(np.int64(begin / width), 0), last)
        b = min(max(np.int64((begin + long) / width), a), last)
        count[g, a + 1] += 1.0
        total[g, a + 1] += long
        if mark[i]:
            marked[g, a + 1] += 1.0
        if a == b:
            work[g, a + 1] += long
        else:
            work[g, a + 1] += np.float64(a + 1) * width - begin
            work[g, b + 1] += begin + long - np.float64(b) * width
            whole[g, a + 2] += width
            whole[g, b + 1] -= width


def spread(
    start: NDArray[np.int64],
    length: NDArray[np.int64],
    group: NDArray[np.int32],
    mark: NDArray[np.uint8],
    groups: int,
    extent: tuple[int, int],
    bins: int,
) -> Density:
    """Sum intervals (int64 ns) by group (int32, -1 left out) into bins over `extent` (from, to)."""
    origin, end = extent
    width = max((end - origin) / bins, 1.0)
    tables = [np.zeros((groups, bins + 1)) for _ in range(4)]
    whole = np.zeros((groups, bins + 2))
    work, count, total, marked = tables
    _spread(start, length, group, mark, origin, width, work, whole, count, total, marked)
    work += np.cumsum(whole[:, :-1], axis=1)
    for table in tables:
        np.cumsum(table, axis=1, out=table)
    return Density(origin, width, work, count, total, marked)
