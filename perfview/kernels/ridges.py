"""Areas and lines over pixel columns, drawn into a picture with soft edges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel
from perfview.kernels.raster import blend


@kernel("void(uint32[:, ::1], float32[::1], float32[::1], int64, int64, uint32, float32)")
def _fill_between(image, upper, lower, top, bottom, colour, strength):  # type: ignore[no-untyped-def]
    for y in range(np.uint64(top), np.uint64(bottom)):
        here = np.float32(y)
        for x in range(np.uint64(image.shape[1])):
            cover = min(lower[x], here + np.float32(1.0)) - max(upper[x], here)
            if cover > np.float32(0.0):
                image[y, x] = blend(colour, image[y, x], cover * strength)


def fill_between(
    image: NDArray[np.uint32],
    upper: NDArray[np.float32],
    lower: NDArray[np.float32],
    colour: int,
    strength: float = 1.0,
) -> None:
    """Fill each column of `image` from y `upper` down to y `lower` (float32 by column)."""
    if not len(upper):
        return
    top = max(int(np.floor(upper.min())), 0)
    bottom = max(min(int(np.ceil(lower.max())), image.shape[0]), top)
    paint = np.uint32(colour), np.float32(strength)
    _fill_between(image, upper, lower, top, bottom, *paint)


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
