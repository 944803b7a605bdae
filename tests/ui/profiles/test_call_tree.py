"""The call tree: what is unfolded at first, order of siblings, folding, menus, zeros."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from perfview.ui.profiles.call_tree import CallTreeView
from perfview.ui.profiles.lensing.holder import lens_of
from tests.profiles.building import profile
from tests.ui.profiles.showing import document, function, study


@pytest.fixture
def show(qtbot):
    def shown(made=None):
        view = CallTreeView(document(made))
        qtbot.addWidget(view)
        view.resize(1200, 700)
        view.show()
        qtbot.waitExposed(view)
        view.settle()
        return view

    return shown


def visible(view):
    """The names of the rows that can be seen, top to bottom."""
    tree, found = view.tree, []
    index = tree.tree.index(0, 0)
    while index.isValid():
        found.append(str(tree.tree.data(index)))
        index = tree.indexBelow(index)
    return found


def test_the_way_that_most_of_everything_goes_is_unfolded(show):
    view = show(study("main;run;hot;work 8", "main;run;cold;rest 1", "main;other;more 1"))
    assert visible(view) == ["main", "run", "hot", "work", "cold", "other"]


def test_siblings_are_sorted_by_the_column_that_is_clicked_and_stay_unfolded(show, qtbot):
    view = show(study("main;b;x 5", "main;a 3", "main;c 4", "main;a;y 9"))
    assert visible(view)[:3] == ["main", "a", "y"]
    view.tree.sort_asked.emit(0, False)
    qtbot.waitUntil(lambda: view.tree.tree.sorted_by == 0)
    assert [each for each in visible(view) if each in "abc"] == ["a", "b", "c"]
    assert "y" in visible(view)
    view.tree.sort_asked.emit(1, True)
    qtbot.waitUntil(lambda: view.tree.tree.sorted_by == 1)
    assert [each for each in visible(view) if each in "abc"] == ["c", "a", "b"]


def test_bottom_up_is_sorted_too(show, qtbot):
    view = show(study("main;b 5", "main;a 3"))
    view._order.choose(1)
    view.settle()
    assert visible(view) == ["b", "main", "a"]
    view._sort(0, False)
    qtbot.waitUntil(lambda: visible(view) == ["a", "main", "b"])


def test_everything_below_can_be_unfolded_and_folded_by_keys(show):
    view = show(study("main;a;b;c 1", "main;d;e 1", "main;f 8"))
    assert visible(view) == ["main", "f", "a", "d"]
    view.tree.go_to([0])
    QTest.keyClick(view.tree, Qt.Key.Key_Asterisk)
    assert visible(view) == ["main", "f", "a", "b", "c", "d", "e"]
    view.tree.go_to([0])
    QTest.keyClick(view.tree, Qt.Key.Key_Slash)
    assert visible(view) == ["main"]


def test_nothing_is_a_dash(show):
    view = show(study("main;a 4"))
    model = view.tree.tree
    assert model.data(model.index(0, 1)) == "–"


def test_categories_of_the_recording_have_a_column(show):
    assert [column.key for column in show().tree.tree.columns][-1] == "module"


def test_estimated_stacks_are_marked(qtbot):
    from dataclasses import replace

    from PySide6.QtWidgets import QLabel

    made = profile("main;a 3")
    made.model = replace(made.model, is_estimated=True)
    view = CallTreeView(document(made))
    qtbot.addWidget(view)
    marks = [each for each in view.findChildren(QLabel) if each.text() == "estimated"]
    assert len(marks) == 1
    assert "counted calls" in marks[0].toolTip()


def test_keys_work_in_the_tree_without_stealing_its_own(show, qtbot):
    view = show()
    view.activateWindow()
    view.tree.setFocus()
    qtbot.waitUntil(view.isActiveWindow)
    load = function(view.study, "load")
    view.document.selection.change(None, operation=load)
    QTest.keyClick(view.tree, Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    assert [each.function for each in lens_of(view.document).lens.transforms] == [load]


@pytest.mark.parametrize("name", ["x" * 2000, "دالة التحليل", "a\tb\nc", "<b>&amp;</b>", ""])
def test_odd_names_are_shown_as_they_are(show, name):
    made = study("main 1")
    from perfview.profiles.building import ProfileBuilder
    from perfview.profiles.study import Study

    builder = ProfileBuilder([("cpu", "ns")])
    thread = builder.thread("main")
    frame = builder.frame(builder.function(name, "", 0))
    builder.sample(thread, builder.stack_of([frame]), [5.0], 0)
    builder.ends(thread, 5)
    made = Study(builder.finish())
    view = show(made)
    model = view.tree.tree
    assert model.data(model.index(0, 0)) == (name or "(no name)")
    view.grab()
