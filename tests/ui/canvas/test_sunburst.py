"""Rings on a canvas: what is where, how many there are, words, outlines."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from perfview.ui.canvas.colours import packed
from perfview.ui.canvas.sunburst import SunburstScene
from perfview.ui.canvas.sunburst_canvas import SunburstCanvas
from perfview.ui.canvas.tiles import Tiles
from perfview.ui.theme import theme

NAMES = ["all", "src", "lib", "a.ts", "b.ts", "lodash"]


def scene(weight=(100.0, 60.0, 40.0, 40.0, 20.0, 40.0), text=NAMES.__getitem__):
    tiles = Tiles(
        np.array([1, 3, 5, 6, 6, 6, 6], np.int64),
        np.array(weight),
        np.array([8, 0, 1, 0, 0, 1], np.uint8),
        np.zeros(6, np.uint8),
        text,
    )
    start = np.array([0.0, 0.0, weight[1], 0.0, weight[3], weight[1]])
    return SunburstScene(tiles, np.array([0, 1, 1, 2, 2, 2], np.int32), start)


@pytest.fixture
def canvas(qtbot):
    made = SunburstCanvas()
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    made.show_scene(scene())
    return made


def place_of(canvas, turn, ring):
    sizes = canvas.scene.sizes(canvas.viewport)
    low, high = sizes.ring_ends(ring)
    far, angle = low + (high - low) * 0.8, turn * 2 * math.pi
    return sizes.x + far * math.sin(angle), sizes.y - far * math.cos(angle)


@pytest.mark.parametrize(
    ("turn", "ring", "box"), [(0.3, 0, 1), (0.8, 0, 2), (0.2, 1, 3), (0.5, 1, 4), (0.99, 1, 5)]
)
def test_pieces_are_hit_and_drawn_where_they_are(canvas, turn, ring, box):
    x, y = place_of(canvas, turn, ring)
    assert canvas.scene.hit(x, y, canvas.viewport).item == box
    canvas.show_scene(scene(text=lambda _: ""))
    canvas.raster()
    category = int(canvas.scene.tiles.category[box])
    assert int(canvas._pixels[int(y), int(x)]) == packed(theme.current().cat[category])
    assert canvas.scene.outline(box, canvas.viewport).contains(QPointF(x, y))


def test_the_middle_is_everything_and_beyond_the_rim_is_nothing(canvas):
    assert canvas.scene.hit(300, 200, canvas.viewport).item == 0
    assert canvas.scene.hit(5, 5, canvas.viewport) is None
    assert canvas.scene.find({0, 5, 99}) == [
        (canvas.scene._layer, 0),
        (canvas.scene._layer, 5),
    ]


def test_rings_that_are_nearly_empty_are_not_drawn():
    assert scene().sizes(SunburstCanvas().viewport).rings >= 1
    full = scene()
    hollow = scene((100.0, 60.0, 40.0, 1.0, 1.0, 1.0))
    assert (full._worth, hollow._worth) == (2, 1)


def test_names_stand_where_they_fit(canvas):
    canvas.raster()
    named = canvas._pixels.copy()
    canvas.show_scene(scene(text=lambda _: ""))
    canvas.raster()
    assert (named != canvas._pixels).any()


def test_it_is_drawn_at_any_size(canvas):
    for size in ((20, 20), (90, 400), (700, 60)):
        canvas.resize(*size)
        canvas.redraw()
        canvas.raster()
