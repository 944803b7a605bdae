"""Profiles at the edge: nothing, one sample, no times, negative weights, very many functions."""

from __future__ import annotations

import pytest

from perfview.profiles.building import ProfileBuilder
from perfview.profiles.study import Study
from perfview.ui.profiles.call_tree import CallTreeView
from perfview.ui.profiles.difference import DifferenceView
from perfview.ui.profiles.flame import FlameView
from perfview.ui.profiles.functions import FunctionsView
from perfview.ui.profiles.lensing.holder import lens_of
from perfview.ui.profiles.sandwich import SandwichView
from perfview.ui.profiles.threads import ThreadsView
from tests.profiles.building import profile
from tests.ui.profiles.showing import document, study

VIEWS = (FlameView, ThreadsView, CallTreeView, SandwichView, FunctionsView)


def two_metrics(*samples: tuple[str, float, float]) -> Study:
    """A study of functions by time, and by bytes of which there may be less than none."""
    builder = ProfileBuilder([("cpu", "ns"), ("inuse_space", "bytes")])
    thread = builder.thread("main")
    for now, (name, time, size) in enumerate(samples):
        frame = builder.frame(builder.function(name, "", 0))
        builder.sample(thread, builder.stack_of([frame]), [time, size], now)
    builder.ends(thread, len(samples))
    return Study(builder.finish())


@pytest.fixture
def show(qtbot):
    def shown(kind, made):
        view = kind(document(made))
        qtbot.addWidget(view)
        view.resize(1000, 600)
        view.show()
        if hasattr(view, "settle"):
            view.settle()
        view.remains.settle() if hasattr(view, "remains") else None
        view.grab()
        return view

    return shown


@pytest.mark.parametrize("kind", VIEWS)
@pytest.mark.parametrize(
    "samples",
    [(), ("",), ("main 1",), ("main;" * 300 + "deep 1",)],
    ids=["none", "idle", "1", "deep"],
)
def test_every_view_shows_every_profile(show, kind, samples):
    show(kind, profile(*samples))


@pytest.mark.parametrize("kind", [k for k in VIEWS if k is not ThreadsView])
def test_without_times_there_is_still_everything_else(show, kind):
    show(kind, profile("main;a 3", "main;b 1", timed=False))


@pytest.mark.parametrize("kind", VIEWS)
def test_units_follow_what_is_counted(show, kind):
    view = show(kind, two_metrics(("a", 5e6, 2048), ("b", 1e6, 0)))
    lens_of(view.document).change(metric=1)
    if hasattr(view, "settle"):
        view.settle()
    if kind is FlameView:
        assert view.picture.scene.unit == "bytes"
        assert view.picture.scene.whole == 2048
        assert "kB" in view.picture.scene.tip(-1).rows[0][1]


def test_negative_weights_have_no_width_but_are_told(show):
    made = two_metrics(("freed", 1.0, -4096), ("kept", 1.0, 1024))
    view = show(CallTreeView, made)
    lens_of(view.document).change(metric=1)
    view.settle()
    model = view.tree.tree
    rows = {model.data(model.index(row, 0)): model.data(model.index(row, 2)) for row in (0, 1)}
    assert rows["freed"].startswith("−4.10")
    flame = show(FlameView, made)
    lens_of(flame.document).change(metric=1)
    flame.settle()
    assert flame.picture.scene.whole == 1024


def test_a_weight_that_is_nowhere_says_so(show):
    view = show(FlameView, two_metrics(("a", 5e6, 0)))
    lens_of(view.document).change(metric=1)
    view.settle()
    assert view.remains.is_empty


def test_idle_only_is_not_an_empty_canvas(show):
    view = show(CallTreeView, study(""))
    assert view.remains.is_empty


def test_a_hundred_thousand_functions(show, qtbot):
    builder = ProfileBuilder([("cpu", "ns")])
    thread = builder.thread("main")
    root = builder.frame(builder.function("main", "", 0))
    for n in range(100_000):
        frame = builder.frame(builder.function(f"f{n}", "a.py", n))
        builder.sample(thread, builder.stack_of([root, frame]), [float(1 + n % 97)], n)
    builder.ends(thread, 100_000)
    made = Study(builder.finish())
    view = show(CallTreeView, made)
    assert view.find("f9999") == 11
    view.find_next()
    names = show(FunctionsView, made)._list.pane.table
    qtbot.waitUntil(lambda: len(names.table.shown) == 100_001)


def test_two_empty_profiles_can_be_compared(qtbot):
    view = DifferenceView(document(profile(""), profile("")))
    qtbot.addWidget(view)
    view.resize(800, 500)
    view.show()
    view.settle()
    view._layout.choose(2)
    view._draw()
    view.grab()


def test_a_filter_over_functions_asks_for_the_numbers_that_are_shown(show, qtbot):
    made = two_metrics(("slow", 9e6, 10), ("large", 1e6, 5000), ("both", 8e6, 6000))
    view = show(FunctionsView, made)
    table = view._list.pane.table

    def names():
        return {made.name_of(int(row)) for row in table.table.shown}

    qtbot.waitUntil(lambda: len(table.table.shown) == 3)
    table.filter("self>5ms")
    assert names() == {"slow", "both"}
    lens_of(view.document).change(metric=1)
    table.filter("self>1kB")
    qtbot.waitUntil(lambda: names() == {"large", "both"})
