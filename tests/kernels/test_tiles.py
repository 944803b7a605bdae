"""Rectangles in pixels: later over earlier, clipped, with header, lines and diagonals."""

from __future__ import annotations

import numpy as np

from perfview.kernels.raster import HATCH
from perfview.kernels.tiles import draw_tiles

RED, BLACK, BLUE = 0xFFFF0000, 0xFF000000, 0xFF0000FF


def drawn(places, heads, colours, hatched, size=(20, 30), covered=None):
    image = np.full(size, 0xFFFFFFFF, np.uint32)
    draw_tiles(
        image,
        np.array(places, np.int32),
        np.array(covered or [(0, 0, 0, 0)] * len(places), np.int32),
        np.array(heads, np.int32),
        np.array(colours, np.uint32),
        np.array(hatched, np.uint8),
        1.0,
    )
    return image


def test_a_box_has_a_header_and_a_line_at_its_right_and_below():
    image = drawn([(2, 3, 12, 13)], [4], [(RED, BLACK, BLUE)], [0])
    assert (image[3:7, 2:11] == BLUE).all()
    assert (image[7:12, 2:11] == RED).all()
    assert (image[3:13, 11] == BLACK).all()
    assert (image[12, 2:12] == BLACK).all()
    assert (image[:3] == 0xFFFFFFFF).all()
    assert (image[13:] == 0xFFFFFFFF).all()


def test_what_lies_outside_is_clipped_and_later_boxes_lie_over_earlier_ones():
    places = [(-5, -5, 40, 40), (10, 5, 50, 8)]
    image = drawn(places, [0, 0], [(RED, BLACK, RED), (BLUE, BLACK, BLUE)], [0, 0])
    assert (image[5:7, 10:] == BLUE).all()
    assert (image[8:] == RED).all()


def test_diagonals_stand_where_those_of_the_raster_do():
    image = drawn([(3, 2, 28, 19)], [0], [(RED, BLACK, RED)], [1])
    for y in range(2, 18):
        for x in range(3, 27):
            assert image[y, x] == (BLACK if (x + y) % HATCH == 0 else RED)


def test_what_later_boxes_cover_is_left_alone():
    covered = [(5, 8, 10, 11)]
    for hatched in (0, 1):
        image = drawn([(2, 3, 12, 13)], [4], [(RED, BLACK, BLUE)], [hatched], covered=covered)
        whole = drawn([(2, 3, 12, 13)], [4], [(RED, BLACK, BLUE)], [hatched])
        assert (image[8:11, 5:10] == 0xFFFFFFFF).all()
        image[8:11, 5:10] = whole[8:11, 5:10]
        assert (image == whole).all()


def test_what_is_covered_may_lie_outside():
    whole = drawn([(-5, -5, 12, 13)], [4], [(RED, BLACK, BLUE)], [0])
    image = drawn([(-5, -5, 12, 13)], [4], [(RED, BLACK, BLUE)], [0], covered=[(-9, -9, 40, 2)])
    assert (image[:2, :11] == 0xFFFFFFFF).all()
    assert (image[2:] == whole[2:]).all()
