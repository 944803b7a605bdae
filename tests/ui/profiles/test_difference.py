"""A profile held against another one: colours, widths, sides, what is chosen and what is noise."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.profiles.lens import Lens
from perfview.profiles.transforms.transform import Change, Transform
from perfview.ui.profiles.comparing.lenses import lenses_of
from perfview.ui.profiles.comparing.scene import STEPS
from perfview.ui.profiles.difference import DifferenceView
from perfview.ui.profiles.lensing.holder import lens_of
from tests.ui.profiles.showing import ORDERS, document, function, study

MS = 1_000_000


@pytest.fixture
def show(qtbot):
    def shown(after, before):
        view = DifferenceView(document(after, before))
        qtbot.addWidget(view)
        view.resize(1200, 800)
        view.show()
        view.settle()
        return view

    return shown


@pytest.fixture
def slower(show):
    after = study(*(text.replace(" 6", " 18") for text in ORDERS), "main;handle;check 4")
    return show(after, study(*ORDERS))


def common(view, name):
    """A function by name, as both profiles' are numbered together."""
    return next(f for f in range(view.compared.tree.functions) if view.compared.name_of(f) == name)


def test_it_needs_a_baseline():
    assert not DifferenceView.concerns(document())
    assert DifferenceView.concerns(document(study(), study()))


def test_colours_are_changes(slower):
    scene = slower.new.scene
    names = {slower.compared.name_of(int(f)): p for p, f in enumerate(scene.tree.function)}
    middle = STEPS // 2
    assert scene.step_of_path[names["loads"]] > middle
    assert scene.step_of_path[names["check"]] == STEPS - 1
    assert bool(scene.tree.appeared[names["check"]])
    assert scene.step_of_path[names["render"]] == middle
    assert slower.comparison.verdict.startswith("Slower")


def test_widths_before_leave_out_what_is_new(show):
    view = show(study("main;b 4", "main;a 4"), study("main;a 4"))
    view._layout.choose(1)
    view._draw()
    scene = view.new.scene
    new = function(view.after, "b")
    assert scene.whole == 4 * MS
    assert not np.isin(scene.layers[0].boxes.label, [new]).any()
    assert view.old.isHidden()


def test_side_by_side_both_have_one_order_and_one_scale_and_move_together(show):
    view = show(study("main;a 2", "main;b 6"), study("main;a 3", "main;b 1"))
    view._layout.choose(2)
    view._draw()
    old, new = view.old, view.new
    assert old.isVisible()
    assert old.canvas.bounds == new.canvas.bounds
    assert old.scene.scale == new.scene.scale
    a, b = function(view.after, "a"), function(view.after, "b")
    for scene in (old.scene, new.scene):
        start = {int(f): int(scene.start[p]) for p, f in enumerate(scene.tree.function)}
        assert start[b] < start[a], "the larger of both numbers decides"
    new.canvas.zoom_to(0, new.canvas.bounds[1] // 2, margin=0.0, animate=False)
    assert old.canvas.stretch == new.canvas.stretch


def test_what_is_chosen_in_one_place_is_chosen_in_all(slower, qtbot):
    table = slower._pane.table
    qtbot.waitUntil(lambda: len(table.table.shown) > 0)
    loads = function(slower.after, "loads")
    slower.document.selection.change(None, operation=loads)
    assert slower.function == slower.new.function == loads
    row = slower._rows.row_of(loads)
    assert table.chosen_rows.tolist() == [row]
    check = common(slower, "check")
    slower.new.chosen.emit(check, -1)
    assert slower.document.selection.focus.operation == check


def test_what_is_gone_can_be_chosen_and_is_nothing_elsewhere(show):
    view = show(study("main;a 4"), study("main;a 4", "main;gone 9"))
    gone = common(view, "gone")
    assert gone >= len(view.after.model.functions)
    view.new.chosen.emit(gone, -1)
    assert view.function == gone
    assert view.document.selection.focus.operation == -1


def test_equal_profiles_say_that_nothing_changed(show, qtbot):
    view = show(study(*ORDERS), study(*ORDERS))
    view._beyond.setChecked(True)
    assert view._pile.currentIndex() == 1
    view._beyond.setChecked(False)
    assert view._pile.currentIndex() == 0


def test_search_walks_through_what_moved_most_first(slower):
    assert slower.find("load") == 2
    slower.find_next()
    assert slower.function == common(slower, "load"), "with what it calls it moved as much"
    slower.find_next()
    assert slower.function == common(slower, "loads")
    assert slower.find("") == 0


def test_the_lens_is_looked_through_on_both_sides(slower):
    loads = function(slower.after, "loads")
    lens_of(slower.document).apply(Transform(Change.DROP_FUNCTION, loads))
    slower.settle()
    assert slower.compared.before.whole == 10 * MS
    assert slower.compared.after.whole == 14 * MS


def test_what_means_nothing_in_the_other_profile_is_left_out_of_both():
    before, after = study("main;old 4"), study("main;new 4")
    drop = Transform(Change.DROP_FUNCTION, function(after, "new"))
    hide = Transform(Change.HIDE_LIBRARIES)
    lens = Lens(threads=(0,), start_ns=0, end_ns=5, where="main", transforms=(drop, hide))
    assert lenses_of(before, after, lens) == (Lens(where="main", transforms=(hide,)),) * 2


def test_by_shares_or_by_numbers(slower):
    assert not slower.compared.functions.normalised
    slower._switch_shares(True)
    slower.settle()
    assert slower.compared.functions.normalised
    assert slower._shares.isChecked()
