"""Latencies over time: what is counted, and what a brush chooses."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from perfview.ui.traces.latency import LatencyView
from tests.traces.building import Recording
from tests.ui.traces.showing import document

LEFT = Qt.MouseButton.LeftButton


def recording():
    made = Recording()
    for k in range(40):
        slow = k % 10 == 0
        root = made.span(100 * k, 100 * k + (90 if slow else 9), "GET /", trace=k + 1)
        made.span(100 * k, 100 * k + 3, "query", parent=root, trace=k + 1)
    return made


@pytest.fixture
def view(qtbot):
    made = LatencyView(document(recording()))
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    qtbot.waitUntil(lambda: made.picture.map is not None and not made._background.is_busy)
    return made


def drag(picture, begin, end):
    QTest.mousePress(picture, LEFT, pos=begin)
    QTest.mouseMove(picture, (begin + end) / 2)
    QTest.mouseMove(picture, end)
    QTest.mouseRelease(picture, LEFT, pos=end)


def test_a_brush_chooses_the_traces_in_it_everywhere(view):
    picture = view.picture
    y = round(picture._y(40e6))
    drag(picture, QPoint(64, 11), QPoint(picture.width() - 160, y))
    assert view.document.selection.focus.groups.tolist() == [0, 10, 20, 30]
    assert view._count.text() == "4 of 40 requests chosen"
    assert not view.differences.isHidden()


def test_beside_the_axis_only_durations_count(view):
    picture = view.picture
    drag(picture, QPoint(20, 12), QPoint(20, round(picture._y(40e6))))
    assert view.document.selection.focus.groups.tolist() == [0, 10, 20, 30]


def test_escape_lets_go(view):
    view.choose_slowest(0.05)
    assert len(view.document.selection.focus.groups)
    QTest.keyClick(view.picture, Qt.Key.Key_Escape)
    assert not len(view.document.selection.focus.groups)
    assert view.differences.isHidden()


def test_another_view_letting_go_takes_the_box_away(view):
    view.choose_slowest(0.05)
    view.document.selection.clear()
    assert view.picture.box is None


def test_a_chosen_operation_is_looked_at_span_by_span(qtbot, view):
    names = list(view._study.operations.names)
    view.document.selection.change(None, operation=names.index("query"))
    qtbot.waitUntil(lambda: view._count.text() == "40 spans")
    view.choose_slowest(0.05)
    assert len(view.document.selection.focus.rows) == 40
    view._subject.click()
    qtbot.waitUntil(lambda: view._count.text() == "40 requests")


def test_a_filter_keeps_some_and_says_what_it_does_not_understand(qtbot, view):
    view.find("duration>50ms")
    qtbot.waitUntil(lambda: view._count.text() == "4 requests")
    view.find("duration>")
    qtbot.waitUntil(lambda: "should follow" in view._count.text())
    view.find("duration>50s")
    qtbot.waitUntil(lambda: view._pile.currentIndex() == 2)
