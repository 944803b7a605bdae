"""Areas stacked one over another, a column a pixel, painted with smooth upper edges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel(
    "void(uint32[:, ::1], float64[:, ::1], boolean[::1], float64[:, ::1], float64[::1])",
    _nrt=False,
)
def _paint(pixels, heights, wanted, fills, ground):  # type: ignore[no-untyped-def]
    rows = pixels.shape[0]
    for x in range(pixels.shape[1]):
        if not wanted[x]:
            for row in range(rows):
                pixels[row, x] = 0
            continue
        area, low, high = 0, 0.0, heights[x, 0] * rows
        for y in range(rows):
            red, green, blue, left = 0.0, 0.0, 0.0, 1.0
            at = np.float64(y)
            while left > 0.0:
                while area < heights.shape[1] and high <= at:
                    area += 1
                    low = high
                    if area < heights.shape[1]:
                        high = min(low + heights[x, area] * rows, np.float64(rows))
                if area >= heights.shape[1]:
                    red += left * ground[0]
                    green += left * ground[1]
                    blue += left * ground[2]
                    break
                part = min(high, y + 1.0) - at
                red += part * fills[area, 0]
                green += part * fills[area, 1]
                blue += part * fills[area, 2]
                left -= part
                at += part
                if at >= y + 1.0:
                    break
            packed = (np.uint32(red + 0.5) << 16) | (np.uint32(green + 0.5) << 8)
            pixels[rows - 1 - y, x] = np.uint32(0xFF000000) | packed | np.uint32(blue + 0.5)


def stacked_areas(
    heights: NDArray[np.float64],
    wanted: NDArray[np.bool_],
    rows: int,
    fills: NDArray[np.float64],
    ground: NDArray[np.float64],
) -> NDArray[np.uint32]:
    """Pixels uint32 (rows, columns), 0xAARRGGBB, nothing where a column is not wanted.

    heights float64 (columns, areas): parts (0-1) of the height, the first at the bottom; what goes
    beyond the top is cut off. wanted bool (columns). fills float64 (areas, 3), ground float64 (3):
    red, green, blue, 0-255, of the areas and of what is over them.
    """
    pixels = np.empty((rows, len(heights)), np.uint32)
    _paint(pixels, np.ascontiguousarray(heights), wanted, fills, ground)
    return pixels
