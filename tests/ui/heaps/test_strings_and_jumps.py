"""Repeated texts, bytes by kind, jumps between views, exports."""

from __future__ import annotations

import csv

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from perfview.ui.heaps.choosing import choose_object
from perfview.ui.heaps.classes import ClassesView
from perfview.ui.heaps.containment import ContainmentView
from perfview.ui.heaps.guide import HeapGuide
from perfview.ui.heaps.jumping.menu import fill_object_menu
from perfview.ui.heaps.jumping.ways import WAYS
from perfview.ui.heaps.retainers import RetainersView
from perfview.ui.heaps.statistics import StatisticsView
from perfview.ui.heaps.strings import StringsView
from tests.heaps.building import HeapBuilder
from tests.ui.heaps.folding_heaps import document, grown, sessions, study
from tests.ui.heaps.reading import column, named, texts


def test_repeated_texts_tell_what_is_wasted_and_who_holds_them(show, qtbot):
    heap = sessions(5)
    for number in range(4):
        note = heap.held(heap.globals, f"n{number}", "object", "Note", 10)
        heap.held(note, "text", "string", "said\ntwice", 48)
    view = show(StringsView, heap.study())
    tree = view.tree
    assert texts(tree) == ["said twice"]
    assert tree.tree.data(tree.tree.index(0, column(tree, "count"))) == "4"
    held = tree.tree.index(0, column(tree, "held_by"))
    qtbot.waitUntil(lambda: tree.tree.data(held) == "Note.text")
    assert "144" in tree.tree.data(tree.tree.index(0, column(tree, "wasted")))
    tree.setCurrentIndex(tree.tree.index(0, 0))
    node = view.document.selection.focus.row
    assert view.study.name_of(node) == "said\ntwice"


def test_statistics_add_up_to_the_whole_heap(show):
    view = show(StatisticsView, grown())
    made = view.study
    parts = view._measure().parts
    assert sum(part.bytes for part in parts) == int(made.self_bytes.sum())
    assert [part.bytes for part, _ in view.bar.places()] == sorted(
        (part.bytes for part in parts if part.bytes), reverse=True
    )
    assert "since" in [each.key for each in view.table.table.columns]


def test_the_guide_goes_to_classes_and_objects_by_name_and_number():
    opened = document(study())
    made, guide = opened.opened.study, HeapGuide()
    node = named(made, "Session", 3)
    number = int(made.graph.nodes.id[node])
    group = made.classes.name.index("Session")
    for text in (f"@{number}", f"Session @{number}", str(number)):
        assert guide.find(opened, text) == {"row": node, "operation": group}
    assert guide.find(opened, "Session") == {"row": -1, "operation": group}
    assert guide.find(opened, "Nothing") is None
    wanted = []
    opened.view_wanted.connect(wanted.append)
    places = {to.title: to for to in guide.destinations(opened)}
    places["Session"].go()
    assert (opened.selection.focus.operation, wanted) == (group, ["classes"])
    places[f"@{made.graph.nodes.id[named(made, 'EventBus')]}"].go()
    assert opened.selection.focus.row == named(made, "EventBus")
    assert guide.facts(opened)[0] == f"{len(made.graph)} objects"
    rows, words = guide.chosen_rows(opened)
    assert (rows.tolist(), words) == ([named(made, "EventBus")], "the chosen object")


def test_an_objects_menu_leads_to_every_view_and_copies(show, qtbot):
    view = show(RetainersView)
    made = view.document.opened.study
    node, menu = named(made, "Session"), QMenu(view)
    wanted = []
    view.document.view_wanted.connect(wanted.append)
    fill_object_menu(menu, view, view.document, node)
    actions = [each for each in menu.actions() if not each.isSeparator()]
    for action in actions[: len(WAYS)]:
        action.trigger()
    assert wanted == [slug for slug, _, _ in WAYS]
    assert view.document.selection.focus.row == node
    actions[len(WAYS)].trigger()
    assert QGuiApplication.clipboard().text() == f"Session @{made.graph.nodes.id[node]}"
    actions[len(WAYS) + 1].trigger()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == "global.bus.listeners[0].this")


def test_keys_lead_from_a_view_to_another(show, qtbot):
    view = show(ClassesView)
    wanted = []
    view.document.view_wanted.connect(wanted.append)
    choose_object(view.document, None, named(view.document.opened.study, "Session"))
    view.activateWindow()
    view.pane.tree.setFocus()
    qtbot.waitUntil(view.isActiveWindow)
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(view.pane.tree, Qt.Key.Key_R, shift)
    qtbot.keyClick(view.pane.tree, Qt.Key.Key_D, shift)
    assert wanted == ["retainers", "dominators"]


def test_all_objects_are_one_table_that_filters_by_their_own_sizes(show, qtbot):
    view = show(ClassesView)
    view.show_which(1)
    made, table = view.document.opened.study, view.objects.pane.table
    qtbot.waitUntil(lambda: len(table.table.shown) == len(made.graph))
    kept = made.retained_bytes[table.table.shown]
    assert (np.diff(kept) <= 0).all()
    view.objects.pane.filter.setText("class=User self>=125")
    qtbot.waitUntil(lambda: len(table.table.shown) == 5)
    table.sort(0, descending=False)
    node = int(table.table.shown[0])
    table.selectRow(0)
    assert view.document.selection.focus.row == node
    assert view.keyboard is table
    view.show_which(0)
    assert view.keyboard is view.pane.tree


def test_classes_are_exported_in_the_order_shown(show, qtbot, tmp_path):
    view = show(ClassesView)
    made, tree = view.document.opened.study, view.pane.tree
    path = tmp_path / "classes.csv"
    tree.export_csv(path)
    qtbot.waitUntil(path.exists)
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == texts(tree)
    assert int(rows[0]["retained"]) == int(made.class_retained.max())
    tree.copy_table()
    copied = QGuiApplication.clipboard().text
    qtbot.waitUntil(lambda: copied().startswith("name\tcount"))


def test_what_is_very_deep_is_said_and_not_unfolded(show, qtbot):
    heap = HeapBuilder()
    at = heap.held(heap.globals, "first", "object", "Link", 10)
    for _ in range(400):
        at = heap.held(at, "next", "object", "Link", 10)
    view = show(ContainmentView, heap.study())
    choose_object(view.document, None, at)
    qtbot.waitUntil(lambda: "402 levels" in view._count.text())
    assert not view.tree.selectionModel().hasSelection()
    choose_object(view.document, None, 5)
    qtbot.waitUntil(lambda: "root" in view._count.text())


def test_an_object_is_found_by_its_number_wherever_it_stands(show, qtbot):
    view = show(ContainmentView)
    made = view.study
    user = named(made, "User", 4)
    assert view.find(f"@{int(made.graph.nodes.id[user])}") == 1
    assert view.document.selection.focus.row == user
    tree = view.tree
    qtbot.waitUntil(lambda: tree.rows.made[tree.tree.node(tree.currentIndex())].node == user)
    assert view.find("@999999999") == 0
