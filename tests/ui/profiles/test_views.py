"""The other views of a profile: time order, call tree, sandwich, functions, source, difference."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt

from perfview.findings.quantities import percent
from perfview.profiles.building import ProfileBuilder
from perfview.profiles.study import Study
from perfview.profiles.transforms.transform import Change, Transform
from perfview.ui.profiles.call_tree import CallTreeView
from perfview.ui.profiles.functions import FunctionsView
from perfview.ui.profiles.guide import ProfileGuide
from perfview.ui.profiles.lensing.holder import lens_of
from perfview.ui.profiles.sandwich import SandwichView
from perfview.ui.profiles.threads import ThreadsView
from tests.profiles.building import profile
from tests.ui.profiles.showing import document, function

MS = 1_000_000


@pytest.fixture
def show(qtbot):
    def shown(kind, made=None):
        view = kind(made or document())
        qtbot.addWidget(view)
        view.resize(1200, 700)
        view.show()
        if hasattr(view, "settle"):
            view.settle()
        return view

    return shown


def test_time_order_shows_each_stack_when_it_was_seen(show):
    view = show(ThreadsView)
    canvas, scene = view.canvas, view.scene
    canvas.raster()
    assert canvas.bounds == (0, 17 * MS)
    lane = scene.lanes[0]
    assert lane.rows == 4

    def at(ms, depth):
        x = canvas.viewport.stretch.x_of(int(ms * MS), canvas.viewport.width)
        found = scene.call_at(x, lane.top + 26 + depth * 17 + 8, canvas.viewport)
        return found and (view.study.name_of(found.function), found.start_ns, found.end_ns)

    assert at(3, 0) == ("main", 0, 10 * MS)
    assert at(3, 2) == ("load", 0, 6 * MS)
    assert at(8, 2) == ("render", 6 * MS, 9 * MS)
    assert at(10.5, 0) is None
    assert at(14, 3) == ("walk", 13 * MS, 17 * MS)


def test_marking_a_range_makes_it_the_lens_of_all_views(show):
    view = show(ThreadsView)
    view.canvas.marked.emit(0, 6 * MS, True)
    assert view.document.selection.focus.range_ns == (0, 6 * MS)
    assert lens_of(view.document).lens.end_ns == 6 * MS


def test_how_busy_a_thread_was_counts_no_idle_sample(show):
    view = show(ThreadsView)
    assert view.scene.lanes[0].activity.busy_share == pytest.approx(16 / 17)


def test_the_strip_tells_what_a_thread_was_busy_with(show):
    view = show(ThreadsView)
    canvas, scene = view.canvas, view.scene
    middle = scene.lanes[0].top + 13

    def said(ms):
        x = canvas.viewport.stretch.x_of(int(ms * MS), canvas.viewport.width)
        told = scene.tell(x, middle, canvas.viewport)
        return told and (told[0].title, told[0].rows)

    whole = percent(1)
    assert said(1) == (f"{whole} busy", (("runtime", whole),))
    assert said(7) == (f"{whole} busy", (("own code", whole),))
    assert said(10.5) == (f"{percent(0)} busy", ())
    assert said(99) is None
    x = canvas.viewport.stretch.x_of(7 * MS, canvas.viewport.width)
    assert scene.tell(x, middle + 40, canvas.viewport) is None
    idle = canvas.viewport.stretch.x_of(int(10.5 * MS), canvas.viewport.width)
    picture = canvas.grab().toImage()
    busy, empty = (picture.pixelColor(int(each), middle) for each in (x, idle))
    assert busy != empty


def test_a_profile_without_times_has_no_time_order():
    assert ThreadsView.concerns(document())
    assert not ThreadsView.concerns(document(profile("main 3", timed=False)))


def test_the_call_tree_unfolds_and_follows_the_selection(show):
    view = show(CallTreeView)
    model = view.tree.tree
    root = model.index(0, 0)
    assert model.data(root) == "main"
    names = [model.data(model.index(row, 0, root)) for row in range(model.rowCount(root))]
    assert names == ["handle", "walk", "idle_work"]
    view.document.selection.change(None, operation=function(view.study, "loads"))
    assert model.data(view.tree.currentIndex()) == "loads"
    assert view.find("walk") == 3
    view.find_next()
    assert view.document.selection.focus.operation == function(view.study, "walk")


def test_bottom_up_begins_with_what_costs_most_itself(show):
    view = show(CallTreeView)
    view._order.choose(1)
    view.settle()
    model = view.tree.tree
    assert model.data(model.index(0, 0)) == "loads"
    assert model.data(model.index(0, 0, model.index(0, 0))) == "load"


def test_the_sandwich_has_callers_above_and_callees_below(show):
    view = show(SandwichView)
    view.document.selection.change(None, operation=function(view.study, "load"))
    view.settle()
    above, below = view.callers.scene.tree, view.callees.scene.tree
    names = [view.study.name_of(int(f)) for f in above.shape.function]
    assert names == ["load", "handle", "main"]
    assert {view.study.name_of(int(f)) for f in below.shape.function} == {"load", "loads"}
    assert below.whole == 8 * MS
    tops = [view.callers.scene.top_of(path) for path in range(3)]
    assert tops == sorted(tops, reverse=True)


def test_functions_hide_what_the_lens_leaves_out(show, qtbot):
    view = show(FunctionsView)
    table = view._list.pane.table
    qtbot.waitUntil(lambda: len(table.table.shown) == 7)
    lens_of(view.document).apply(
        Transform(Change.FOCUS_FUNCTION, function(view.document.opened.study, "load"))
    )
    qtbot.waitUntil(lambda: len(table.table.shown) == 2)


def test_the_guide_leads_to_functions_by_name(qtbot):
    made, guide = document(), ProfileGuide()
    assert guide.facts(made)[0] == "6 samples"
    places = list(guide.destinations(made))
    assert places[0].title == "main"
    next(place for place in places if place.title == "render").go()
    assert made.selection.focus.operation == function(made.opened.study, "render")
    assert guide.find(made, "load (src/config.py:10)") == guide.find(made, "load")
    assert guide.find(made, "no such function") is None


def test_a_table_row_chooses_its_function(show, qtbot):
    view = show(FunctionsView)
    table = view._list.pane.table
    qtbot.waitUntil(lambda: len(table.table.shown) == 7)
    place = table.visualRect(table.table.index(0, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    chosen = view.document.selection.focus.operation
    assert chosen == int(table.table.shown[0])


def test_of_memory_it_is_told_how_much():
    builder = ProfileBuilder([("inuse_objects", "count"), ("inuse_space", "bytes")], default=1)
    stack = builder.stack_of([builder.frame(builder.function("keep", "app.py", 1))])
    for size in (2e6, 1e6):
        builder.sample(builder.thread("main"), stack, [1.0, size])
    made = SimpleNamespace(opened=SimpleNamespace(study=Study(builder.finish())))
    facts = ProfileGuide().facts(made)
    assert facts[:2] == ["3.00\u202fMB alive at the end", "2 call paths"]
