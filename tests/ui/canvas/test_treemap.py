"""Treemaps on a canvas: what is where, what is drawn, words, shapes."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QPointF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from perfview.kernels import raster
from perfview.ui.canvas.colours import packed
from perfview.ui.canvas.stretch import Stretch
from perfview.ui.canvas.tiles import Tiles
from perfview.ui.canvas.treemap import STRENGTH, TreemapScene
from perfview.ui.canvas.treemap_canvas import TreemapCanvas
from perfview.ui.theme import theme
from perfview.ui.theme.colours import mix

NAMES = ["all", "src", "lib", "a.ts", "b.ts", "lodash"]


def tiles(**parts):
    """``all`` holds ``src`` (a.ts, b.ts) and ``lib`` (lodash)."""
    return Tiles(
        np.array([1, 3, 5, 6, 6, 6, 6], np.int64),
        np.array([100.0, 60.0, 40.0, 40.0, 20.0, 40.0]),
        np.array([8, 0, 1, 0, 0, 1], np.uint8),
        np.zeros(6, np.uint8),
        NAMES.__getitem__,
        lambda box: f"{box} kB",
        **parts,
    )


@pytest.fixture
def canvas(qtbot):
    made = TreemapCanvas()
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    made.show_scene(TreemapScene(tiles()))
    return made


def middle(canvas, box):
    layer, index = canvas.scene.find({box})[0]
    return canvas.scene.place(layer, index, canvas.viewport).center()


def pixel(canvas, box):
    canvas.raster()
    place = middle(canvas, box)
    return int(canvas._pixels[round(place.y()), round(place.x())])


def test_the_innermost_box_is_hit_and_headers_are_of_what_is_in_them(canvas):
    for box in (3, 4, 5):
        place = middle(canvas, box)
        assert canvas.scene.hit(place.x(), place.y(), canvas.viewport).item == box
    assert canvas.scene.hit(3.0, 3.0, canvas.viewport).item == 0
    assert canvas.scene.hit(700.0, 3.0, canvas.viewport) is None
    assert canvas.scene.find({99}) == []


def test_boxes_are_weakened_and_what_a_finding_is_about_is_not(canvas):
    wearing = theme.current()
    quiet = packed(mix(wearing.cat[0], wearing.canvas, STRENGTH))
    assert pixel(canvas, 3) == quiet
    canvas.scene.tiles.loud = np.arange(6) == 3
    canvas.redraw()
    assert pixel(canvas, 3) == packed(wearing.cat[0])
    assert pixel(canvas, 4) == quiet


def test_found_boxes_have_the_colour_of_finding_and_hidden_ones_are_not_there(canvas):
    canvas.scene.tiles.state = np.array([0, 0, 0, raster.HIT, 0, raster.HIDDEN], np.uint8)
    canvas.redraw()
    assert pixel(canvas, 3) == packed(theme.current().find)
    place = middle(canvas, 5)
    assert canvas.scene.hit(place.x(), place.y(), canvas.viewport).item == 2


def test_names_are_written(canvas):
    canvas.raster()
    with_names = canvas._pixels.copy()
    nameless = tiles()
    nameless.text = lambda _box: ""
    canvas.show_scene(TreemapScene(nameless))
    canvas.raster()
    assert (with_names != canvas._pixels).any()


def test_zooming_goes_in_and_out_and_nothing_pans(canvas):
    told = []
    canvas.gone_in.connect(lambda hit: told.append("in"))
    canvas.gone_out.connect(lambda: told.append("out"))
    canvas.zoom(0.8)
    canvas.zoom(0.8)
    assert told == ["in"]
    canvas._since.invalidate()
    canvas.zoom(1.3)
    assert told == ["in", "out"]
    before = canvas.stretch
    canvas.pan(50)
    assert canvas.stretch == before == Stretch.between(0, 1)


def test_it_is_laid_out_anew_when_its_size_changes(canvas):
    before = middle(canvas, 5)
    canvas.resize(300, 200)
    assert middle(canvas, 5) != before
    assert canvas.scene.places(300, 200)[0].tolist() == [0, 0, 300, 200]


def test_shapes_and_letters_go_into_vectors(canvas):
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(canvas.size())
    canvas.draws_shapes = True
    painter = QPainter(generator)
    canvas.render(painter, QPointF(0, 0).toPoint())
    painter.end()
    written = bytes(QByteArray(buffer.data()).data()).decode()
    assert "lodash" in written
    assert "<image" not in written


def test_a_picture_can_be_taken(canvas):
    image = canvas.grab().toImage()
    assert image.format() != QImage.Format.Format_Invalid
    assert image.width() == 600
