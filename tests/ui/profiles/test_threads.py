"""Time order with several threads: their order, evidence, search, what is folded."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.profiles.measures.moments import moments_of
from perfview.ui.profiles.lensing.holder import lens_of
from perfview.ui.profiles.naming import in_order, thread_title
from perfview.ui.profiles.threads import ThreadsView
from tests.ui.profiles.showing import document, function, study, threads

MS = 1_000_000


@pytest.fixture
def show(qtbot):
    def shown(made):
        view = ThreadsView(document(made))
        qtbot.addWidget(view)
        view.resize(1200, 700)
        view.show()
        view.settle()
        return view

    return shown


def test_threads_stand_busiest_first_or_by_name_and_processes_stay_together():
    made = threads(
        "w 9;a 1", "w 10;a 5", "main;b 2", "w 11;c 3", processes=("app", "app", "shell", "app")
    )

    def names(by_name):
        return [thread_title(made, thread) for thread in in_order(made, by_name=by_name)]

    assert names(False) == ["w 10", "w 11", "w 9", "main"]
    assert names(True) == ["w 9", "w 10", "w 11", "main"]


def test_the_lens_says_which_threads_are_shown(show):
    view = show(threads("a;x 1", "b;y 2", "c;z 3"))
    assert [lane.thread for lane in view.scene.lanes] == [2, 1, 0]
    view._order.choose(1)
    view.settle()
    assert [lane.thread for lane in view.scene.lanes] == [0, 1, 2]
    lens_of(view.document).change(threads=(1,))
    view.settle()
    assert [lane.thread for lane in view.scene.lanes] == [1]


def test_evidence_is_outlined_on_its_threads_and_brought_into_sight(show):
    made = threads("a;x 20", "b;y 9", "c;z 8", "d;w 2")
    view = show(made)
    assert view._opened == {0}
    w = function(made, "w")
    stack = int(np.flatnonzero(made.function == w)[0])
    view.document.selection.reveal(
        None, rows=np.array([stack], np.int32), groups=np.array([w], np.int32), row=stack
    )
    assert 3 in view._opened
    view.settle()
    view.canvas.raster()
    paths = {int(layer.boxes.item[box]) for layer, box in view.scene.each_box(view._marks._wanted)}
    assert paths == {int(view.scene.shape.of_stack[stack])}


def test_search_walks_through_functions(show):
    view = show(study("main;parse 3", "main;parse_all 5"))
    assert view.find("parse") == 2
    view.find_next()
    assert view.document.selection.focus.operation == function(view.study, "parse_all")
    assert view.find("") == 0


def test_when_call_paths_were_seen_counts_what_they_called():
    made = study("main;a 2", "main;b;c 3", "main;a 1", "main;b 1")
    b = int(np.flatnonzero(made.function == function(made, "b"))[0])
    found = moments_of(made, np.array([b], np.int32))
    assert (found.start_ns, found.end_ns, found.threads) == (2 * MS, 7 * MS, [0])
    assert moments_of(made, np.array([-1], np.int32)) is None


def test_ten_thousand_threads_are_laid_out(show):
    view = show(threads(*(f"t;f{n % 7} 1" for n in range(10_000))))
    assert len(view.scene.lanes) == 10_000
    assert sum(lane.rows > 0 for lane in view.scene.lanes) == 1
