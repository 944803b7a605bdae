"""The overview: its numbers, and its window under the mouse."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from perfview.ui.canvas.canvas import Canvas
from perfview.ui.traces.lanes.minimap import Minimap, overview_of
from tests.traces.building import EPOCH_NS, Recording
from tests.ui.traces.showing import document

LEFT = Qt.MouseButton.LeftButton
SECOND = 1_000_000_000


def test_rates_p95_and_errors_by_when_they_began():
    made = Recording()
    for k in range(20):
        made.span(k, k + 10 + k, trace=k + 1, error=k == 3)
    made.span(900, 1000, trace=99)
    study = document(made).opened.study
    overview = overview_of(study, EPOCH_NS, EPOCH_NS + SECOND, bins=10)
    assert overview.rate.tolist() == [200, 0, 0, 0, 0, 0, 0, 0, 0, 10]
    # Durations are 10 to 29 ms: the nearest rank of 95 % of twenty is the nineteenth.
    assert overview.p95_ns[0] == 28_000_000
    assert np.isnan(overview.p95_ns[1])
    assert overview.errors.tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]


@pytest.fixture
def minimap(qtbot):
    canvas = Canvas()
    made = Minimap(canvas, 100)
    for widget in (canvas, made):
        qtbot.addWidget(widget)
    canvas.resize(1000, 100)
    made.resize(1112, 68)
    canvas.set_bounds(EPOCH_NS, EPOCH_NS + SECOND)
    study = document().opened.study
    made.show_overview(overview_of(study, EPOCH_NS, EPOCH_NS + SECOND))
    return made


def drag(widget, begin, end):
    QTest.mousePress(widget, LEFT, pos=QPoint(begin, 30))
    QTest.mouseMove(widget, QPoint((begin + end) // 2, 30))
    QTest.mouseMove(widget, QPoint(end, 30))
    QTest.mouseRelease(widget, LEFT, pos=QPoint(end, 30))


def test_a_window_is_drawn_moved_and_widened(minimap):
    canvas = minimap.canvas
    drag(minimap, 200, 400)
    start, end = (round((t - EPOCH_NS) / 1e6) for t in (canvas.stretch.start, canvas.stretch.end))
    assert (start, end) == (100, 300)
    drag(minimap, 300, 400)
    assert round((canvas.stretch.start - EPOCH_NS) / 1e6) == 200
    drag(minimap, 500, 700)
    assert round((canvas.stretch.start - EPOCH_NS) / 1e6) == 200
    assert round((canvas.stretch.end - EPOCH_NS) / 1e6) == 600
    assert not minimap.grab().isNull()


def test_double_click_shows_everything(minimap):
    drag(minimap, 200, 400)
    QTest.mouseDClick(minimap, LEFT, pos=QPoint(250, 30))
    assert minimap.canvas.stretch.width == SECOND


def test_a_minimap_without_anything_to_show_paints(qtbot):
    canvas = Canvas()
    empty = Minimap(canvas, 100)
    qtbot.addWidget(canvas)
    qtbot.addWidget(empty)
    QTest.mouseClick(empty, LEFT, pos=QPoint(300, 30))
    assert not empty.grab().isNull()
