"""What stands beside threads' slices: states, arrows, frames, moments, how busy they are."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel

from perfview.traces.threads import ThreadState
from perfview.ui.plots.counter_plots import ROW, CounterPlots
from perfview.ui.theme import theme
from perfview.ui.traces.facts.panel import Details
from perfview.ui.traces.lanes.band_colours import legend_of
from perfview.ui.traces.lanes.flow_curves import flows_at
from perfview.ui.traces.lanes.frame_strip import FRAMES
from perfview.ui.traces.lanes.page_marks import marks_of
from perfview.ui.traces.lanes.strips import strips_of
from perfview.ui.traces.lanes.thread_overview import thread_overview
from perfview.ui.traces.operations import operation_columns
from perfview.ui.traces.timeline import TimelineView
from perfview.ui.traces.trace_list import TraceList, trace_columns
from perfview.ui.traces.walking import step_from
from perfview.ui.workspace.selection import Selection
from tests.traces.browser.building import BEGIN_NS, ThreadRecording

MS = 1_000_000
PAGE = {"documentLoaderURL": "http://shop.test/", "isOutermostMainFrame": True}


def plain() -> ThreadRecording:
    """Two threads of a program: one posts a task to the other, which waits for a processor."""
    made = ThreadRecording()
    first, second = made.thread("main", process="app"), made.thread("worker", process="app")
    post = made.slice(0, 40, "post", first)
    made.slice(60, 100, "work", second)
    again = made.slice(110, 120, "work", second)
    made.flow(post, 1)
    made.flow(post, again)
    made.state(0, 40, ThreadState.RUNNING, first)
    made.state(40, 100, ThreadState.SLEEPING, first)
    made.state(50, 60, ThreadState.RUNNABLE, second)
    return made


def page() -> ThreadRecording:
    """A page with paints, frames of which one is missed, and a click."""
    made = ThreadRecording()
    main = made.thread("CrRendererMain")
    made.mark(0, "navigationStart", main, frame="F", data=PAGE)
    made.slice(10, 90, "RunTask", main)
    made.slice(20, 60, "FunctionCall", main)
    made.mark(50, "firstContentfulPaint", main, frame="F", data={})
    made.mark(52, "MarkDOMContent", main, frame="F", data={"frame": "F"})
    timed = {"type": "click", "interactionId": 7, "timeStamp": 0, "frame": "F"}
    timed |= {"processingStart": 20, "processingEnd": 280}
    made.slice(100, 400, "EventTiming", main, data=timed)
    for number, (state, smooth) in enumerate(
        (("PRESENTED_ALL", False), ("DROPPED", True), ("DROPPED", False), ("PRESENTED_ALL", False))
    ):
        report = {"state": f"STATE_{state}", "affects_smoothness": smooth}
        begin = 100 + 16 * number
        made.slice(begin, begin + 30, "PipelineReporter", main, chrome_frame_reporter=report)
    return made


def document_of(made: ThreadRecording) -> SimpleNamespace:
    opened = SimpleNamespace(study=made.study(), advice=None)
    return SimpleNamespace(opened=opened, selection=Selection())


@pytest.fixture
def show(qtbot):
    kept = []

    def made(recording: ThreadRecording) -> TimelineView:
        theme.set_theme("dark")
        view = TimelineView(document_of(recording))
        qtbot.addWidget(view)
        view.resize(1000, 700)
        view.show()
        view.settle()
        kept.append(view)
        return view

    # Kept beyond the test: what is collected while it is painted takes the process along.
    yield made
    for view in kept:
        view.hide()


def at(view: TimelineView, ms: float) -> float:
    return view.canvas.stretch.x_of(BEGIN_NS + round(ms * MS), view.canvas.width())


def test_states_are_told_over_their_thread(show) -> None:
    view = show(plain())
    scene, canvas = view.canvas.scene, view.canvas
    tops = {track.name: track.top for track in view.header.tracks}
    for name, ms, words in (
        ("main", 20, "Running"),
        ("main", 70, "Sleeping"),
        ("worker", 55, "Ready, waiting for a processor"),
    ):
        told = scene.tell(at(view, ms), tops[name] + 2, canvas.viewport)
        assert told is not None, name
        assert told[0].title == words
        assert told[0].place == name
    assert scene.tell(at(view, 90), tops["worker"] + 2, canvas.viewport) is None
    # The strip takes no clicks from the slices below it.
    assert scene.hit(at(view, 20), tops["main"] + 2, canvas.viewport) is None
    assert scene.hit(at(view, 20), tops["main"] + 14, canvas.viewport).item == 0


def test_without_states_slices_begin_at_the_top(show) -> None:
    view = show(page())
    band = next(track for track in view.header.tracks if track.name == "CrRendererMain")
    assert view.canvas.scene.hit(at(view, 15), band.top + 2, view.canvas.viewport) is not None


def test_arrows_of_the_chosen_slice_are_drawn(show) -> None:
    view = show(plain())
    curves = view._drawing.flows
    assert curves.pairs == []
    before = view.canvas.grab().toImage()
    view.document.selection.change(None, row=0)
    assert curves.pairs == [(0, 1), (0, 2)]
    middle = int(at(view, 50))
    after = view.canvas.grab().toImage()
    column = range(after.height())
    assert any(after.pixel(middle, y) != before.pixel(middle, y) for y in column)
    view.document.selection.clear()
    assert curves.pairs == []


def test_one_walks_along_the_arrows(qtbot, show) -> None:
    view = show(plain())
    study = view.study
    assert [rows.tolist() for rows in flows_at(study, 1)] == [[0], []]
    assert step_from(study, 0, "effect") == 1
    assert step_from(study, 2, "cause") == 0
    assert step_from(study, 1, "effect") == -1
    view.document.selection.change(None, row=0)
    qtbot.keyClick(view.canvas, Qt.Key.Key_BracketRight)
    assert view.document.selection.focus.row == 1
    qtbot.keyClick(view.canvas, Qt.Key.Key_BracketLeft)
    assert view.document.selection.focus.row == 0


def test_the_details_lead_along_the_arrows(qtbot) -> None:
    document = document_of(plain())
    details = Details(document)
    qtbot.addWidget(details)
    document.selection.change(None, row=0)
    qtbot.waitUntil(lambda: details.facts is not None and details.facts.row == 0)
    (fact,) = [f for f in details.facts.facts if f.go >= 0]
    assert (fact.label, fact.value) == ("Leads to", "work on worker, 1 more")
    buttons = details.findChildren(QAbstractButton)
    next(b for b in buttons if b.accessibleName() == f"{fact.label} {fact.value}").click()
    assert document.selection.focus.row == 1


def test_frames_stand_under_the_network(show) -> None:
    made = page()
    (strip,) = [each for each in strips_of(made.study()) if each.key == FRAMES]
    assert strip.detail == "4 frames, 1 dropped"
    fates = [strip.texts[label] for label in strip.boxes.label.tolist()]
    assert fates == ["shown", "dropped, and it showed", "dropped", "shown"]
    assert (strip.boxes.start[1:] >= strip.boxes.end[:-1]).all()
    assert "Frames" in [track.name for track in show(made).header.tracks]


def test_moments_are_named_and_lead_to_their_slice(qtbot, show) -> None:
    marks = marks_of(page().study())
    assert [mark.short for mark in marks] == ["FCP", "DCL", "click 300\u202fms"]
    assert marks[0].long == "First contentful paint, 50.0\u202fms after navigating"
    view = show(page())
    strip = view._sides.marks
    strip.grab()
    gutter = view.header.width()
    assert [m.short for m in strip.marks_at(QPointF(gutter + at(view, 50) + 6, 8))] == [
        "FCP",
        "DCL",
    ]
    place = QPointF(gutter + at(view, 100) + 8, 8).toPoint()
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=place)
    chosen = view.document.selection.focus.row
    assert view.study.model.strings[int(view.study.model.name[chosen])] == "EventTiming"


def test_a_name_at_the_right_edge_stands_before_its_line(show) -> None:
    view = show(page())
    view.canvas.zoom_to(BEGIN_NS, BEGIN_NS + 53 * MS, margin=0.0, animate=False)
    strip = view._sides.marks
    strip.grab()
    edge = view.header.width() + view.canvas.width()
    (place,) = [place for place, _ in strip._placed]
    assert place.right() <= edge
    assert [mark.short for mark in strip.marks_at(QPointF(edge - 12, 8))] == ["FCP", "DCL"]


def test_recordings_without_a_page_have_no_moments() -> None:
    assert marks_of(plain().study()) == []
    assert strips_of(plain().study()) == []


def test_the_overview_tells_how_busy_threads_are() -> None:
    found = thread_overview(plain().study(), BEGIN_NS, BEGIN_NS + 120 * MS, bins=12)
    assert found.said[0][0] == "main busy"
    np.testing.assert_allclose(found.rate, [1] * 4 + [0] * 8, atol=1e-9)
    np.testing.assert_allclose(found.p95_ns, [1] * 4 + [0] * 2 + [1] * 4 + [0, 1], atol=1e-9)


def test_colours_are_explained() -> None:
    assert [words for _, words in legend_of(page().study())] == ["script"]
    assert {words for _, words in legend_of(plain().study())} == {"post", "work"}


def test_lists_speak_of_slices_and_leave_out_what_only_requests_have(qtbot) -> None:
    document = document_of(plain())
    assert TraceList.title_for(document) == "Slices"
    titles = [column.title for column in trace_columns(document.opened.study)]
    assert titles == ["Slice", "Thread", "Process", "Start", "Duration", "Slices", "Errors"]
    said = [column.title for column in operation_columns(document.opened.study)]
    assert said[0] == "Process"
    assert said[-1] == "Own time"


def test_counters_alone_are_shown_on_an_axis_of_their_own(qtbot) -> None:
    made = ThreadRecording()
    made.process("app", 7)
    for ms, value in ((0, 1.0), (10, 5.0), (30, 2.0)):
        made.count(ms, "queued", value, 0)
    theme.set_theme("dark")
    view = TimelineView(document_of(made))
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.settle()
    (plots,) = view.findChildren(CounterPlots)
    assert view.canvas.bounds == (BEGIN_NS, BEGIN_NS + 30 * MS)
    plots.follow()
    view.canvas.zoom(0.5)
    assert view.canvas.stretch.width == pytest.approx(15 * MS, rel=0.01)


def test_what_there_is_instead_of_slices_is_said(qtbot) -> None:
    made = ThreadRecording()
    track = made.thread("main")
    made.state(0, 5, ThreadState.RUNNING, track)
    view = TimelineView(document_of(made))
    qtbot.addWidget(view)
    said = " ".join(each.text() for each in view.findChildren(QLabel))
    assert "no slices" in said
    assert "what the scheduler did with 1 thread" in said


def test_counters_beyond_those_that_are_drawn_are_counted(qtbot) -> None:
    made = ThreadRecording()
    made.process("app", 7)
    for number in range(43):
        for ms in range(3):
            made.count(ms, f"counter {number}", float(ms), 0)
    theme.set_theme("dark")
    view = TimelineView(document_of(made))
    qtbot.addWidget(view)
    said = [each.text() for each in view.findChildren(QLabel)]
    assert "3 more counters with fewer points, not shown" in said


def test_in_a_low_window_counters_leave_the_room_to_the_lanes(show) -> None:
    made = plain()
    for number in range(4):
        for ms in range(3):
            made.count(ms, f"counter {number}", float(ms), 0)
    view = show(made)
    heights = []
    for height in (900, 430, 300):
        view.resize(1000, height)
        heights.append(view._sides.counters.height() // ROW)
    assert heights == [3, 1, 1]
