"""Recordings of threads in the timeline: bands by thread, the network above them, their words."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from perfview.traces.measures.bands import bands_of
from perfview.ui.traces.facts.span_facts import facts_of
from perfview.ui.traces.guide import TraceGuide
from perfview.ui.traces.lanes.lane_scene import LaneScene
from perfview.ui.traces.lanes.strips import NETWORK, strips_of
from perfview.ui.traces.services import ServicesView
from perfview.ui.traces.timeline import TimelineView
from perfview.ui.workspace.selection import Focus, Selection
from tests.traces.browser.building import ThreadRecording


def study():
    """A page that asks for a script, runs it and lays out; a worker, and async work."""
    made = ThreadRecording()
    browser = made.thread("CrBrowserMain", process="Browser", process_id=1)
    main, other = made.thread("CrRendererMain"), made.thread("Worker")
    shop = {"documentLoaderURL": "http://shop.test/", "isOutermostMainFrame": True}
    script = {"frame": "F", "requestId": "1", "url": "http://shop.test/app.js"}
    made.slice(0, 900, "Idle", browser)
    made.mark(0, "navigationStart", main, frame="F", data=shop)
    asked = script | {"requestMethod": "GET", "resourceType": "Script"}
    made.mark(5, "ResourceSendRequest", main, data=asked)
    made.mark(40, "ResourceReceiveResponse", main, data=script | {"statusCode": 200})
    made.mark(60, "ResourceFinish", main, data=script | {"encodedDataLength": 5000})
    made.slice(100, 300, "RunTask", main)
    made.slice(110, 290, "FunctionCall", main)
    made.slice(120, 180, "Layout", main)
    made.slice(100, 101, "RunTask", other)
    return made.study()


@pytest.fixture
def document():
    opened = SimpleNamespace(study=study(), advice=None)
    return SimpleNamespace(opened=opened, selection=Selection())


def test_the_pages_main_thread_stands_on_top(document):
    bands = bands_of(document.opened.study)
    assert bands.name[bands.order[0]] == "CrRendererMain"
    assert bands.place[bands.order[0]].startswith("Renderer")
    assert bands.by_thread
    assert not bands.folded[bands.order[0]]
    assert bands.folded[[bands.name.index("Worker")]]


def test_rows_of_a_thread_are_its_depths(qtbot, document):
    view = TimelineView(document)
    qtbot.addWidget(view)
    view.resize(1000, 600)
    view.settle()
    scene = view.canvas.scene
    assert isinstance(scene, LaneScene)
    lanes = document.opened.study.band_lanes
    main = bands_of(document.opened.study).order[0]
    begin, end = lanes.group_first[main], lanes.group_first[main + 1]
    assert end - begin == 3


def test_the_network_stands_above_the_threads(qtbot, document):
    (strip,) = strips_of(document.opened.study)
    assert strip.key == NETWORK
    assert strip.texts == ["/app.js"]
    view = TimelineView(document)
    qtbot.addWidget(view)
    view.resize(1000, 600)
    view.settle()
    assert [track.name for track in view.header.tracks][:2] == ["Network", "CrRendererMain"]
    view.header.folded.emit(NETWORK)
    assert view.header.tracks[0].folded


def test_evidence_all_over_a_thread_is_brought_into_sight(qtbot, document):
    view = TimelineView(document)
    qtbot.addWidget(view)
    view.resize(1000, 600)
    view.settle()
    model = document.opened.study.model
    rows = np.array([2, 6], np.int32)
    document.selection.reveal(None, rows=rows, row=2)
    qtbot.waitUntil(lambda: view.canvas.stretch.end >= int(model.end_ns[rows].max()))
    assert view.canvas.stretch.start <= int(model.start_ns[rows].min())


def test_words_are_those_of_threads(document):
    made = document.opened.study
    assert TraceGuide().facts(document)[1:] == ["3 threads", "2 processes"]
    rows = np.flatnonzero(made.model.duration_ns > 0)
    facts = facts_of(made, Focus(row=int(rows[1])))
    assert [fact.label for fact in facts.facts][:2] == ["Thread", "Process"]
    assert not ServicesView.concerns(document)
