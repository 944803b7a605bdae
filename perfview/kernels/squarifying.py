"""Nested treemaps: boxes within boxes, their areas in proportion, as square as they can be.

Bruls, Huizing, van Wijk, “Squarified Treemaps”, 2000; boxes that hold others keep a header free.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import inlined, kernel


@inlined
def _worst(total, least, most, side):  # type: ignore[no-untyped-def]
    """The worst ratio of sides in a strip of these areas along `side`."""
    if least <= 0.0:
        return np.inf
    square = total * total
    return max(side * side * most / square, square / (side * side * least))


@inlined
def _strip(area, low, high, total, place, box):  # type: ignore[no-untyped-def]
    """Lay areas low:high along the shorter side of `place` (x, y, wide, high), and cut it off."""
    x, y, wide, tall = place[0], place[1], place[2], place[3]
    along = wide >= tall
    thick = total / (tall if along else wide)
    thick = min(thick, wide if along else tall)
    at = y if along else x
    stop = y + tall if along else x + wide
    for i in range(low, high):
        length = area[i] / thick if thick > 0.0 else 0.0
        if i == high - 1:
            length = stop - at
        length = max(min(length, stop - at), 0.0)
        if along:
            box[i, 0], box[i, 1], box[i, 2], box[i, 3] = x, at, thick, length
        else:
            box[i, 0], box[i, 1], box[i, 2], box[i, 3] = at, y, length, thick
        at += length
    if along:
        place[0] = x + thick
        place[2] = wide - thick
    else:
        place[1] = y + thick
        place[3] = tall - thick


@inlined
def _squarify(area, low, high, place, box):  # type: ignore[no-untyped-def]
    """Fill `place` with areas low:high, the largest first; what they leave is at its far end."""
    i = low
    while i < high:
        side = min(place[2], place[3])
        if side <= 0.0:
            for k in range(i, high):
                box[k, 0], box[k, 1], box[k, 2], box[k, 3] = place[0], place[1], 0.0, 0.0
            return
        total, most = area[i], area[i]
        worst = _worst(total, most, most, side)
        stop = i + 1
        while stop < high:
            more = total + area[stop]
            ratio = _worst(more, area[stop], most, side)
            if ratio > worst:
                break
            total, worst = more, ratio
            stop += 1
        _strip(area, i, stop, total, place, box)
        i = stop


@kernel(
    "void(int64[::1], float64[::1], float64, float64, float64, float64, float64[::1],"
    "float64[::1], float64[:, ::1])",
    _nrt=False,
)
def _nest(first, weight, over, header, margin, least, area, place, box):  # type: ignore[no-untyped-def]
    for parent in range(first.size - 1):
        above = header if parent else over
        low, high = first[parent], first[parent + 1]
        if low == high:
            continue
        wide, tall = box[parent, 2] - 2.0 * margin, box[parent, 3] - above - margin
        total = max(weight[parent], 0.0)
        inside = 0.0
        for i in range(low, high):
            inside += max(weight[i], 0.0)
        total = max(total, inside)
        if wide < least or tall < least or total <= 0.0:
            for i in range(low, high):
                box[i, 0], box[i, 1], box[i, 2], box[i, 3] = 0.0, 0.0, 0.0, 0.0
            continue
        place[0], place[1] = box[parent, 0] + margin, box[parent, 1] + above
        place[2], place[3] = wide, tall
        for i in range(low, high):
            area[i] = max(weight[i], 0.0) / total * wide * tall
        _squarify(area, low, high, place, box)


def squarify(
    first: NDArray[np.int64],
    weight: NDArray[np.float64],
    size: tuple[float, float],
    *,
    header: float = 0.0,
    margin: float = 0.0,
    least: float = 1.0,
    top_header: float = -1.0,
) -> NDArray[np.float64]:
    """Boxes float64 (k, 4): x, y, width, height within (0, 0, *size); the first is all of it.

    first int64 (k + 1): the children of box i are first[i]:first[i + 1], after it and heaviest
    first, each in one range. weight float64 (k): the areas of children are in proportion to it;
    what a parent weighs beyond them stays free. A box that has children keeps `header` free above
    them and `margin` at the other sides; where less than `least` of either side is left they are
    0 wide and 0 high, as are those of no weight. `top_header`: that of box 0, where it is another.
    """
    box = np.zeros((len(weight), 4))
    if len(weight):
        box[0] = 0.0, 0.0, *size
        over = header if top_header < 0 else top_header
        area, place = np.zeros(len(weight)), np.zeros(4)
        _nest(first, weight, over, header, margin, least, area, place, box)
    return box
