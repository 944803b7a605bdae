"""Stacked areas: who owns which part of a column."""

from __future__ import annotations

import numpy as np

from perfview.kernels.stacked_areas import stacked_areas

RED, BLUE, GROUND = (200.0, 0.0, 0.0), (0.0, 0.0, 100.0), (10.0, 20.0, 30.0)
FILLS = np.array([RED, BLUE])


def painted(*columns: tuple[float, float], rows: int = 4) -> list[list[tuple[int, ...]]]:
    """Each column's pixels from the ground up as (alpha, red, green, blue)."""
    heights = np.array(columns)
    wanted = heights[:, 0] >= 0
    pixels = stacked_areas(heights, wanted, rows, FILLS, np.array(GROUND))
    split = [[tuple(int(p >> s & 255) for s in (24, 16, 8, 0)) for p in line] for line in pixels]
    return [[line[x] for line in split[::-1]] for x in range(len(columns))]


def test_areas_stand_on_one_another() -> None:
    assert painted((0.5, 0.25)) == [
        [(255, 200, 0, 0), (255, 200, 0, 0), (255, 0, 0, 100), (255, 10, 20, 30)]
    ]


def test_an_edge_within_a_pixel_is_a_mixture() -> None:
    (column,) = painted((0.125, 0.125))
    assert column[0] == (255, 100, 0, 50)
    assert column[1] == (255, 10, 20, 30)
    assert painted((0.125, 0.0))[0][0] == (255, 105, 10, 15)


def test_what_goes_beyond_the_top_is_cut_off() -> None:
    assert painted((0.75, 0.75))[0] == [(255, 200, 0, 0)] * 3 + [(255, 0, 0, 100)]
    assert painted((2.0, 1.0))[0] == [(255, 200, 0, 0)] * 4


def test_columns_that_are_not_wanted_stay_clear() -> None:
    assert painted((-1.0, 0.0), (0.0, 1.0)) == [[(0, 0, 0, 0)] * 4, [(255, 0, 0, 100)] * 4]
