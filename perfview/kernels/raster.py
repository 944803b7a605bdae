"""Rows of boxes into pixels: wide boxes solid, narrow ones by how much of a pixel they cover.

Times stay int64 until the picture's own start is taken off, so a nanosecond on a clock that counts
from 1970 is still a nanosecond at any zoom.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import inlined, kernel
from perfview.kernels.pyramid import Level

NORMAL, DIM, QUIET, UNKNOWN, STRIPED, HIT, ERROR, HIDDEN = range(8)
"""What a box is, beside its category. From `HIT` on a box shows through whatever covers it."""

STATES = 8
HATCH = 7
"""Every seventh diagonal of an unknown box is drawn in its edge colour; those of a striped one keep
its own colour and let some of the ground through."""

_LEAST_COVER = np.float32(0.04)
_FAINTEST = np.float32(0.30)
_CLEAR = np.float32(0.85)
_NARROW = 1.0
_GROUND = np.float32(0.30)
"""How much of the ground shows through the diagonals of a striped box."""

_SOLID, _HATCHED, _TOUCHED, _STRIPES = np.uint8(1), np.uint8(2), np.uint8(4), np.uint8(8)
_APART = 24
"""Columns between boxes that are worth a new stretch rather than being looked at."""


@inlined
def blend(front, back, share):  # type: ignore[no-untyped-def]
    """`share` (0-1) of one 0xffRRGGBB colour over another."""
    keep = np.float32(1.0) - share
    red = np.float32((front >> np.uint32(16)) & np.uint32(255)) * share
    green = np.float32((front >> np.uint32(8)) & np.uint32(255)) * share
    blue = np.float32(front & np.uint32(255)) * share
    red += np.float32((back >> np.uint32(16)) & np.uint32(255)) * keep + np.float32(0.5)
    green += np.float32((back >> np.uint32(8)) & np.uint32(255)) * keep + np.float32(0.5)
    blue += np.float32(back & np.uint32(255)) * keep + np.float32(0.5)
    return (
        np.uint32(0xFF000000)
        | (np.uint32(red) << np.uint32(16))
        | (np.uint32(green) << np.uint32(8))
        | np.uint32(blue)
    )


@inlined
def _first_ending_after(end, low, high, time):  # type: ignore[no-untyped-def]
    while low < high:
        middle = (low + high) >> 1
        if end[middle] > time:
            high = middle
        else:
            low = middle + 1
    return low


@inlined
def _add(cover, strong, x, share, colour, urgent):  # type: ignore[no-untyped-def]
    """Put `share` of a pixel's width of this colour into column x."""
    cover[0, x] += share
    cover[1, x] += share * np.float32((colour >> np.uint32(16)) & np.uint32(255))
    cover[2, x] += share * np.float32((colour >> np.uint32(8)) & np.uint32(255))
    cover[3, x] += share * np.float32(colour & np.uint32(255))
    if urgent and strong[x] == np.uint32(0):
        strong[x] = colour


@inlined
def _settle(image, y, line, solid, cover, strong, x):  # type: ignore[no-untyped-def]
    """Column x's narrow boxes onto the line: a share of their mean colour; urgent ones on top."""
    total = cover[0, x]
    if total > np.float32(0.0):
        below = line[x] if solid[x] else image[y, x]
        share = _FAINTEST + np.float32(0.7) * min(total, np.float32(1.0))
        if strong[x] != np.uint32(0):
            line[x] = blend(strong[x], below, max(share, _CLEAR))
        elif solid[x] == np.uint8(0):
            mean = (
                np.uint32(0xFF000000)
                | (np.uint32(cover[1, x] / total) << np.uint32(16))
                | (np.uint32(cover[2, x] / total) << np.uint32(8))
                | np.uint32(cover[3, x] / total)
            )
            line[x] = blend(mean, below, share)
        solid[x] |= _TOUCHED
        cover[0, x] = cover[1, x] = cover[2, x] = cover[3, x] = np.float32(0.0)
        strong[x] = np.uint32(0)


@inlined
def _flush(image, ya, yb, line, solid, cover, strong, left, right, stroke, ground):  # type: ignore[no-untyped-def]
    """Columns left to right of a row are final: put them into the picture, clear the scratch."""
    # Unsigned, or numba would check every index for being counted from the end.
    begin, stop = np.uint64(left), np.uint64(right)
    hatched = np.uint8(0)
    for x in range(begin, stop):
        _settle(image, ya, line, solid, cover, strong, x)
        hatched |= solid[x] & (_HATCHED | _STRIPES)
    for y in range(np.uint64(ya), np.uint64(yb)):
        for x in range(begin, stop):
            # What no box of this row covers stays: text of the layer below may be there.
            image[y, x] = line[x] if solid[x] else image[y, x]
    if hatched:
        for y in range(ya, yb):
            for x in range(left, right):
                if (x + y) % HATCH:
                    continue
                if solid[x] & _HATCHED:
                    image[y, x] = stroke
                elif solid[x] & _STRIPES:
                    image[y, x] = blend(ground, image[y, x], _GROUND)
    for x in range(begin, stop):
        solid[x] = np.uint8(0)


@kernel(
    "int64(int64[::1], int64[::1], int64[::1], int64[::1], int32[::1], uint8[::1], uint8[::1],"
    "uint32[:, ::1], uint32[:, ::1], int32[::1], int32[::1], int64, float64, float64,"
    "uint32[:, ::1], uint32[::1], uint8[::1], float32[:, ::1], uint32[::1], int32[:, ::1],"
    "int64, int64)",
    _nrt=False,
)
def _draw_rows(
    first,
    start,
    end,
    busy,
    box,
    category,
    state,
    fills,
    edges,
    top,
    bottom,
    base,
    offset,
    scale,
    image,
    line,
    solid,
    cover,
    strong,
    labels,
    least_width,
    least_height,
):  # type: ignore[no-untyped-def]
    """Draw the rows of one level over `image`; returns how many label places were found.

    image uint32 (height, width). first .. box: a `pyramid.Level`; category, state uint8 by box;
    fills, edges uint32 (STATES, categories). top, bottom int32 (rows): device pixels, may lie
    outside the image. A time t is at ``(t - base) * scale - offset`` pixels. line, solid, cover (4,
    width), strong: scratch of the image's width, `solid`, `cover` and `strong` zero (and left so).
    labels int32 (room, 5) gets box, x from, x to, y from, y to of boxes at least `least_width` wide
    in rows at least `least_height` high.
    """
    height, width = image.shape
    stroke = edges[UNKNOWN, 0]
    # What is hidden has the colour of the ground.
    ground = fills[HIDDEN, 0]
    named = 0
    for row in range(len(first) - 1):
        ya, yb = max(top[row], 0), min(bottom[row], height)
        if yb <= ya or first[row] == first[row + 1]:
            continue
        last = first[row + 1]
        from_time = base + np.int64(np.floor(offset / scale)) - 1
        i = _first_ending_after(end, first[row], last, from_time - 1)
        left, right = width, 0
        while i < last:
            xa = np.float64(start[i] - base) * scale - offset
            if xa >= width:
                break
            xb = np.float64(end[i] - base) * scale - offset
            kind = state[box[i]]
            if xb < 0.0 or kind == HIDDEN:
                i += 1
                continue
            at = np.int64(max(xa, 0.0))
            if right > left and at > right + _APART:
                _flush(image, ya, yb, line, solid, cover, strong, left, right, stroke, ground)
                left, right = width, 0
            fill = fills[kind, category[box[i]]]
            if xb - xa < _NARROW:
                a = np.int64(np.floor(xa))
                b = np.int64(np.floor(xb))
                share = np.float32(xb - xa)
                if end[i] > start[i]:
                    share *= np.float32(busy[i]) / np.float32(end[i] - start[i])
                urgent = kind >= HIT
                if a == b or xb == np.float64(b):
                    if a >= 0:
                        _add(cover, strong, a, max(share, _LEAST_COVER), fill, urgent)
                        left, right = min(left, a), max(right, a + 1)
                else:
                    before = np.float32((np.float64(b) - xa) / (xb - xa))
                    if a >= 0:
                        part_a = max(share * before, _LEAST_COVER)
                        _add(cover, strong, a, part_a, fill, urgent)
                        left, right = min(left, a), max(right, a + 1)
                    if b < width:
                        part_b = max(share * (np.float32(1.0) - before), _LEAST_COVER)
                        _add(cover, strong, b, part_b, fill, urgent)
                        left, right = min(left, b), max(right, b + 1)
            else:
                a = np.int64(max(np.floor(xa + 0.5), 0.0))
                b = np.int64(min(np.floor(xb + 0.5), np.float64(width)))
                if b <= a:
                    a = min(a, width - 1)
                    b = a + 1
                mark = _SOLID
                if kind == UNKNOWN:
                    mark = _HATCHED
                elif kind == STRIPED:
                    mark = _STRIPES
                for x in range(np.uint64(a), np.uint64(b)):
                    line[x] = fill
                    solid[x] = mark
                if b - a > 3 and xb <= width:
                    line[b - 1] = edges[kind, category[box[i]]]
                left, right = min(left, a), max(right, b)
                tall = bottom[row] - top[row] >= least_height
                if tall and b - a >= least_width and named < len(labels):
                    labels[named, 0] = box[i]
                    labels[named, 1] = a
                    labels[named, 2] = b
                    labels[named, 3] = top[row]
                    labels[named, 4] = bottom[row]
                    named += 1
            i += 1
        if right > left:
            _flush(image, ya, yb, line, solid, cover, strong, left, right, stroke, ground)
    return named


class Raster:
    """Draws rows of boxes into pictures, with scratch lines of its own; one for each thread."""

    def __init__(self, most_labels: int = 20_000) -> None:
        self._labels = np.zeros((most_labels, 5), np.int32)
        self._fit(1)

    def _fit(self, width: int) -> None:
        self._line = np.zeros(width, np.uint32)
        self._solid = np.zeros(width, np.uint8)
        self._cover = np.zeros((4, width), np.float32)
        self._strong = np.zeros(width, np.uint32)

    def draw(
        self,
        image: NDArray[np.uint32],
        level: Level,
        looks: tuple[NDArray[np.uint8], NDArray[np.uint8]],
        colours: tuple[NDArray[np.uint32], NDArray[np.uint32]],
        rows: tuple[NDArray[np.int32], NDArray[np.int32]],
        window: tuple[int, float, float],
        least: tuple[int, int],
    ) -> NDArray[np.int32]:
        """Draw a level's boxes over `image` (uint32, height x width, 0xffRRGGBB).

        looks: category, state (uint8 by box). colours: fills, edges (uint32, STATES x categories).
        rows: top, bottom (int32 by row, device pixels). window: base (int), offset, scale, so that
        time t is at ``(t - base) * scale - offset``. Returns the places of labels, int32 (n, 5):
        box, x from, x to, y from, y to, of boxes at least `least` (width, height) large.
        """
        if len(self._line) != image.shape[1]:
            self._fit(image.shape[1])
        found = _draw_rows(
            level.first,
            level.start,
            level.end,
            level.busy,
            level.box,
            looks[0],
            looks[1],
            colours[0],
            colours[1],
            rows[0],
            rows[1],
            window[0],
            window[1],
            window[2],
            image,
            self._line,
            self._solid,
            self._cover,
            self._strong,
            self._labels,
            least[0],
            least[1],
        )
        return self._labels[:found].copy()
