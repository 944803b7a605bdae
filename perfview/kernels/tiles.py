"""Rectangles onto a picture, later ones over earlier ones: filled, edged, headed, hatched."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import inlined, kernel
from perfview.kernels.raster import HATCH, blend


@inlined
def _fill(image, y, left, right, colour):  # type: ignore[no-untyped-def]
    # Unsigned, or numba would check every index for being counted from the end.
    for x in range(np.uint64(left), np.uint64(right)):
        image[y, x] = colour


@kernel(
    "void(uint32[:, ::1], int32[:, ::1], int32[:, ::1], int32[::1], uint32[:, ::1], uint8[::1],"
    "float32)",
    _nrt=False,
)
def _draw(image, place, covered, head, colour, hatched, strength):  # type: ignore[no-untyped-def]
    height, width = image.shape
    for i in range(place.shape[0]):
        left, top = max(place[i, 0], 0), max(place[i, 1], 0)
        right, bottom = min(place[i, 2], width), min(place[i, 3], height)
        if right <= left:
            continue
        fill, edge, header = colour[i, 0], colour[i, 1], colour[i, 2]
        below = place[i, 1] + head[i]
        begin, stop = max(covered[i, 0], left), min(covered[i, 2], right)
        from_y, to_y = covered[i, 1], covered[i, 3]
        if stop <= begin:
            from_y = to_y = 0
        for y in range(np.uint64(top), np.uint64(max(bottom, top))):
            line = np.int32(y)
            inside = header if line < below else fill
            if line == place[i, 3] - 1:
                _fill(image, y, left, right, edge)
            elif from_y <= line < to_y:
                _fill(image, y, left, begin, inside)
                _fill(image, y, stop, right, inside)
            else:
                _fill(image, y, left, right, inside)
            if hatched[i] and line != place[i, 3] - 1:
                # The first column of this line on which a diagonal stands.
                for x in range(left + (-(left + line)) % HATCH, right, HATCH):
                    if not (from_y <= line < to_y and begin <= x < stop):
                        image[y, x] = blend(edge, inside, strength)
            if right == place[i, 2]:
                image[y, np.uint64(right - 1)] = edge


def draw_tiles(
    image: NDArray[np.uint32],
    place: NDArray[np.int32],
    covered: NDArray[np.int32],
    head: NDArray[np.int32],
    colour: NDArray[np.uint32],
    hatched: NDArray[np.uint8],
    strength: float,
) -> None:
    """Draw k rectangles over `image` (uint32, height x width, 0xffRRGGBB), the first one first.

    place int32 (k, 4): left, top, right, bottom in pixels, may lie outside. covered int32 (k, 4):
    what of each later ones are known to cover, which is left alone; empty for nothing. head int32
    (k): how high the header is. colour uint32 (k, 3): fill, lines at the right and below, header.
    hatched uint8 (k): diagonals in the colour of its lines, `strength` 0-1.
    """
    _draw(image, place, covered, head, colour, hatched, np.float32(strength))
