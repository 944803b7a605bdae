"""Rings in pixels: pieces where they belong, ground between them, nothing beyond."""

from __future__ import annotations

import math

import numpy as np
import pytest

from perfview.kernels.raster import HATCH
from perfview.kernels.rings import Band, disc, draw_rings

GROUND, RED, BLUE, WHITE = 0xFF102030, 0xFFFF0000, 0xFF0000FF, 0xFFFFFFFF
SIDE = 200


def drawn(pieces, hatched=None, corner=(0, 0), size=(SIDE, SIDE)):
    """`pieces`: rings of (start, stop, colour)."""
    every = [piece for ring in pieces for piece in ring]
    first = np.cumsum([0, *(len(ring) for ring in pieces)]).astype(np.int64)
    band = Band(
        first,
        np.array([p[0] for p in every], np.float64),
        np.array([p[1] for p in every], np.float64),
        np.array([p[2] for p in every], np.uint32),
        np.array(hatched or [0] * len(every), np.uint8),
    )
    image = np.full(size, GROUND, np.uint32)
    draw_rings(image, corner, disc(SIDE), (30.0, 30.0, 1.0), band, (WHITE, 1.0))
    return image


def at(image, turn, radius, corner=(0, 0)):
    angle = turn * 2 * math.pi
    x = SIDE / 2 + radius * math.sin(angle) + corner[0]
    y = SIDE / 2 - radius * math.cos(angle) + corner[1]
    return int(image[int(y), int(x)])


def test_pieces_run_clockwise_from_the_top():
    image = drawn([[(0.0, 0.25, RED), (0.25, 1.0, BLUE)], [(0.5, 0.75, RED)]])
    assert at(image, 0.125, 45) == RED
    assert at(image, 0.5, 45) == at(image, 0.9, 45) == BLUE
    assert at(image, 0.6, 75) == RED
    assert at(image, 0.2, 75) == at(image, 0.8, 75) == GROUND


def test_middle_and_corners_stay_as_they_are():
    image = drawn([[(0.0, 1.0, RED)]])
    assert at(image, 0.3, 10) == GROUND
    assert image[0, 0] == image[-1, -1] == GROUND
    assert at(image, 0.3, 97) == GROUND


def test_the_ground_shows_between_rings_and_pieces():
    image = drawn([[(0.0, 0.5, RED), (0.5, 1.0, RED)], [(0.0, 1.0, RED)]])
    below = image[SIDE // 2 + 31 : SIDE // 2 + 58, SIDE // 2 - 3 : SIDE // 2 + 3]
    assert (below != RED).any(axis=1).all()
    beside = image[SIDE // 2 + 5, SIDE // 2 + 31 : SIDE // 2 + 88]
    assert (beside != RED).any()


def test_pieces_too_narrow_for_a_pixel_are_their_mean():
    count = 4000
    turns = np.arange(count + 1) / count
    pieces = [(turns[i], turns[i + 1], RED if i % 2 else BLUE) for i in range(count)]
    found = at(drawn([pieces]), 0.3, 45)
    assert (found >> 16) & 255 == pytest.approx(127, abs=40)
    assert found & 255 == pytest.approx(127, abs=40)
    assert (found >> 8) & 255 == 0


def test_hatched_pieces_bear_diagonals():
    image = drawn([[(0.0, 1.0, RED)]], hatched=[1])
    inside = [(y, x) for y in range(98, 103) for x in range(140, 150)]
    assert all((image[y, x] == WHITE) == ((x + y) % HATCH == 0) for y, x in inside)


def test_the_square_may_lie_anywhere_in_the_picture():
    image = drawn([[(0.0, 1.0, RED)]], corner=(50, 20), size=(240, 300))
    assert at(image, 0.3, 45, (50, 20)) == RED
    assert (image[:20] == GROUND).all()
    assert (image[:, :50] == GROUND).all()
