"""Counters below the threads and screenshots above them, on the timeline's axis."""

from __future__ import annotations

import base64
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QBuffer, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from perfview.ui.traces.timeline import TimelineView
from perfview.ui.workspace.selection import Selection
from tests.traces.browser.building import BEGIN_NS, ThreadRecording


def picture(colour):
    image = QImage(80, 60, QImage.Format.Format_RGB32)
    image.fill(colour)
    buffer = QBuffer()
    image.save(buffer, "PNG")
    return base64.b64encode(bytes(buffer.data())).decode()


@pytest.fixture
def view(qtbot):
    made = ThreadRecording()
    main = made.thread("CrRendererMain")
    made.slice(0, 1000, "RunTask", main)
    for k in range(10):
        made.count(100 * k, "queue length", k)
    made.mark(0, "Screenshot", main, snapshot=picture(Qt.GlobalColor.red))
    made.mark(10, "Screenshot", main, snapshot=picture(Qt.GlobalColor.green))
    made.mark(600, "Screenshot", main, snapshot=picture(Qt.GlobalColor.blue))
    made.mark(700, "Screenshot", main, snapshot="no picture")
    opened = SimpleNamespace(study=made.study(), advice=None)
    shown = TimelineView(SimpleNamespace(opened=opened, selection=Selection()))
    qtbot.addWidget(shown)
    shown.resize(1100, 600)
    shown.show()
    shown.settle()
    return shown


def test_plots_follow_the_canvas(view):
    counters = view._sides.counters
    head, plot = counters._rows[0]
    view.canvas.zoom_to(BEGIN_NS + 200_000_000, BEGIN_NS + 400_000_000, margin=0.0, animate=False)
    (low, high), _ = plot.viewRange()
    origin = view.scenes.ground.look.start_ns
    assert low == pytest.approx(view.canvas.stretch.start - origin)
    assert high == pytest.approx(view.canvas.stretch.end - origin)
    assert head._value == 4


def test_pictures_that_would_cover_others_are_left_out(view):
    strip = view._sides.filmstrip
    assert len(strip._frames) == 3
    assert [frame.time_ns - BEGIN_NS for _, frame in strip._laid_out()] == [0, 600_000_000]


def test_a_click_chooses_the_picture(view):
    strip = view._sides.filmstrip
    strip.repaint()
    place, frame = strip._laid_out()[1]
    strip._shown = strip._laid_out()
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(int(place.x()) + 5, 20))
    assert view.document.selection.focus.row == frame.row
