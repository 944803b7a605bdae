"""A ridge: running sums resampled to pixel columns, drawn as area, line and marks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel, part
from perfview.kernels.raster import blend

AREA, LINE, BAD, FOUND = range(4)
"""The colours of a ridge: what is at work, how long it takes, what failed, what is searched."""

_TICK = 3.0
_ABOVE = 6.0
_AREA_SHARE = 0.8
_THICK = 1.3
_SOFT, _LOUD_FROM = np.float32(0.4), 0.6
_LEAST = 0.01


@part
def _sum_at(sums, place):  # type: ignore[no-untyped-def]
    """A running sum at a fractional bin."""
    last = len(sums) - 1
    place = min(max(place, 0.0), np.float64(last))
    low = min(np.int64(place), last - 1)
    share = place - low
    return sums[low] * (1.0 - share) + sums[low + 1] * share


@part
def _resample(sums, first, step, columns, out):  # type: ignore[no-untyped-def]
    """What lies within each column, and the largest of it."""
    most = 0.0
    before = _sum_at(sums, first)
    for c in range(columns):
        after = _sum_at(sums, first + (c + 1) * step)
        out[c] = after - before
        most = max(most, out[c])
        before = after
    return most


@part
def _mean_length(length, count, columns):  # type: ignore[no-untyped-def]
    """Lengths become means of all that began in three neighbours; the largest of them.

    Where nothing began the last mean holds: nothing is drawn that was not measured.
    """
    known, most = -1, 0.0
    length_before = count_before = 0.0
    for c in range(columns):
        length_here, count_here = length[c], count[c]
        together = count_before + count_here
        total = length_before + length_here
        if c + 1 < columns:
            together += count[c + 1]
            total += length[c + 1]
        if together > 1e-6:
            length[c] = total / together
            most = max(most, length[c])
            if known < 0:
                length[:c] = length[c]
            known = c
        else:
            length[c] = length[known] if known >= 0 else 0.0
        length_before, count_before = length_here, count_here
    return most


@part
def _smooth(series, columns):  # type: ignore[no-untyped-def]
    """Means of three neighbours, in place; the largest of them."""
    before = series[0]
    most = 0.0
    for c in range(columns):
        here = series[c]
        if 0 < c < columns - 1:
            series[c] = (before + here + series[c + 1]) / 3.0
        before = here
        most = max(most, series[c])
    return most


@part
def _at(series, place, columns):  # type: ignore[no-untyped-def]
    """A series between its columns."""
    place = min(max(place, 0.0), columns - 1.0)
    low = min(np.int64(place), max(columns - 2, 0))
    high = min(low + 1, columns - 1)
    share = place - low
    return series[low] * (1.0 - share) + series[high] * share


@part
def _fill(image, top, bottom, upper, lower, colour, strength):  # type: ignore[no-untyped-def]
    """Colour between two heights a column, with soft edges, in the rows from top to bottom."""
    for y in range(np.uint64(max(top, 0)), np.uint64(max(min(bottom, image.shape[0]), 0))):
        here = np.float32(y)
        for x in range(np.uint64(image.shape[1])):
            cover = min(lower[x], here + np.float32(1.0)) - max(upper[x], here)
            if cover > np.float32(0.0):
                image[y, x] = blend(colour, image[y, x], cover * strength)


@part
def _mark(image, series, columns, most, top, bottom, colour):  # type: ignore[no-untyped-def]
    """A band over the columns that count something; loud only where there is much of it."""
    width = image.shape[1]
    for x in range(width):
        c = min(np.int64((x + 0.5) * columns / width), columns - 1)
        if series[c] > _LEAST:
            loud = series[c] >= _LOUD_FROM * most
            strength = np.float32(1.0) if loud else _SOFT
            for y in range(max(top, 0), min(bottom, image.shape[0])):
                image[y, x] = blend(colour, image[y, x], strength)


@kernel(
    "void(uint32[:, ::1], float64[::1], float64[::1], float64[::1], float64[::1], float64[::1],"
    "float64, float64, int64, float64, float64, float64, uint32[::1], float32, float64[:, ::1],"
    "float32[:, ::1])"
)
def _draw_ridge(
    image,
    work,
    count,
    length,
    failed,
    found,
    first,
    step,
    columns,
    top,
    base,
    ratio,
    colours,
    strength,
    series,
    heights,
):  # type: ignore[no-untyped-def]
    width = image.shape[1]
    _resample(work, first, step, columns, series[0])
    _resample(count, first, step, columns, series[2])
    _resample(length, first, step, columns, series[1])
    longest = _mean_length(series[1], series[2], columns)
    most_work = max(_smooth(series[0], columns), 1.0)
    tall = base - top - _ABOVE * ratio
    low = base - 2.0 * ratio
    half = np.float32(_THICK * ratio / 2)
    for x in range(width):
        place = (x + 0.5) * columns / width - 0.5
        heights[0, x] = base - _at(series[0], place, columns) / most_work * tall * _AREA_SHARE
        heights[1, x] = base
        heights[2, x] = low - _at(series[1], place, columns) / max(longest, 1.0) * (
            tall - 2 * ratio
        )
    begin, end = np.int64(np.floor(top)), np.int64(np.ceil(base))
    _fill(image, begin, end, heights[0], heights[1], colours[AREA], strength)
    if longest > 0.0:
        for x in range(width):
            here = heights[2, x]
            left = (heights[2, max(x - 1, 0)] + here) / 2
            right = (heights[2, min(x + 1, width - 1)] + here) / 2
            heights[0, x] = min(min(left, right), here) - half
            heights[1, x] = max(max(left, right), here) + half
        _fill(image, begin, end, heights[0], heights[1], colours[LINE], np.float32(1.0))
    most = _resample(failed, first, step, columns, series[3])
    thick = np.int64(np.ceil(_TICK * ratio))
    if most > _LEAST:
        _mark(image, series[3], columns, most, end, end + thick, colours[BAD])
    if len(found) > 1:
        most = _resample(found, first, step, columns, series[3])
        if most > _LEAST:
            at = begin + np.int64(np.ceil(ratio))
            _mark(image, series[3], columns, most, at, at + thick, colours[FOUND])


class Ridges:
    """Draws ridges into pictures, with scratch of its own; one for each thread."""

    def __init__(self) -> None:
        self._series = np.zeros((4, 1))
        self._heights = np.zeros((3, 1), np.float32)

    def draw(
        self,
        image: NDArray[np.uint32],
        sums: tuple[NDArray[np.float64], ...],
        window: tuple[float, float, int],
        band: tuple[float, float, float],
        colours: NDArray[np.uint32],
        strength: float,
    ) -> None:
        """Draw one ridge over `image` (uint32, height x width, 0xffRRGGBB).

        sums: running sums by bin of work, count, length, failed, found (float64; the last one of
        length 1 when nothing is searched). window: first bin in sight, bins a column, how many
        columns. band: top, base, device pixels per pixel. colours uint32 (4), see `AREA`; the
        area is drawn with `strength` (0-1).
        """
        columns = window[2]
        if self._series.shape[1] < columns or self._heights.shape[1] != image.shape[1]:
            self._series = np.zeros((4, columns))
            self._heights = np.zeros((3, image.shape[1]), np.float32)
        _draw_ridge(
            image,
            sums[0],
            sums[1],
            sums[2],
            sums[3],
            sums[4],
            window[0],
            window[1],
            window[2],
            band[0],
            band[1],
            band[2],
            colours,
            np.float32(strength),
            self._series,
            self._heights,
        )
