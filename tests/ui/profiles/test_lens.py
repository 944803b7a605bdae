"""The lens all views share: what is changed can be seen, undone and done again."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton

from perfview.profiles.transforms.transform import Change, Transform
from perfview.ui.profiles.lensing.bar import LensBar
from perfview.ui.profiles.lensing.holder import lens_of
from perfview.ui.profiles.lensing.menu import Chosen, call_menu
from tests.ui.profiles.showing import document, function


@pytest.fixture
def shown(qtbot):
    made = document()
    bar = LensBar(made)
    qtbot.addWidget(bar)
    bar.show()
    return made, bar


def crumbs(bar):
    words = {button.text() for button in bar._trail.findChildren(QPushButton)}
    return words - {"Undo", "Redo"}


def press(bar, text):
    """The latest button with this text: those that were replaced are still on their way out."""
    found = [button for button in bar.findChildren(QPushButton) if button.text() == text]
    assert found, f"no button {text}"
    found[-1].click()


def test_all_views_of_a_document_share_one_lens(qtbot):
    one, other = document(), document()
    assert lens_of(one) is lens_of(one)
    assert lens_of(one) is not lens_of(other)


def test_a_transform_is_shown_and_can_be_undone_and_redone(qtbot, shown):
    made, bar = shown
    holder = lens_of(made)
    load = function(made.opened.study, "load")
    assert not bar._trail.isVisible()
    holder.apply(Transform(Change.DROP_FUNCTION, load))
    assert any("load" in words for words in crumbs(bar))
    press(bar, "Undo")
    assert holder.lens.transforms == ()
    assert holder.can_redo
    holder.redo()
    assert holder.lens.transforms == (Transform(Change.DROP_FUNCTION, load),)


def test_one_of_several_transforms_can_be_taken_back(qtbot, shown):
    made, bar = shown
    holder, study = lens_of(made), made.opened.study
    drop = Transform(Change.DROP_FUNCTION, function(study, "load"))
    merge = Transform(Change.MERGE_FUNCTION, function(study, "handle"))
    holder.apply(drop)
    holder.apply(merge)
    next(b for b in bar._trail.findChildren(QPushButton) if "load" in b.text()).click()
    assert holder.lens.transforms == (merge,)


def test_a_switch_turns_libraries_off_and_on(qtbot, shown):
    made, bar = shown
    press(bar, "Hide libraries")
    assert lens_of(made).lens.transforms == (Transform(Change.HIDE_LIBRARIES),)
    press(bar, "Hide libraries")
    assert lens_of(made).lens.transforms == ()


def test_a_marked_range_limits_what_counts_and_its_crumb_takes_it_back(qtbot, shown):
    made, bar = shown
    made.selection.change(None, range_ns=(0, 6_000_000))
    lens = lens_of(made).lens
    assert (lens.start_ns, lens.end_ns) == (0, 6_000_000)
    assert made.opened.study.call_tree(lens).whole == 6_000_000
    next(b for b in bar._trail.findChildren(QPushButton) if "from" in b.text()).click()
    assert lens_of(made).lens.start_ns is None


def test_the_menu_of_a_call_offers_every_change(qtbot, shown):
    made, bar = shown
    study = made.opened.study
    chosen = Chosen(study, study.shape, function(study, "walk"), 0)
    menu = call_menu(bar, lens_of(made), chosen)
    words = [action.text() for action in menu.actions()]
    for wanted in ("Focus on walk", "Merge walk", "Drop samples", "recursion", "Copy stack"):
        assert any(wanted in text for text in words), wanted
    next(action for action in menu.actions() if "Drop" in action.text()).trigger()
    assert lens_of(made).lens.transforms[0].change is Change.DROP_FUNCTION
