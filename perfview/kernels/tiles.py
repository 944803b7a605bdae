"""Rectangles onto a picture, later ones over earlier ones: filled, edged, headed, hatched."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel
from perfview.kernels.raster import HATCH, blend


@kernel(
    "void(uint32[:, ::1], int32[:, ::1], int32[::1], uint32[:, ::1], uint8[::1], float32)",
    _nrt=False,
)
def _draw(image, place, head, colour, hatched, strength):  # type: ignore[no-untyped-def]
    height, width = image.shape
    for i in range(place.shape[0]):
        left, top = max(place[i, 0], 0), max(place[i, 1], 0)
        right, bottom = min(place[i, 2], width), min(place[i, 3], height)
        fill, edge, header = colour[i, 0], colour[i, 1], colour[i, 2]
        below = place[i, 1] + head[i]
        for y in range(top, bottom):
            inside = header if y < below else fill
            for x in range(left, right):
                image[y, x] = inside
            if y == place[i, 3] - 1:
                for x in range(left, right):
                    image[y, x] = edge
            elif hatched[i]:
                # The first column of this line on which a diagonal stands.
                for x in range(left + (-(left + y)) % HATCH, right, HATCH):
                    image[y, x] = blend(edge, inside, strength)
            if right == place[i, 2] and right > left:
                image[y, right - 1] = edge


def draw_tiles(
    image: NDArray[np.uint32],
    place: NDArray[np.int32],
    head: NDArray[np.int32],
    colour: NDArray[np.uint32],
    hatched: NDArray[np.uint8],
    strength: float,
) -> None:
    """Draw k rectangles over `image` (uint32, height x width, 0xffRRGGBB), the first one first.

    place int32 (k, 4): left, top, right, bottom in pixels, may lie outside. head int32 (k): how
    high the header is. colour uint32 (k, 3): fill, lines at the right and below, header. hatched
    uint8 (k): diagonals in the colour of its lines, `strength` 0-1.
    """
    _draw(image, place, head, colour, hatched, np.float32(strength))
