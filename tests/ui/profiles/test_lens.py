"""The lens all views share: what is changed can be seen, undone and done again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from perfview.profiles.transforms.transform import Change, Transform
from perfview.ui.profiles.flame import FlameView
from perfview.ui.profiles.functions import FunctionsView
from perfview.ui.profiles.lensing.bar import LensBar
from perfview.ui.profiles.lensing.chosen import Chosen
from perfview.ui.profiles.lensing.holder import lens_of
from perfview.ui.profiles.lensing.menu import call_menu
from perfview.ui.profiles.lensing.saved import SavedChanges
from tests.ui.profiles.showing import document, function, threads


@pytest.fixture
def shown(qtbot):
    made = document()
    bar = LensBar(made)
    qtbot.addWidget(bar)
    bar.resize(1400, 120)
    bar.show()
    return made, bar


@pytest.fixture
def view(qtbot):
    made = FlameView(document())
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.settle()
    return made


def crumbs(bar):
    return [made.text() for _, made in bar.trail._crumbs]


def take_back(bar, words):
    """Click the crumb with these words."""
    next(made for _, made in bar.trail._crumbs if words in made.text()).click()


def press(bar, text):
    """The latest button with this text: those that were replaced are still on their way out."""
    found = [button for button in bar.findChildren(QPushButton) if button.text() == text]
    assert found, f"no button {text}"
    found[-1].click()


def test_all_views_of_a_document_share_one_lens(qtbot):
    one, other = document(), document()
    assert lens_of(one) is lens_of(one)
    assert lens_of(one) is not lens_of(other)


def test_a_transform_is_shown_and_can_be_undone_and_redone(shown):
    made, bar = shown
    holder = lens_of(made)
    load = function(made.opened.study, "load")
    assert not bar.trail.isVisible()
    holder.apply(Transform(Change.DROP_FUNCTION, load))
    assert crumbs(bar) == ["Drop load"]
    press(bar, "Undo")
    assert holder.lens.transforms == ()
    assert bar.trail.isVisible(), "where it can be done again"
    press(bar, "Redo")
    assert holder.lens.transforms == (Transform(Change.DROP_FUNCTION, load),)


def test_one_of_several_transforms_can_be_taken_back(shown):
    made, bar = shown
    holder, study = lens_of(made), made.opened.study
    drop = Transform(Change.DROP_FUNCTION, function(study, "load"))
    merge = Transform(Change.MERGE_FUNCTION, function(study, "handle"))
    holder.apply(drop)
    holder.apply(merge)
    take_back(bar, "load")
    assert holder.lens.transforms == (merge,)


def test_everything_can_be_taken_back_at_once_and_that_undone(shown):
    made, bar = shown
    holder = lens_of(made)
    holder.change(where="load")
    holder.apply(Transform(Change.HIDE_LIBRARIES))
    made.selection.change(None, range_ns=(0, 6_000_000))
    assert len(crumbs(bar)) == 3
    press(bar, "Reset all")
    assert crumbs(bar) == []
    assert made.selection.focus.range_ns is None
    holder.undo()
    assert len(crumbs(bar)) == 3
    assert made.selection.focus.range_ns == (0, 6_000_000)


def test_a_switch_turns_libraries_off_and_on(shown):
    made, bar = shown
    press(bar, "Hide libraries")
    assert lens_of(made).lens.transforms == (Transform(Change.HIDE_LIBRARIES),)
    press(bar, "Hide libraries")
    assert lens_of(made).lens.transforms == ()


def test_a_marked_range_limits_what_counts_and_its_crumb_takes_it_back(shown):
    made, bar = shown
    made.selection.change(None, range_ns=(0, 6_000_000))
    lens = lens_of(made).lens
    assert (lens.start_ns, lens.end_ns) == (0, 6_000_000)
    assert made.opened.study.call_tree(lens).whole == 6_000_000
    take_back(bar, "from")
    assert lens_of(made).lens.start_ns is None
    assert made.selection.focus.range_ns is None
    lens_of(made).undo()
    assert made.selection.focus.range_ns == (0, 6_000_000)


def test_crumbs_without_room_stand_in_a_menu(shown):
    made, bar = shown
    study = made.opened.study
    for name in ("load", "loads", "render", "walk", "idle_work"):
        lens_of(made).apply(Transform(Change.MERGE_FUNCTION, function(study, name)))
    shown_widely = [m for _, m in bar.trail._crumbs if not m.isHidden()]
    assert len(shown_widely) == 5
    bar.resize(560, 120)
    left = [m.text() for _, m in bar.trail._crumbs if not m.isHidden()]
    assert 0 < len(left) < 5
    assert left[-1] == "Merge idle_work"
    assert bar.trail._rest.text() == f"{5 - len(left)} more"


def test_changes_can_be_copied_and_pasted_as_text(shown):
    made, bar = shown
    holder, study = lens_of(made), made.opened.study
    holder.apply(Transform(Change.DROP_FUNCTION, function(study, "load")))
    holder.apply(Transform(Change.FOLD_LIBRARIES))
    bar.trail.copy()
    wanted = holder.lens.transforms
    assert QGuiApplication.clipboard().text().splitlines()[1] == "fold-libraries"
    holder.reset()
    bar.trail.paste()
    assert holder.lens.transforms == wanted
    QGuiApplication.clipboard().setText("fly-away")
    bar.trail.paste()
    assert holder.lens.transforms == wanted


class Kept:
    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}

    def blob(self, name: str) -> bytes:
        return self.blobs.get(name, b"")

    def keep_blob(self, name: str, data: bytes) -> None:
        self.blobs[name] = data


def test_changes_can_be_kept_by_name_for_another_recording(shown, qtbot):
    made, bar = shown
    bar.settings = Kept()
    lens_of(made).apply(Transform(Change.DROP_FUNCTION, function(made.opened.study, "load")))
    bar.trail.keep(" without loading ")
    other = document()
    second = LensBar(other)
    qtbot.addWidget(second)
    second.settings = bar.settings
    words = [action.text() for action in second.trail.more_menu(second).actions()]
    assert "Do “without loading”" in words
    saved = second.trail._saved
    assert list(saved.all()) == ["without loading"]
    second.trail.do(saved.all()["without loading"])
    assert crumbs(second) == ["Drop load"]
    saved.forget("without loading")
    assert saved.all() == {}


@pytest.mark.parametrize("damaged", [b"no json", b"[1, 2]", b'{"a": 3}'])
def test_damaged_kept_changes_are_none(damaged):
    kept = Kept()
    kept.keep_blob("profile-changes", damaged)
    assert SavedChanges(kept).all() == {}


def test_where_room_is_short_what_is_done_everywhere_is_a_menu(shown):
    _, bar = shown
    assert bar._options.isHidden()
    bar.resize(330, 120)
    assert not bar._options.isHidden()
    assert bar.filter.text() == "Filter"
    first = bar._option_menu().actions()[0]
    assert first.text() == "Hide libraries"
    first.trigger()
    assert bar.holder.lens.transforms == (Transform(Change.HIDE_LIBRARIES),)
    bar.resize(80, 120)
    assert bar.filter.text() == ""
    bar.resize(1400, 120)
    assert bar.filter.text() == "Filter"
    assert bar._options.isHidden()


def test_the_menu_of_a_call_offers_every_change(view):
    study = view.study
    chosen = Chosen(study, study.shape, function(study, "walk"), 0)
    menu = call_menu(view, view.document, chosen)
    words = [action.text() for action in menu.actions()]
    for wanted in ("Focus on walk", "Merge walk", "Drop samples", "recursion", "Copy stack"):
        assert any(wanted in text for text in words), wanted
    assert any(text.endswith("\tShift+D") for text in words)
    next(action for action in menu.actions() if "Drop" in action.text()).trigger()
    assert lens_of(view.document).lens.transforms[0].change is Change.DROP_FUNCTION


def test_keys_transform_the_chosen_call_and_take_it_back(view):
    holder, canvas = view.holder, view.picture.canvas
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_D, Qt.KeyboardModifier.ShiftModifier)
    assert holder.lens.transforms == (), "nothing is chosen yet"
    load = function(view.study, "load")
    view.document.selection.change(None, operation=load)
    QTest.keyClick(canvas, Qt.Key.Key_D, Qt.KeyboardModifier.ShiftModifier)
    assert holder.lens.transforms == (Transform(Change.DROP_FUNCTION, load),)
    QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert holder.lens.transforms == ()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(canvas, Qt.Key.Key_Z, both)
    assert holder.lens.transforms == (Transform(Change.DROP_FUNCTION, load),)


def test_ctrl_c_on_the_picture_copies_the_chosen_stack(view):
    load = function(view.study, "load")
    stack = int(next(s for s in range(len(view.study.function)) if view.study.function[s] == load))
    view.document.selection.change(None, operation=load, row=stack)
    view.picture.canvas.setFocus()
    QTest.keyClick(view.picture.canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "main\nhandle\nload"


def test_a_filter_by_frames_is_counted_completed_and_becomes_a_crumb(shown):
    made, bar = shown
    bar.ask_filter()
    row = bar.filter_row
    assert row.isVisible()
    row.field.setText("fil")
    row.settle()
    assert row.hints() == [("file=", "file=")]
    QTest.keyClick(row.field, Qt.Key.Key_Tab)
    row.field.setText('name~"^load"')
    row.settle()
    assert row.said.text().startswith("2 samples, 40")
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    assert lens_of(made).lens.where == 'name~"^load"'
    assert not row.isVisible()
    assert crumbs(bar) == ['With name~"^load"']
    take_back(bar, "load")
    assert lens_of(made).lens.where == ""


def test_values_of_a_field_are_offered_and_quoted(shown):
    _, bar = shown
    row = bar.filter_row
    row.field.setText("load kind=o")
    assert ("own", "load kind=own ") in row.hints()
    row.field.setText("file=page")
    assert row.hints() == [("src/page.py", "file=src/page.py ")]


@pytest.mark.parametrize("text", ["nothing=here", 'name~"("', "line>abc", "(load"])
def test_a_filter_that_makes_no_sense_says_why_and_changes_nothing(shown, text):
    made, bar = shown
    bar.ask_filter()
    row = bar.filter_row
    row.field.setText(text)
    row.settle()
    assert row.said.text()
    assert row.said.property("role") == "bad"
    row.apply()
    assert not lens_of(made).is_filtered
    assert row.isVisible()


def test_a_filter_can_keep_samples_without_or_only_frames_that_match(shown):
    made, bar = shown
    row, study = bar.filter_row, made.opened.study
    row.field.setText("load")
    row.choose("without")
    row.apply()
    names = study.call_tree(lens_of(made).lens)
    assert names.whole == 8_000_000
    lens_of(made).reset()
    row.field.setText("kind=own")
    row.choose("only")
    row.apply()
    assert lens_of(made).lens.transforms == (Transform(Change.ONLY_MATCHING, text="kind=own"),)


def test_nothing_left_offers_to_take_the_last_change_back(view):
    view.holder.change(where="walk")
    view.holder.apply(Transform(Change.DROP_FUNCTION, function(view.study, "main")))
    view.settle()
    assert view.remains.is_empty
    press(view.remains, "Take that back")
    view.settle()
    assert not view.remains.is_empty
    assert view.holder.lens.where == "walk"


def test_several_threads_can_be_chosen_by_process(qtbot):
    made = document(threads("main;a 4", "worker;b 2", "worker;c 1"))
    bar = LensBar(made)
    qtbot.addWidget(bar)
    menu = bar._choices.threads(bar)
    ticks = [action for action in menu.actions() if action.isCheckable()]
    assert [action.text().partition("\t")[0] for action in ticks] == [
        "main",
        "worker 2",
        "worker 3",
    ]
    ticks[0].trigger()
    ticks[2].trigger()
    assert lens_of(made).lens.threads == (0, 2)
    assert made.opened.study.call_tree(lens_of(made).lens).whole == 5_000_000
    assert crumbs(bar) == ["2 threads"]
    menu.actions()[0].trigger()
    assert lens_of(made).lens.threads == ()
    assert not ticks[0].isChecked()


def test_undo_does_not_steal_the_keys_of_a_text_field(qtbot):
    made = FunctionsView(document())
    qtbot.addWidget(made)
    made.show()
    field = made._list.pane.filter
    field.setFocus()
    QTest.keyClicks(field, "FD")
    assert field.text() == "FD"
