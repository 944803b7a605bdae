"""The timeline follows the shared selection and changes it; search, range, folding, modes."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from perfview.kernels import raster
from perfview.ui.theme import theme
from perfview.ui.traces.lanes.bar import SERVICES, TRACE
from perfview.ui.traces.lanes.lane_scene import LaneScene
from perfview.ui.traces.lanes.ridge_scene import RidgeScene
from perfview.ui.traces.lanes.waterfall_scene import WaterfallScene
from perfview.ui.traces.timeline import TimelineView
from tests.traces.building import EPOCH_NS, Recording
from tests.ui.traces.showing import document

MS = 1_000_000


@pytest.fixture
def view(qtbot):
    made = TimelineView(document())
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    made.settle()
    return made


def place_of(view, row):
    """The middle of a span's box on the canvas."""
    layer, box = view.canvas.scene.find({row})[-1]
    place = view.canvas.scene.place(layer, box, view.canvas.viewport)
    return place.center().toPoint()


def test_a_click_selects_span_operation_and_service(view):
    view.canvas.zoom_to(EPOCH_NS, EPOCH_NS + 100 * MS, animate=False)
    QTest.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=place_of(view, 1))
    focus, study = view.document.selection.focus, view.study
    assert focus.row == 1
    assert study.graph.name[focus.node] == "shop"
    assert study.operations.names[focus.operation] == "list"


def test_the_chosen_trace_lies_on_top_and_the_rest_sinks(view):
    view.document.selection.reveal(None, row=7)
    view.canvas.zoom_to(EPOCH_NS + 900 * MS, EPOCH_NS + 1200 * MS, animate=False)
    scene = view.canvas.scene
    assert isinstance(scene, LaneScene)
    base, chosen = scene.layers[0], scene.layers[1]
    assert base.faded
    assert not chosen.faded
    assert set(chosen.boxes.item.tolist()) == set(range(7, 14))
    hidden = base.boxes.item[base.boxes.state == raster.HIDDEN]
    assert set(hidden.tolist()) == set(range(7, 14))
    assert any(layer.inked for layer in scene.layers)
    view.document.selection.clear()
    assert not view.canvas.scene.layers[0].faded
    assert (view.canvas.scene.layers[0].boxes.state != raster.HIDDEN).all()


def test_reveal_brings_the_trace_into_sight(view, qtbot):
    view.document.selection.reveal(None, row=14)
    qtbot.waitUntil(lambda: view.canvas.stretch.width < 150 * MS)
    assert view.canvas.stretch.start > EPOCH_NS + 1900 * MS
    assert view.canvas.selected == {14}


def test_arrows_walk_parent_child_and_siblings(view):
    selection = view.document.selection
    selection.change(None, row=1)
    view.canvas.setFocus()
    for key, row in ((Qt.Key.Key_Down, 2), (Qt.Key.Key_Right, 3), (Qt.Key.Key_Left, 2)):
        QTest.keyClick(view.canvas, key)
        assert selection.focus.row == row
    QTest.keyClick(view.canvas, Qt.Key.Key_Up)
    QTest.keyClick(view.canvas, Qt.Key.Key_Up)
    assert selection.focus.row == 0
    QTest.keyClick(view.canvas, Qt.Key.Key_Up)
    assert selection.focus.row == 0


def test_search_counts_and_goes_through_matches_by_time(view):
    assert view.find("select") == 15
    assert view.find("ITEMS where") == 15
    assert view.find("get /orders") == 3
    view.find_next()
    assert view.document.selection.focus.row == 0
    view.find_next()
    assert view.document.selection.focus.row == 7
    view.find_next(-1)
    assert view.document.selection.focus.row == 0
    assert view.find("nowhere to be found") == 0
    assert view.find("") == 0


def test_a_marked_range_is_told_with_what_is_inside(view):
    view.canvas.zoom_to(EPOCH_NS + 1000 * MS, EPOCH_NS + 1100 * MS, margin=0, animate=False)
    width = view.canvas.width()
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.mousePress(view.canvas, Qt.MouseButton.LeftButton, shift, QPoint(10, 300))
    QTest.mouseMove(view.canvas, QPoint(width - 10, 300))
    end = QPoint(width - 10, 300)
    QTest.mouseRelease(view.canvas, Qt.MouseButton.LeftButton, shift, end)
    start_ns, end_ns = view.document.selection.focus.range_ns
    assert EPOCH_NS + 1000 * MS < start_ns < end_ns < EPOCH_NS + 1100 * MS
    assert "7 spans, 1 failed" in view.ruler._range_words
    QTest.keyClick(view.canvas, Qt.Key.Key_Escape)
    assert view.document.selection.focus.range_ns is None


def test_m_marks_the_chosen_span(view):
    view.document.selection.change(None, row=1)
    QTest.keyClick(view.canvas, Qt.Key.Key_M)
    wanted = (EPOCH_NS + 10 * MS, EPOCH_NS + 90 * MS)
    assert view.document.selection.focus.range_ns == wanted


def test_one_trace_as_a_waterfall_folds(view):
    view.document.selection.change(None, row=8)
    view.bar.choose_mode(TRACE)
    scene = view.canvas.scene
    assert isinstance(scene, WaterfallScene)
    assert [t.key for t in scene.tracks] == list(range(7, 14))
    assert [t.depth for t in scene.tracks] == [0, 1, 2, 2, 2, 2, 2]
    assert scene.tracks[5].failed
    view.header.folded.emit(8)
    assert [t.key for t in view.canvas.scene.tracks] == [7, 8]
    view.bar.choose_mode(SERVICES)
    assert view.canvas.bounds[0] == EPOCH_NS


def test_folding_a_service_makes_its_rows_one(view):
    before = view.canvas.scene.height
    view.header.folded.emit(view.header.tracks[0].key)
    assert view.canvas.scene.height < before
    assert view.header.tracks[0].folded


def test_the_header_is_worked_by_keys(view):
    header, selection = view.header, view.document.selection
    QTest.keyClick(header, Qt.Key.Key_Down)
    first = header.tracks[0].key
    assert selection.focus.node == first
    QTest.keyClick(header, Qt.Key.Key_Left)
    assert header.tracks[0].folded
    QTest.keyClick(header, Qt.Key.Key_Left)
    assert header.tracks[0].folded
    QTest.keyClick(header, Qt.Key.Key_Space)
    assert not header.tracks[0].folded
    QTest.keyClick(header, Qt.Key.Key_Down)
    assert selection.focus.node == header.tracks[1].key


def test_a_revealed_trace_brings_its_services_to_the_top(qtbot):
    made = Recording()
    made.span(0, 500, "heavy", service="heavy")
    root = made.span(0, 10, "small", service="zeta", trace=2)
    made.span(2, 8, "inner", parent=root, service="eta", trace=2)
    view = TimelineView(document(made))
    qtbot.addWidget(view)
    view.resize(800, 400)
    view.settle()
    assert view.header.tracks[0].name == "heavy"
    view.document.selection.reveal(None, row=1)
    assert [t.name for t in view.header.tracks] == ["zeta", "eta", "heavy"]
    view.document.selection.clear()
    assert view.header.tracks[0].name == "heavy"


def test_crowds_are_drawn_as_ridges(qtbot):
    crowd = Recording()
    for k in range(9000):
        crowd.span(k, k + 1, trace=k + 1, service=f"service {k % 3}")
    view = TimelineView(document(crowd))
    qtbot.addWidget(view)
    view.resize(800, 500)
    view.show()
    view.settle()
    assert isinstance(view.canvas.scene, RidgeScene)
    picture = view.canvas.grab().toImage()
    assert len({picture.pixel(400, y) for y in range(120)}) > 3
    yellow = QColor(theme.current().find).rgb()
    seen = {picture.pixel(x, y) for x in range(0, 600, 7) for y in range(60)}
    assert yellow not in seen
    view.find("service 1")
    picture = view.canvas.grab().toImage()
    assert any(picture.pixel(x, y) == yellow for x in range(0, 600, 7) for y in range(200))
    view.canvas.zoom_to(EPOCH_NS, EPOCH_NS + 100 * MS, animate=False)
    assert isinstance(view.canvas.scene, LaneScene)


def test_the_visible_stretch_is_told(view, qtbot):
    view.canvas.zoom_to(EPOCH_NS, EPOCH_NS + 50 * MS, margin=0, animate=False)
    qtbot.waitUntil(lambda: view.document.selection.focus.end_ns == EPOCH_NS + 50 * MS)
    assert view.document.selection.focus.start_ns == EPOCH_NS


def test_going_back_restores_what_was_seen(view, qtbot):
    selection = view.document.selection
    view.canvas.zoom_to(EPOCH_NS, EPOCH_NS + 50 * MS, margin=0, animate=False)
    qtbot.waitUntil(lambda: selection.focus.end_ns == EPOCH_NS + 50 * MS)
    selection.reveal(None, row=14)
    qtbot.waitUntil(lambda: (selection.focus.start_ns or 0) > EPOCH_NS + 1000 * MS)
    selection.back()
    qtbot.waitUntil(lambda: view.canvas.stretch.end == EPOCH_NS + 50 * MS)
    assert selection.focus.row == -1


def test_errors_only_lets_the_rest_recede(view):
    view.bar._errors.setChecked(True)
    assert view.canvas.scene.layers[0].faded


def test_an_empty_recording_says_so(qtbot):
    view = TimelineView(document(Recording()))
    qtbot.addWidget(view)
    view.settle()
    view.fit()
    assert view.find("x") == 0


def test_a_single_instant_can_be_looked_at(qtbot):
    instant = Recording()
    instant.span(5, 5, "tick")
    view = TimelineView(document(instant))
    qtbot.addWidget(view)
    view.resize(600, 300)
    view.settle()
    assert not view.grab().isNull()
    assert view.canvas.stretch.width >= 1
    assert np.isfinite(view.canvas.stretch.width)


def test_down_with_nothing_chosen_begins_at_the_slowest_request_in_sight(view):
    structure = view.study.structure
    slowest = int(np.argmax(structure.duration_ns))
    QTest.keyClick(view.canvas, Qt.Key.Key_Down)
    assert view.document.selection.focus.row == int(structure.root[slowest])
