"""Short texts from an atlas of coverage masks onto a picture, cut with an ellipsis where needed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel, part
from perfview.kernels.raster import blend

_LEAST_LETTERS = 2


@part
def _stamp(image, atlas, from_x, width, x, y, ink, strength):  # type: ignore[no-untyped-def]
    """Blend columns from_x .. from_x + width of the atlas onto the image at x, y, clipped."""
    rows, columns = image.shape
    for dy in range(atlas.shape[0]):
        py = y + dy
        if py < 0 or py >= rows:
            continue
        for dx in range(max(0, -x), min(width, columns - x)):
            cover = atlas[dy, from_x + dx]
            if cover:
                share = np.float32(cover) * strength
                image[py, x + dx] = blend(ink, image[py, x + dx], share)


@part
def _letters_that_fit(places, begin, end, room):  # type: ignore[no-untyped-def]
    """How many letters end at or before `room`; places[begin + k] is where letter k ends."""
    count = 0
    while begin + count < end and places[begin + count] <= room:
        count += 1
    return count


@kernel(
    "int64(int32[:, ::1], uint32[::1], uint8[:, ::1], int32[:, ::1], int32[::1], int32,"
    "int64, int64, uint32[:, ::1])"
)
def _draw_texts(items, inks, atlas, entries, places, ellipsis, margin, gap, image):  # type: ignore[no-untyped-def]
    """Write items onto the image; returns how many were written.

    items int32 (n, 6): entry, entry of a note written after it when both fit (-1 none), x from,
    x to, y from, y to of the room. inks uint32 (n). atlas uint8 (height, any): masks side by side;
    entries int32 (k, 4): first column, width, first and last + 1 index into `places` (right ends of
    its letters). A text that does not fit keeps at least two letters and ends in the entry
    `ellipsis`, or is left out.
    """
    full = np.float32(1.0 / 255.0)
    soft = np.float32(0.75 / 255.0)
    written = 0
    for i in range(len(items)):
        entry = items[i, 0]
        room = items[i, 3] - items[i, 2] - 2 * margin
        x = items[i, 2] + margin
        y = items[i, 4] + (items[i, 5] - items[i, 4] - atlas.shape[0] + 1) // 2
        width = entries[entry, 1]
        if width <= room:
            _stamp(image, atlas, entries[entry, 0], width, x, y, inks[i], full)
            note = items[i, 1]
            if note >= 0 and width + gap + entries[note, 1] <= room:
                at = x + width + gap
                _stamp(image, atlas, entries[note, 0], entries[note, 1], at, y, inks[i], soft)
            written += 1
            continue
        begin, end = entries[entry, 2], entries[entry, 3]
        kept = _letters_that_fit(places, begin, end, room - entries[ellipsis, 1])
        if kept < _LEAST_LETTERS:
            continue
        cut = places[begin + kept - 1]
        _stamp(image, atlas, entries[entry, 0], cut, x, y, inks[i], full)
        dots = entries[ellipsis, 0]
        _stamp(image, atlas, dots, entries[ellipsis, 1], x + cut, y, inks[i], full)
        written += 1
    return written


def draw_texts(
    image: NDArray[np.uint32],
    items: NDArray[np.int32],
    inks: NDArray[np.uint32],
    atlas: tuple[NDArray[np.uint8], NDArray[np.int32], NDArray[np.int32], int],
    margin: int,
    gap: int,
) -> int:
    """Write texts onto a picture; returns how many found room.

    items int32 (n, 6): entry, entry of its note (-1 none), x from, x to, y from, y to; inks uint32
    (n). atlas: masks, entries, places of letters, and the entry of the ellipsis. `margin` is kept
    free at both ends, `gap` between a text and its note; device pixels.
    """
    mask, entries, places, ellipsis = atlas
    return int(
        _draw_texts(items, inks, mask, entries, places, np.int32(ellipsis), margin, gap, image)
    )
