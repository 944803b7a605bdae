"""Rings of a sunburst onto a picture: each ring first as a line of colours all around, summed up so
that a pixel's share of it is one difference, then bent.

Sums along a line make a box filter of any width cost the same: Crow, “Summed-Area Tables for
Texture Mapping”, 1984.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel
from perfview.kernels.raster import HATCH, blend

_BINS = 1 << 14
_PAD = 1 << 9
"""Bins that are there twice, before the beginning and after the end of a turn."""
_HALF_A_PIXEL = 0.25 / np.pi
"""Of a turn, at a radius of one pixel."""
_NARROW = 2.5
"""Pieces that are not so many lines wide have no line at their end."""


@kernel(
    "void(int64[::1], float64[::1], float64[::1], uint32[::1], float64[::1],"
    "float32[:, :, ::1], int32[:, ::1], int64, int64, float64)",
    _nrt=False,
)
def _lay(first, start, stop, colour, gap, table, owner, bins, pad, narrow):  # type: ignore[no-untyped-def]
    full = np.float32(1.0)
    for ring in range(first.size - 1):
        for i in range(first[ring], first[ring + 1]):
            a, b = start[i] * bins, stop[i] * bins
            line = gap[ring] * bins
            if b - a >= narrow * line:
                b -= line
            low, high = np.int64(a), min(np.int64(np.ceil(b)), bins)
            red = np.float32((colour[i] >> np.uint32(16)) & np.uint32(255))
            green = np.float32((colour[i] >> np.uint32(8)) & np.uint32(255))
            blue = np.float32(colour[i] & np.uint32(255))
            for k in range(low, high):
                share = np.float32(min(b, k + 1.0) - max(a, np.float64(k)))
                table[ring, pad + k, 0] += red * share
                table[ring, pad + k, 1] += green * share
                table[ring, pad + k, 2] += blue * share
                table[ring, pad + k, 3] += share
                owner[ring, pad + k] = i + 1 if share >= full else 0
        for k in range(pad):
            owner[ring, k] = owner[ring, bins + k]
            owner[ring, pad + bins + k] = owner[ring, pad + k]
        for channel in range(4):
            for k in range(pad):
                table[ring, k, channel] = table[ring, bins + k, channel]
                table[ring, pad + bins + k, channel] = table[ring, pad + k, channel]
            total = np.float32(0.0)
            for k in range(bins + 2 * pad):
                value = table[ring, k, channel]
                table[ring, k, channel] = total
                total += value
            table[ring, bins + 2 * pad, channel] = total


@kernel(
    "void(uint32[:, ::1], int64, int64, float32[:, ::1], float32[:, ::1], float32, float32,"
    "float32[:, :, ::1], int32[:, ::1], uint32[::1], uint8[::1], float32, uint32, float32,"
    "int64, int64)",
    _nrt=False,
)
def _bend(
    image,
    x0,
    y0,
    radius,
    turn,
    inner,
    wide,
    table,
    owner,
    colour,
    hatched,
    gap,
    stroke,
    strength,
    bins,
    pad,
):  # type: ignore[no-untyped-def]
    rings, ahead = np.uint64(table.shape[0]), np.float32(pad)
    half, most, most_cover = np.float32(0.5), np.float32(255.0), np.float32(1.0)
    per_wide = np.float32(1.0) / wide
    arc = np.float32(bins) * np.float32(_HALF_A_PIXEL)
    for y in range(np.uint64(radius.shape[0])):
        for x in range(np.uint64(radius.shape[1])):
            r = radius[y, x]
            if r < inner - half:
                continue
            ring = np.uint64(max((r - inner) * per_wide, np.float32(0.0)))
            if ring >= rings:
                continue
            low = inner + np.float32(ring) * wide
            cover = min(r - low, low + wide - gap - r) + half
            if cover <= np.float32(0.0):
                continue
            cover = min(cover, np.float32(1.0))
            at = turn[y, x] * np.float32(bins)
            reach = arc / r
            a = np.uint64(at - reach + half + ahead)
            b = max(np.uint64(at + reach + half + ahead), a + np.uint64(1))
            n = np.float32(b - a)
            py, px = np.uint64(y0) + y, np.uint64(x0) + x
            piece = owner[ring, a]
            if piece > 0 and piece == owner[ring, b - np.uint64(1)]:
                mean = colour[piece - 1]
                if hatched[piece - 1] and (px + py) % np.uint64(HATCH) == 0:
                    mean = blend(stroke, mean, strength)
                image[py, px] = mean if cover >= most_cover else blend(mean, image[py, px], cover)
                continue
            share = (table[ring, b, 3] - table[ring, a, 3]) / n
            if share <= np.float32(0.004):
                continue
            part = np.float32(1.0) / (share * n)
            # Sums of so many are not exact: no channel may run over into the next.
            red = min((table[ring, b, 0] - table[ring, a, 0]) * part, most)
            green = min((table[ring, b, 1] - table[ring, a, 1]) * part, most)
            blue = min((table[ring, b, 2] - table[ring, a, 2]) * part, most)
            mean = (
                np.uint32(0xFF000000)
                | (np.uint32(red) << np.uint32(16))
                | (np.uint32(green) << np.uint32(8))
                | np.uint32(blue)
            )
            image[py, px] = blend(mean, image[py, px], min(share, np.float32(1.0)) * cover)


@kernel("void(float32[:, ::1], float32[:, ::1], float64)", _nrt=False)
def _measure(radius, turn, middle):  # type: ignore[no-untyped-def]
    for y in range(radius.shape[0]):
        for x in range(radius.shape[1]):
            across, down = x + 0.5 - middle, y + 0.5 - middle
            radius[y, x] = np.float32(np.sqrt(across * across + down * down))
            share = np.arctan2(across, -down) / (2.0 * np.pi)
            turn[y, x] = np.float32(share if share >= 0.0 else share + 1.0)


class Disc(NamedTuple):
    """Of every pixel of a square, float32 (side, side): how far it is from the middle, pixels, and
    in which direction, turns from the top, clockwise."""

    radius: NDArray[np.float32]
    turn: NDArray[np.float32]


def disc(side: int) -> Disc:
    """The disc in a square of so many pixels."""
    found = Disc(np.zeros((side, side), np.float32), np.zeros((side, side), np.float32))
    _measure(found.radius, found.turn, side / 2.0)
    return found


class Band(NamedTuple):
    """Pieces ring by ring: first int64 (n + 1): ring i has pieces first[i]:first[i + 1]; start,
    stop float64: where they are, turns 0-1, in order, not overlapping; colour uint32 0xffRRGGBB;
    hatched uint8."""

    first: NDArray[np.int64]
    start: NDArray[np.float64]
    stop: NDArray[np.float64]
    colour: NDArray[np.uint32]
    hatched: NDArray[np.uint8]


def draw_rings(
    image: NDArray[np.uint32],
    corner: tuple[int, int],
    place: Disc,
    sizes: tuple[float, float, float],
    band: Band,
    hatching: tuple[int, float],
) -> None:
    """Draw rings over `image` (uint32, 0xffRRGGBB); the square of `place` lies wholly in it, with
    its corner at (x, y). sizes: pixels within the first ring, of a ring, and of the lines between
    pieces, where the ground shows. hatching: colour and strength (0-1) of diagonals."""
    inner, wide, gap = sizes
    rings = len(band.first) - 1
    table = np.zeros((rings, _BINS + 2 * _PAD + 1, 4), np.float32)
    owner = np.zeros((rings, _BINS + 2 * _PAD), np.int32)
    middles = inner + wide * (np.arange(rings) + 0.5)
    lines = gap / (2.0 * np.pi * middles)
    edges = (band.first, band.start, band.stop, band.colour)
    _lay(*edges, lines, table, owner, _BINS, _PAD, _NARROW)
    _bend(
        image,
        *corner,
        *place,
        np.float32(inner),
        np.float32(wide),
        table,
        owner,
        band.colour,
        band.hatched,
        np.float32(gap),
        np.uint32(hatching[0]),
        np.float32(hatching[1]),
        _BINS,
        _PAD,
    )
