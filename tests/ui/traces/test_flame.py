"""The flame graph: widths are time, a click chooses the operation, search, zoom, chosen traces."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from perfview.kernels import raster
from perfview.ui.traces.flame import FlameView
from perfview.ui.traces.flame_scene import ALL
from tests.traces.building import Recording
from tests.ui.traces.showing import document


@pytest.fixture
def view(qtbot):
    made = FlameView(document())
    qtbot.addWidget(made)
    made.resize(1000, 400)
    made.show()
    made.settle()
    return made


def call_named(view, name):
    scene = view.scene
    names = [scene.name_of(int(o)) for o in scene.tree.operation]
    return names.index(name)


def click(view, call, button=QTest.mouseClick):
    layer, box = view.canvas.scene.find({call})[0]
    place = view.canvas.scene.place(layer, box, view.canvas.viewport)
    button(view.canvas, Qt.MouseButton.LeftButton, pos=place.center().toPoint())


def test_boxes_lie_within_their_parents_and_are_as_wide_as_their_time(view):
    tree = view.scene.tree
    for call in range(len(tree.parent)):
        parent = int(tree.parent[call])
        if parent >= 0:
            assert tree.start_ns[parent] <= tree.start_ns[call]
            ends = tree.start_ns + tree.width_ns
            assert ends[call] <= ends[parent]
    root = call_named(view, "GET /orders")
    assert tree.total_ns[root] == 300_000_000
    assert view.scene.end_ns == 300_000_000


def test_hovering_tells_count_total_self_and_share(view):
    tip = view.scene.tip(call_named(view, "list"))
    assert tip.title == "list"
    assert tip.place == "shop"
    assert dict(tip.rows)["calls"] == "3"
    assert dict(tip.rows)["share of all"] == "80\u202f%"
    assert len(tip.rows) <= 4


def test_a_click_chooses_the_operation_and_the_arrows_walk(view):
    selection = view.document.selection
    click(view, call_named(view, "list"))
    study = view.study
    assert study.operations.names[selection.focus.operation] == "list"
    QTest.keyClick(view.canvas, Qt.Key.Key_Down)
    assert view.scene.name_of(selection.focus.operation) == "SELECT items"
    QTest.keyClick(view.canvas, Qt.Key.Key_Up)
    QTest.keyClick(view.canvas, Qt.Key.Key_Up)
    assert view.scene.name_of(selection.focus.operation) == "GET /orders"


def test_zoom_into_a_call_and_out_again(view, qtbot):
    click(view, call_named(view, "SELECT items"), QTest.mouseDClick)
    qtbot.waitUntil(lambda: view.canvas.stretch.width < 190_000_000)
    QTest.keyClick(view.canvas, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: view.canvas.stretch.width == 300_000_000)


def test_search_marks_matches_in_yellow(view):
    assert view.find("select") == 1
    boxes = view.canvas.scene.layers[0].boxes
    hits = boxes.item[boxes.state == raster.HIT]
    assert hits.tolist() == [call_named(view, "SELECT items")]
    view.find_next()
    assert view.call == hits[0]
    assert view.find("shop") == 2
    assert view.find("") == 0
    assert not (view.canvas.scene.layers[0].boxes.state == raster.HIT).any()


def test_chosen_traces_only(view, qtbot):
    view.document.selection.change(None, groups=np.array([1], np.int32))
    qtbot.waitUntil(lambda: view.scene.end_ns == 100_000_000)
    view.document.selection.change(None, groups=np.zeros(0, np.int32))
    qtbot.waitUntil(lambda: view.scene.end_ns == 300_000_000)


def test_it_follows_an_operation_chosen_elsewhere(view):
    operation = int(view.scene.tree.operation[call_named(view, "SELECT items")])
    view.document.selection.change(None, operation=operation)
    assert view.call == call_named(view, "SELECT items")
    view.document.selection.clear()
    assert view.call == ALL


def test_nothing_to_fold(qtbot):
    for recording in (Recording(), zero_length()):
        view = FlameView(document(recording))
        qtbot.addWidget(view)
        view.settle()
        view.fit()
        assert not view.grab().isNull()


def zero_length():
    made = Recording()
    made.span(0, 0, "tick")
    return made
