"""Boxes in rows, merged level by level, so that a picture never touches more boxes than pixels.

Level k keeps every box at least as long as its bucket and merges the shorter ones of a row that
begin in the same bucket. Buckets lie on a fixed grid, so a picture does not shimmer when it moves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

_FACTOR_SHIFT = 2
_FEWEST_MERGED = 4096


@dataclass(frozen=True)
class Level:
    """Boxes of one level, m of them, rows as in the finest.

    first int64 (rows + 1); start, end int64 (m); busy int64 (m): time really covered by the boxes
    merged into one; longest int64 (m); box int32 (m): the box that stands for them (an urgent one
    if there is one, else the longest). shift: buckets are 2**shift long, -1 for the boxes as given.
    """

    first: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    busy: NDArray[np.int64]
    longest: NDArray[np.int64]
    box: NDArray[np.int32]
    shift: int


@kernel(
    "int64(int64[::1], int64[::1], int64[::1], int64[::1], int64[::1], int32[::1], uint8[::1],"
    "int64, int64, int64[::1], int64[::1], int64[::1], int64[::1], int64[::1], int32[::1])"
)
def _merge(
    first,
    start,
    end,
    busy,
    longest,
    box,
    urgent,
    origin,
    shift,
    to_first,
    to_start,
    to_end,
    to_busy,
    to_longest,
    to_box,
):  # type: ignore[no-untyped-def]
    kept = 0
    for row in range(len(first) - 1):
        to_first[row] = kept
        bucket = np.int64(-1)
        for i in range(first[row], first[row + 1]):
            here = (start[i] - origin) >> shift
            if end[i] - start[i] >= (np.int64(1) << shift):
                here = np.int64(-1)
            elif here == bucket:
                k = kept - 1
                to_end[k] = max(to_end[k], end[i])
                to_busy[k] += busy[i]
                more_urgent = urgent[box[i]] > urgent[to_box[k]]
                as_urgent = urgent[box[i]] == urgent[to_box[k]]
                if more_urgent or (as_urgent and longest[i] > longest[k]):
                    to_box[k] = box[i]
                to_longest[k] = max(to_longest[k], longest[i])
                continue
            bucket = here
            to_start[kept] = start[i]
            to_end[kept] = end[i]
            to_busy[kept] = busy[i]
            to_longest[kept] = longest[i]
            to_box[kept] = box[i]
            kept += 1
    to_first[len(first) - 1] = kept
    return kept


def finest(first: NDArray[np.int64], start: NDArray[np.int64], end: NDArray[np.int64]) -> Level:
    """The boxes as they are: first int64 (rows + 1), start, end int64 (b), by row, then start."""
    length = end - start
    return Level(first, start, end, length, length, np.arange(len(start), dtype=np.int32), -1)


def _coarser(level: Level, urgent: NDArray[np.uint8], origin: int, shift: int) -> Level:
    size = len(level.start)
    to_first = np.empty(len(level.first), np.int64)
    times = [np.empty(size, np.int64) for _ in range(4)]
    box = np.empty(size, np.int32)
    source = (level.first, level.start, level.end, level.busy, level.longest, level.box)
    to = (to_first, *times, box)
    kept = _merge(*source, urgent, origin, shift, *to)
    start, end, busy, longest = (a[:kept].copy() for a in times)
    return Level(to_first, start, end, busy, longest, box[:kept].copy(), shift)


def build_pyramid(base: Level, urgent: NDArray[np.uint8]) -> list[Level]:
    """Coarser and coarser levels of `base`, finest first, itself left out.

    `urgent` uint8 (b): boxes with a higher number stand for their bucket. Empty for few boxes,
    which are drawn fast enough as they are. About 50 ms and 30 MB for a million boxes; releases the
    GIL.
    """
    if len(base.start) < _FEWEST_MERGED:
        return []
    origin = int(base.start.min())
    extent = max(int(base.end.max()) - origin, 1)
    rows = len(base.first) - 1
    shift = max(0, int(np.log2(extent / max(len(base.start) / rows, 1024))) + 1)
    levels: list[Level] = []
    while (1 << shift) <= max(extent >> 10, 1):
        levels.append(_coarser(levels[-1] if levels else base, urgent, origin, shift))
        shift += _FACTOR_SHIFT
    return levels


def pick_level(base: Level, levels: list[Level], ns_per_pixel: float) -> Level:
    """The coarsest level whose merged boxes stay below a pixel (buckets at most half of one)."""
    fine = [level for level in levels if (1 << level.shift) * 2 <= ns_per_pixel]
    return fine[-1] if fine else base
