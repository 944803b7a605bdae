"""Areas and lines over pixel columns, drawn into a picture with soft edges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel
from perfview.kernels.raster import blend


@kernel("void(uint32[:, ::1], float32[::1], float32[::1], uint32, float32)")
def _fill_between(image, upper, lower, colour, strength):  # type: ignore[no-untyped-def]
    height, width = image.shape
    for x in range(width):
        high = max(upper[x], np.float32(0.0))
        low = min(lower[x], np.float32(height))
        y = np.int64(np.floor(high))
        while y < height and np.float32(y) < low:
            cover = min(low, np.float32(y + 1)) - max(high, np.float32(y))
            if cover > 0:
                image[y, x] = blend(colour, image[y, x], cover * strength)
            y += 1


def fill_between(
    image: NDArray[np.uint32],
    upper: NDArray[np.float32],
    lower: NDArray[np.float32],
    colour: int,
    strength: float = 1.0,
) -> None:
    """Fill each column of `image` from y `upper` down to y `lower` (float32 by column)."""
    _fill_between(image, upper, lower, np.uint32(colour), np.float32(strength))


def stroke(
    image: NDArray[np.uint32], line: NDArray[np.float32], colour: int, thickness: float
) -> None:
    """Draw a line through y `line` (float32 by column), as steep as it needs to be."""
    half = np.float32(thickness / 2)
    middle = (line[1:] + line[:-1]) / 2
    left = np.concatenate((line[:1], middle))
    right = np.concatenate((middle, line[-1:]))
    upper = (np.minimum(np.minimum(left, right), line) - half).astype(np.float32)
    lower = (np.maximum(np.maximum(left, right), line) + half).astype(np.float32)
    fill_between(image, upper, lower, colour)
