"""The flame graph: widths are weights, a click chooses the function, search, zoom, callers."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from perfview.kernels import raster
from perfview.profiles.transforms.transform import Change, Transform
from perfview.ui.profiles.flame import FlameView
from perfview.ui.profiles.icicle.scene import ALL
from tests.ui.profiles.showing import document, function, study

MS = 1_000_000


@pytest.fixture
def view(qtbot):
    made = FlameView(document())
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.settle()
    return made


def path_named(view, *names):
    """The path with these functions on its way."""
    shape, path = view.picture.scene.tree.shape, -1
    for name in names:
        wanted = function(view.study, name)
        path = int(np.flatnonzero((shape.parent == path) & (shape.function == wanted))[0])
    return path


def click(view, path, do=QTest.mouseClick, button=Qt.MouseButton.LeftButton):
    canvas = view.picture.canvas
    layer, box = canvas.scene.find({path})[0]
    place = canvas.scene.place(layer, box, canvas.viewport)
    do(canvas, button, pos=place.center().toPoint())


def test_boxes_are_as_wide_as_their_weight_and_lie_within_their_parents(view):
    scene = view.picture.scene
    assert scene.whole == 16 * MS
    shape = scene.tree.shape
    for path in range(len(shape)):
        parent = int(shape.parent[path])
        if parent >= 0:
            assert scene.start[parent] <= scene.start[path]
            assert scene.stop[path] <= scene.stop[parent]
        width = (scene.stop[path] - scene.start[path]) / scene.scale
        assert width == pytest.approx(scene.tree.total[path])


def test_a_click_chooses_the_function_and_its_path_everywhere(view):
    load = path_named(view, "main", "handle", "load")
    click(view, load)
    focus = view.document.selection.focus
    assert focus.operation == function(view.study, "load")
    assert view.study.shape.of_stack[focus.row] == load
    assert view.panel.isVisible()
    click(view, ALL)
    assert view.document.selection.focus.operation == -1
    assert not view.panel.isVisible()


def test_a_function_chosen_elsewhere_is_pointed_at(view):
    walk = function(view.study, "walk")
    view.document.selection.change(None, operation=walk)
    assert view.picture.scene.tree.shape.function[view.picture.path] == walk


def test_a_double_click_zooms_in_and_escape_goes_out_again(view, qtbot):
    canvas = view.picture.canvas
    click(view, path_named(view, "main", "walk"), QTest.mouseDClick)
    qtbot.waitUntil(lambda: canvas.stretch.width == pytest.approx(canvas.bounds[1] / 4, rel=0.01))
    canvas.escaped.emit()
    qtbot.waitUntil(lambda: canvas.stretch.width == canvas.bounds[1])


def test_search_marks_every_place_and_walks_through_them(view):
    assert view.find("walk") == 3
    boxes = view.picture.scene.layers[0].boxes
    hits = boxes.state == raster.HIT
    assert {view.study.name_of(int(f)) for f in boxes.label[hits]} == {"walk"}
    view.find_next()
    assert view.document.selection.focus.operation == function(view.study, "walk")
    assert view.find("nothing like it") == 0


def test_callers_stand_the_tree_on_its_head(view, qtbot):
    view._order.choose(1)
    view.settle()
    tree = view.picture.scene.tree
    roots = {view.study.name_of(int(f)) for f in tree.shape.function[tree.shape.parent < 0]}
    assert roots == {"loads", "render", "idle_work", "load", "walk"}
    assert tree.whole == 16 * MS


def test_a_transform_changes_the_picture(view):
    loads = function(view.study, "loads")
    view.holder.apply(Transform(Change.DROP_FUNCTION, loads))
    view.settle()
    assert view.picture.scene.whole == 10 * MS


def test_what_is_collected_is_hatched_and_libraries_recede(qtbot):
    made = document(study("main 3", "main;(garbage collector) 2"))
    view = FlameView(made)
    qtbot.addWidget(view)
    view.settle()
    boxes = view.picture.scene.layers[0].boxes
    collector = function(made.opened.study, "(garbage collector)")
    assert set(boxes.state[boxes.label == collector]) == {raster.UNKNOWN}
    view.picture.dim_libraries(True)
    boxes = view.picture.scene.layers[0].boxes
    assert set(boxes.state[boxes.label == function(made.opened.study, "main")]) == {raster.NORMAL}


def test_a_profile_without_stacks_says_so(qtbot):
    view = FlameView(document(study("")))
    qtbot.addWidget(view)
    assert view.picture.scene is None
    assert view.find("x") == 0


def test_arrow_keys_walk_through_calls(view):
    view.picture.canvas.setFocus()
    click(view, path_named(view, "main", "handle"))
    QTest.keyClick(view.picture.canvas, Qt.Key.Key_Down)
    assert view.document.selection.focus.operation == function(view.study, "load")
    QTest.keyClick(view.picture.canvas, Qt.Key.Key_Right)
    assert view.document.selection.focus.operation == function(view.study, "render")
    QTest.keyClick(view.picture.canvas, Qt.Key.Key_Up)
    assert view.document.selection.focus.operation == function(view.study, "handle")


def test_looks_change_without_laying_boxes_out_anew(view):

    scene = view.picture.scene
    view.picture.dim_libraries(True)
    assert view.find("walk") == 3
    assert view.picture.scene is scene
    boxes = scene.layers[0].boxes
    walk = function(view.study, "walk")
    assert (boxes.state[boxes.label == walk] == raster.HIT).all()
    loads = boxes.label == function(view.study, "loads")
    assert (boxes.state[loads] == raster.DIM).all()
    assert boxes.state[boxes.label == ALL].tolist() == [raster.NORMAL]
    view.picture.dim_libraries(False)
    view.find("")
    assert set(boxes.state.tolist()) == {raster.NORMAL}


def evidence_of(view, name):
    """The recorded stacks with a function on top, as evidence about it."""
    wanted = function(view.study, name)
    rows = np.flatnonzero(view.study.function == wanted).astype(np.int32)
    return {"rows": rows, "groups": np.array([wanted], np.int32), "row": int(rows[0])}


def test_evidence_is_outlined_brought_into_sight_and_its_functions_chosen(view, qtbot):
    view.document.selection.change(None, operation=function(view.study, "walk"))
    view.document.selection.reveal(None, **evidence_of(view, "render"))
    render = path_named(view, "main", "handle", "render")
    assert view.picture.path == render
    assert render in view.picture._marked
    canvas, scene = view.picture.canvas, view.picture.scene
    qtbot.waitUntil(lambda: canvas.stretch.width < canvas.bounds[1] / 2)
    assert canvas.stretch.start <= scene.start[render]
    assert scene.stop[render] <= canvas.stretch.end
    chosen = view._list.pane.table.chosen_rows
    qtbot.waitUntil(lambda: len(view._list.pane.table.chosen_rows) == 1)
    chosen = view._list.pane.table.chosen_rows
    assert chosen.tolist() == [function(view.study, "render")]
    click(view, path_named(view, "main", "idle_work"))
    assert len(view.document.selection.focus.rows) == 0


def test_evidence_that_the_lens_leaves_out_is_told(view, qtbot, monkeypatch):
    told: list[str] = []
    monkeypatch.setattr("perfview.ui.profiles.flame.toast", lambda _, said: told.append(said))
    view.holder.apply(Transform(Change.DROP_FUNCTION, function(view.study, "render")))
    view.settle()
    view.document.selection.reveal(None, **evidence_of(view, "render"))
    qtbot.waitUntil(lambda: bool(told))
    assert "Reset all" in told[0]


def test_the_box_over_everything_is_not_named_like_the_last_function(qtbot):
    from perfview.ui.canvas.atlas import Atlas
    from perfview.ui.canvas.labels import Labels
    from perfview.ui.theme import theme

    view = FlameView(document(study("main 1")))
    qtbot.addWidget(view)
    view.settle()
    layer = view.picture.scene.layers[0]
    assert layer.boxes.label.tolist() == [ALL, 0]
    labels = Labels(layer, Atlas(theme.font(11), 1.0))
    both = np.array([[0, 0, 500, 0, 0], [1, 0, 500, 0, 0]], np.int32)
    items = labels.items(both, 1.0)
    assert items[0, 0] != items[1, 0]
