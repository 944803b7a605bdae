"""Bars over time: what came to stay while a timeline was recorded, and a series of snapshots."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from perfview.engine.job import Options
from perfview.engine.job import open as open_file
from perfview.filtering.grammar import parse
from perfview.heaps.filtering.tables import objects_that
from perfview.heaps.model import HeapModel
from perfview.heaps.study import Study
from perfview.ui.heaps.bar_timeline import BarTimeline
from perfview.ui.heaps.over_time.bar_picture import BarPicture
from perfview.ui.heaps.over_time.bars import Bars, allocation_bars, snapshot_bars
from perfview.ui.heaps.timeline import HeapTimeline
from perfview.ui.theme import theme
from perfview.ui.workspace.document import Document
from tests.heaps.building import HeapBuilder

TIMELINE = Path(__file__).parents[2] / "heaps" / "samples" / "chromium-156.heaptimeline.gz"


@pytest.fixture(scope="module")
def study():
    return open_file(TIMELINE, Options(kind="heaps", analyse=False, use_cache=False)).study


def snapshot(objects: int) -> Study:
    heap = HeapBuilder()
    for at in range(objects):
        heap.held(heap.globals, f"p{at}", "object", "Thing", 100)
    return heap.study()


def series(*sizes: int) -> Study:
    baseline, *between, last = (snapshot(each) for each in sizes)
    last.baseline, last.between = baseline, tuple(between)
    return last


def document(study):
    made = Document(Path("x.heapsnapshot"))
    held = [
        SimpleNamespace(path=Path(f"{at}.heapsnapshot"), study=each)
        for at, each in enumerate([study.baseline, *study.between])
        if each is not None
    ]
    made.opened = SimpleNamespace(
        study=study, path=made.path, baseline=held[0] if held else None, between=held[1:]
    )
    return made


@pytest.fixture
def show(qtbot):
    def shown(study, width=1000):
        view = BarTimeline(document(study))
        qtbot.addWidget(view)
        view.resize(width, 500)
        view.show()
        qtbot.waitUntil(lambda: view.pane is not None)
        return view

    return shown


def test_it_is_there_where_objects_tell_when_they_came(study):
    for each in (study, series(3, 5)):
        assert BarTimeline.concerns(document(each))
        assert not HeapTimeline.concerns(document(each))
    assert not BarTimeline.concerns(document(snapshot(3)))
    assert not BarTimeline.concerns(document(Study(HeapModel())))


def test_bars_add_up_to_what_their_objects_take(study):
    bars = allocation_bars(study)
    nodes = study.graph.nodes
    ids = study.graph.samples.last_id
    own = (nodes.id & 1 == 1) & (nodes.id > ids[0]) & (nodes.id <= ids[-1])
    assert bars.over.sum() == nodes.self_bytes[own].sum() > 0
    chosen = objects_that(study, parse(bars.filter_for(0, len(bars) - 1))) & (nodes.id & 1 == 1)
    assert np.array_equal(chosen, own)


def test_a_series_of_snapshots_tells_what_came_after_the_baseline():
    bars = snapshot_bars(series(10, 12, 15), ["a", "b", "c"])
    assert bars.over.tolist() == [0, 200, 500]
    assert len(set(bars.under.tolist())) == 1
    assert bars.headline.startswith("+500")
    assert bars.filter_for(0, 2) == ""


def test_dragging_marks_bars_and_the_button_asks_for_their_objects(qtbot, show, study):
    view = show(study)
    picture = view.pane.picture
    first, last = 0, len(picture.bars) - 1
    y = 100
    ends = [
        QPoint(round(picture.x_of(picture.bars.start[first])) + 1, y),
        QPoint(round(picture.x_of(picture.bars.end[last])) - 1, y),
    ]
    assert view.pane.show_objects.isHidden()
    QTest.mousePress(picture, Qt.MouseButton.LeftButton, pos=ends[0])
    QTest.mouseMove(picture, ends[1])
    QTest.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=ends[1])
    assert picture.marked == (first, last)
    with qtbot.waitSignal(view.document.filter_wanted) as asked:
        QTest.mouseClick(view.pane.show_objects, Qt.MouseButton.LeftButton)
    assert asked.args == ["classes", picture.bars.filter_for(first, last)]
    QTest.keyClick(picture, Qt.Key.Key_Escape)
    assert picture.marked is None
    assert view.pane.show_objects.isHidden()


def test_arrows_mark_one_bar_after_another(show, study):
    picture = show(study).pane.picture
    for key, modifier, marked in (
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, (0, 0)),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, (0, 1)),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, (2, 2)),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, (1, 1)),
    ):
        QTest.keyClick(picture, key, modifier)
        assert picture.marked == marked


def test_a_long_recording_is_drawn_by_the_pixel(qtbot):
    count = 200_000
    at = np.arange(count + 1) / 20
    over = np.ones(count, np.int64)
    over[123_456] = 1000
    ids = np.arange(count + 1)
    nothing = np.zeros(count, np.int64)
    bars = Bars(at[:-1], at[1:], nothing, over, ("", "alive"), ids[:-1], ids[1:], (), "much", ())
    picture = BarPicture(bars)
    qtbot.addWidget(picture)
    picture.resize(800, 300)
    drawn = picture.grab().toImage()
    x, top = round(picture.x_of(at[123_456])), 60
    accent = theme.current().accent
    assert any(drawn.pixelColor(x + by, top).name() == accent for by in (-1, 0, 1))
    assert drawn.pixelColor(x + 30, top).name() != accent


def test_a_narrow_window_leaves_the_words_out(show):
    assert not show(series(3, 5), width=500).pane._words.isVisible()
