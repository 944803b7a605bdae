"""The timeline of a heap: what is shown, how hands move it, what is chosen where."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest

from perfview.heaps.model import HeapModel
from perfview.heaps.study import Study
from perfview.ui.heaps.over_time.content import contents_of
from perfview.ui.heaps.over_time.envelope import Envelope
from perfview.ui.heaps.over_time.words import words_of
from perfview.ui.heaps.timeline import HeapTimeline
from perfview.ui.workspace.document import Document
from tests.heaps.over_time import collected, measured, sample


def document(study):
    made = Document(Path("gc.log"))
    made.opened = SimpleNamespace(study=study, report=study.report, advice=None, path=made.path)
    return made


@pytest.fixture
def show(qtbot):
    def shown(study, width=1200):
        view = HeapTimeline(document(study))
        qtbot.addWidget(view)
        view.resize(width, 800)
        view.show()
        qtbot.waitExposed(view)
        qtbot.waitUntil(lambda: view.pane is not None)
        return view

    return shown


LEAK = [36.2 + 0.62 * i for i in range(21)]


@pytest.mark.parametrize(
    ("study", "concerned"),
    [(collected(LEAK), True), (measured(rss=np.arange(9)), True), (Study(HeapModel()), False)],
)
def test_it_is_there_where_there_is_time(study, concerned):
    assert HeapTimeline.concerns(document(study)) is concerned


def test_the_words_beside_it():
    (content,) = contents_of(collected(LEAK, every_s=120))
    words = words_of(content, timed=True)
    assert words.headline == "Floor rises 18.6\u202fMB an hour"
    assert words.lines[0] == "after every full collection"
    assert "full at 512\u202fMB: in about 25\u202fh" in words.lines
    assert not any("about" in line for line in words_of(content, timed=False).lines)


def test_lines_and_words_follow_moved_thresholds():
    moved = {"rising-floor.limit": 256e6, "near-heap-limit.warning": 40e6}
    (content,) = contents_of(collected(LEAK, every_s=120), moved)
    assert any("full at 256\u202fMB" in line for line in words_of(content, timed=True).lines)
    assert content.bounds.lines(0) == (40e6, 1_024_000_000, 0)


def test_a_known_limit_is_critical_before_it_is_reached():
    (content,) = contents_of(collected(LEAK))
    assert content.bounds.lines(200_000_000) == (0, 170_000_000, 200_000_000)
    assert content.bounds.lines(4_000_000_000) == (512_000_000, 1_024_000_000, 4_000_000_000)


def test_limits_that_are_near_are_in_the_picture(show):
    picture = show(collected([each * 12 for each in LEAK])).pane.picture
    assert [line.isVisible() for line in picture._limits] == [True, False, False]
    assert picture._limits[0].value() == 512_000_000
    top = picture.upper.getViewBox().viewRange()[1][1]
    assert 512_000_000 < top < 1_024_000_000


def test_buffers_go_first_where_the_heap_is_level():
    (content,) = contents_of(sample("node20_external.json.gz"))
    assert words_of(content, timed=True).headline.startswith("Buffers grow")


def test_chips_hide_series(show):
    view = show(sample("node20_external.json.gz"))
    picture, chips = view.pane.picture, view.pane._chips
    assert set(chips) == {"rss", "heapTotal", "heapUsed", "external", "arrayBuffers"}
    assert "rss" in picture.hidden
    assert "arrayBuffers" not in picture.hidden
    QTest.mouseClick(chips["rss"], Qt.MouseButton.LeftButton)
    assert "rss" not in picture.hidden


def test_keys_zoom_pan_and_fit(show):
    picture = show(collected(LEAK)).pane.picture
    whole = picture.stretch
    picture.setFocus()
    QTest.keyClick(picture, Qt.Key.Key_W)
    narrow = picture.stretch
    assert narrow[1] - narrow[0] == pytest.approx(0.75 * (whole[1] - whole[0]))
    QTest.keyClick(picture, Qt.Key.Key_D)
    assert picture.stretch[0] > narrow[0]
    QTest.keyClick(picture, Qt.Key.Key_F)
    assert picture.stretch == pytest.approx(whole)
    QTest.keyClick(picture, Qt.Key.Key_S)
    assert picture.stretch == pytest.approx(whole, abs=1)


def test_the_wheel_zooms_at_the_pointer(show):
    picture = show(collected(LEAK)).pane.picture
    x = picture.width() / 2
    before = picture.time_at(x)
    at = QPointF(x, 100)
    event = QWheelEvent(
        at,
        at,
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    picture.wheelEvent(event)
    assert picture.time_at(x) == pytest.approx(before)
    assert picture.stretch[1] - picture.stretch[0] < 200


def test_shift_marks_a_range_and_escape_lets_go(show):
    view = show(collected(LEAK))
    picture, told = view.pane.picture, view.pane._told
    shift = Qt.KeyboardModifier.ShiftModifier
    start, end = QPoint(300, 200), QPoint(600, 200)
    target = picture.viewport()
    QTest.mousePress(target, Qt.MouseButton.LeftButton, shift, start)
    QTest.mouseMove(target, QPoint(450, 200))
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, shift, end)
    marked = picture._hands.marked
    assert marked == pytest.approx((picture.time_at(300), picture.time_at(600)))
    inside = sum(marked[0] <= 10 * i <= marked[1] for i in range(21))
    assert f"{inside} collections" in told.text()
    QTest.keyClick(picture, Qt.Key.Key_Escape)
    assert picture._hands.marked is None
    assert "21 collections" in told.text()


def test_a_click_chooses_the_collection_in_the_table_too(show):
    view = show(collected(LEAK))
    picture = view.pane.picture
    box = picture.upper.getViewBox().sceneBoundingRect()
    across = (100.0 - picture.stretch[0]) / (picture.stretch[1] - picture.stretch[0])
    place = QPoint(round(box.left() + across * box.width()), 150)
    QTest.mouseClick(picture.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.document.selection.focus.row == 10
    assert picture.chosen.tolist() == [10]


def test_evidence_is_marked_and_brought_into_sight(show):
    view = show(collected(LEAK))
    picture = view.pane.picture
    picture.look_at(0, 20)
    rows = np.array([18, 19], np.int32)
    view.document.selection.reveal(None, rows=rows, row=18)
    assert picture.chosen.tolist() == [18, 19]
    assert picture.stretch[0] <= 180 <= picture.stretch[1]


def test_each_worker_can_be_looked_at(show):
    view = show(sample("node20_workers.log.gz"))
    assert view.pane._owners.count() == 3
    first = view.pane.picture.content
    view.pane._owners.setCurrentIndex(1)
    assert view.pane.picture.content is not first


def test_a_narrow_window_leaves_the_words_out(show):
    assert not show(collected(LEAK), width=560).pane._words.isVisible()


def test_moments_alone_have_no_table(show):
    assert show(measured(heapUsed=np.arange(40.0))).table is None


@pytest.mark.parametrize("pixels", [10, 100, 1000])
def test_an_envelope_loses_no_peak(pixels):
    value = np.random.default_rng(1).normal(0, 1, 50_000)
    value[31_234], value[7] = 99, -99
    series = Envelope(np.arange(50_000.0), value)
    seen = series.seen(0, 50_000, pixels)
    assert seen.high.max() == 99
    assert seen.low.min() == -99
    assert len(seen.time) <= pixels + 2
    near = series.seen(31_200, 31_260, 1000)
    assert not near.is_dense
    assert len(near.time) == pytest.approx(62, abs=1)
