"""Treemaps in pixels: what others cover need not be drawn, and nobody can tell."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.kernels.squarifying import squarify
from perfview.kernels.tile_edges import tile_edges
from perfview.kernels.tiles import draw_tiles
from tests.kernels.test_squarifying import tree_of, trees

SIZES = {"header": 18.0, "margin": 2.0}


def edges_of(first, weight, size, ratio, top_header=18.0):
    box = squarify(first, weight, size, least=6.0, top_header=top_header, **SIZES)
    return box, tile_edges(first, weight, box, ratio, top_header=top_header, **SIZES)


@settings(max_examples=150, deadline=None)
@given(trees, st.integers(20, 300), st.integers(20, 200), st.sampled_from([1.0, 1.25, 2.0]))
def test_a_picture_is_the_same_whether_covered_pixels_are_drawn_or_not(shape, wide, tall, ratio):
    first, weight = tree_of(shape)
    _, edges = edges_of(first, weight, (float(wide), float(tall)), ratio)
    count = len(edges.shown)
    colour = (0xFF000000 + np.arange(3 * count, dtype=np.uint32).reshape(-1, 3) * 7).astype(
        np.uint32
    )
    head = np.where(edges.headed, round(18 * ratio), 0).astype(np.int32)
    hatched = (edges.shown % 3 == 0).astype(np.uint8)
    pictures = []
    for covered in (edges.covered, np.zeros_like(edges.covered)):
        image = np.zeros((round(tall * ratio), round(wide * ratio)), np.uint32)
        draw_tiles(image, edges.edges, covered, head, colour, hatched, 0.5)
        pictures.append(image)
    assert (pictures[0] == pictures[1]).all()


def test_edges_are_whole_pixels_that_neighbours_share():
    first, weight = np.array([1, 3, 3, 3], np.int64), np.array([3.0, 2.0, 1.0])
    box, edges = edges_of(first, weight, (101.0, 77.0), 2.0, top_header=2.0)
    assert edges.shown.tolist() == [0, 1, 2]
    assert edges.headed.tolist() == [True, False, False]
    assert edges.edges[0].tolist() == [0, 0, 202, 154]
    assert edges.edges[1, 2] == edges.edges[2, 0]
    assert box[1, 1] == 2.0


def test_a_box_that_weighs_more_than_what_is_in_it_is_drawn_as_a_whole():
    first, weight = np.array([1, 2, 2], np.int64), np.array([10.0, 4.0])
    _, edges = edges_of(first, weight, (100.0, 100.0), 1.0)
    assert (edges.covered == 0).all()


def test_what_has_no_pixel_is_left_out():
    first, weight = np.array([1, 3, 3, 3], np.int64), np.array([1e9, 1e9, 1e-3])
    _, edges = edges_of(first, weight, (100.0, 100.0), 1.0)
    assert edges.shown.tolist() == [0, 1]
