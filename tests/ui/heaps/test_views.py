"""The tables and trees of a heap: classes, containment, retainers, comparison, strings, bytes."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt

from perfview.ui.heaps.choosing import choose_class, choose_object, reveal_object
from perfview.ui.heaps.classes import ClassesView
from perfview.ui.heaps.comparison import ComparisonView
from perfview.ui.heaps.containment import ContainmentView
from perfview.ui.heaps.guide import HeapGuide
from perfview.ui.heaps.jumping.ways import WAYS
from perfview.ui.heaps.retainers import RetainersView
from perfview.ui.heaps.retaining.why_alive import WhyAlive
from perfview.ui.heaps.statistics import StatisticsView
from perfview.ui.heaps.strings import StringsView
from perfview.ui.shell.guides import guide_of, views_of
from tests.heaps.building import HeapBuilder
from tests.ui.heaps.folding_heaps import document, grown, study
from tests.ui.heaps.reading import column, named, texts

VIEWS = (
    ClassesView,
    ContainmentView,
    RetainersView,
    ComparisonView,
    StringsView,
    StatisticsView,
)


def test_views_that_need_objects_are_not_offered_without():
    without = document(study(), empty=True)
    assert not any(view.concerns(without) for view in VIEWS)
    assert HeapGuide().facts(without) == []
    assert list(HeapGuide().destinations(without)) == []


def test_only_a_comparison_needs_an_earlier_snapshot():
    alone, compared = document(study()), document(grown())
    assert [view.name for view in VIEWS if not view.concerns(alone)] == ["comparison"]
    assert all(view.concerns(compared) for view in VIEWS)


def test_the_window_finds_the_views_and_the_guide():
    names = {view.name for view in views_of("heaps")}
    assert names >= {view.name for view in VIEWS}
    assert isinstance(guide_of("heaps"), HeapGuide)
    assert {slug for slug, _, _ in WAYS} <= names


def test_classes_stand_by_what_they_keep_and_unfold_into_objects(show, qtbot):
    view = show(ClassesView)
    made, tree = view.document.opened.study, view.pane.tree
    number = made.classes.name.index("Session")
    index = tree.tree.index_of(number)
    assert tree.tree.data(index) == "Session"
    assert tree.tree.data(index.siblingAtColumn(column(tree, "count"))) == "30"
    kept = [made.class_retained[row] for row in tree.rows.known(-1).nodes]
    assert kept == sorted(kept, reverse=True)
    tree.expand(index)
    qtbot.waitUntil(lambda: tree.tree.rowCount(index) == 30)
    assert tree.tree.data(tree.tree.index(0, 0, index)).startswith("Session @")


def test_a_filter_keeps_classes_and_says_how_many(show, qtbot):
    view = show(ClassesView)
    view.pane.filter.setText("self>50kB")
    qtbot.waitUntil(lambda: set(texts(view.pane.tree)) == {"Session", "ArrayBuffer"})
    whole = len(view.document.opened.study.class_sizes.count.nonzero()[0])
    assert view.pane._count.text() == f"2 of {whole} classes"
    view.pane.filter.setText("wrong=1")
    qtbot.waitUntil(lambda: "no “wrong”" in view.pane._count.text())
    assert set(texts(view.pane.tree)) == {"Session", "ArrayBuffer"}
    view.pane.filter.clear()
    qtbot.waitUntil(lambda: len(texts(view.pane.tree)) == whole)


def test_a_filter_by_number_leaves_that_object_under_its_class(show, qtbot):
    view = show(ClassesView)
    made, tree = view.document.opened.study, view.pane.tree
    node = named(made, "Session", 7)
    view.pane.filter.setText(f"@{made.graph.nodes.id[node]}")
    qtbot.waitUntil(lambda: texts(tree) == ["Session"])
    tree.expand(tree.tree.index(0, 0))
    qtbot.waitUntil(lambda: tree.rows.is_loaded(tree.tree.node(tree.tree.index(0, 0))))
    below = [
        tree.rows.made[row].node
        for row in tree.rows.children(tree.tree.node(tree.tree.index(0, 0)))
    ]
    assert below == [node]


def test_choosing_a_class_and_an_object_is_known_everywhere(show, qtbot):
    view = show(ClassesView)
    made, tree = view.document.opened.study, view.pane.tree
    number = made.classes.name.index("Session")
    tree.setCurrentIndex(tree.tree.index_of(number))
    focus = view.document.selection.focus
    assert (focus.operation, focus.row) == (number, -1)
    assert view.beside.panel.isVisible()
    node = named(made, "User", 3)
    reveal_object(view.document, node)
    qtbot.waitUntil(lambda: tree.rows.made[tree.tree.node(tree.currentIndex())].node == node)
    assert view.document.selection.focus.operation == made.classes.name.index("User")
    view.document.selection.clear()
    assert not view.beside.panel.isVisible()


def test_classes_tell_what_their_objects_hang_on_once_it_is_found_out(show, qtbot):
    view = show(ClassesView)
    tree = view.pane.tree
    at = tree.tree.index_of(view.document.opened.study.classes.name.index("User"))
    held = at.siblingAtColumn(column(tree, "held_by"))
    qtbot.waitUntil(lambda: tree.tree.data(held) == "Session.user")
    assert tree.tree.columns[held.column()].plain([tree.tree.node(at)]) == ["Session.user"]


def test_classes_tell_growth_since_an_earlier_snapshot(show):
    view = show(ClassesView, grown(10, 40))
    made, tree = view.document.opened.study, view.pane.tree
    at = tree.tree.index_of(made.classes.name.index("Session"))
    since = at.siblingAtColumn(column(tree, "since_count"))
    assert tree.tree.data(since) == "+30"
    assert tree.tree.columns[since.column()].tone(tree.tree.node(at)) == "bad"
    store = tree.tree.index_of(made.classes.name.index("Store"))
    assert tree.tree.data(store.siblingAtColumn(since.column())) == "–"


def test_classes_draw_how_many_there_were_in_each_snapshot(show):
    made = grown(10, 40)
    made.between = (study(25),)
    view = show(ClassesView, made)
    tree = view.pane.tree
    shown = tree.tree.columns[column(tree, "snapshots")]
    curve = shown.curve(made.classes.name.index("Session"))
    assert curve.tolist() == [0.25, 0.625, 1.0]
    assert shown.title == "3 snapshots"


def test_an_object_tells_why_it_is_alive_and_what_to_cut(qtbot):
    opened = document(study())
    made = opened.opened.study
    panel = WhyAlive(opened)
    qtbot.addWidget(panel)
    panel.show()
    node = named(made, "Session", 4)
    choose_object(opened, None, node)
    panel.settle()
    steps = panel.chain.steps
    assert steps[0].node == 2
    assert steps[-1].node == node
    assert [step.reference for step in steps[:3]] == [".bus", ".listeners", "[4]"]
    assert sum(bool(step.cut) for step in steps) == 1
    assert "Session" in panel.sentence.text()
    assert "frees" in panel.sentence.text()
    assert panel._count.text() == "1 of 1 path"
    kept = panel.keeps.table.table
    fields = {kept.data(kept.index(row, 0)): kept.data(kept.index(row, 1)) for row in range(3)}
    assert fields["buffer"].startswith("ArrayBuffer")
    assert fields["–"] == "itself"


def test_several_ways_are_stepped_through(qtbot):
    heap = HeapBuilder()
    one = heap.held(heap.globals, "one", "object", "One", 10)
    two = heap.held(heap.globals, "two", "object", "Two", 10)
    both = heap.held(one, "mine", "object", "Shared", 10)
    heap.edge(two, "property", "mine", both)
    opened = document(heap.study())
    panel = WhyAlive(opened)
    qtbot.addWidget(panel)
    choose_object(opened, None, both)
    panel.settle()
    assert panel._count.text() == "1 of 2 paths"
    first = [step.node for step in panel.chain.steps]
    panel.step(1)
    second = [step.node for step in panel.chain.steps]
    assert {first[1], second[1]} == {one, two}
    assert panel._count.text() == "2 of 2 paths"
    panel.step(1)
    assert [step.node for step in panel.chain.steps] == first


def test_a_step_of_the_chain_leads_to_its_object(qtbot):
    opened = document(study())
    panel = WhyAlive(opened)
    qtbot.addWidget(panel)
    panel.resize(320, 600)
    panel.show()
    choose_object(opened, None, named(opened.opened.study, "Session"))
    panel.settle()
    place = next(k for k, step in enumerate(panel.chain.steps) if "EventBus" in step.title)
    y = int(panel.chain.top_of(place)) + 8
    qtbot.mouseClick(panel.chain, Qt.MouseButton.LeftButton, pos=QPoint(80, y))
    assert opened.selection.focus.row == named(opened.opened.study, "EventBus")


def test_a_very_long_way_leaves_the_middle_out(qtbot):
    heap = HeapBuilder()
    at = heap.held(heap.globals, "first", "object", "Link", 10)
    for _ in range(300):
        at = heap.held(at, "next", "object", "Link", 10)
    opened = document(heap.study())
    panel = WhyAlive(opened)
    qtbot.addWidget(panel)
    choose_object(opened, None, at)
    panel.settle()
    steps = panel.chain.steps
    assert len(steps) < 40
    assert steps[-1].node == at
    assert sum(step.left_out for step in steps) + sum(step.node >= 0 for step in steps) == 302


def test_a_class_tells_its_holders_and_biggest_objects(qtbot):
    opened = document(study())
    made = opened.opened.study
    panel = WhyAlive(opened)
    qtbot.addWidget(panel)
    choose_class(opened, None, made.classes.name.index("User"))
    panel.settle()
    page = panel.class_page
    holders = page.holders.table
    assert (holders.data(holders.index(0, 0)), holders.rowCount()) == ("Session.user", 1)
    biggest = page.biggest.table
    assert biggest.data(biggest.index(0, 1)).startswith("129")
    assert "30 objects" in page.facts.text.replace("\u00a0", " ")


def test_containment_and_dominators_follow_the_chosen_object(show, qtbot):
    view = show(ContainmentView)
    made = view.document.opened.study
    node = named(made, "User", 5)

    def chosen():
        rows, tree = view.tree.rows, view.tree
        at = tree.tree.node(tree.currentIndex())
        return rows.made[at].node if at >= 0 else -1

    reveal_object(view.document, node)
    qtbot.waitUntil(lambda: chosen() == node)
    view.show_dominators()
    qtbot.waitUntil(lambda: view.tree.rows is not None and column_keys(view.tree)[-1] == "distance")
    qtbot.waitUntil(lambda: chosen() == node)


def column_keys(tree):
    return [each.key for each in tree.tree.columns]


def test_retainers_stand_nearest_first_and_lead_on(show):
    view = show(RetainersView)
    made = view.document.opened.study
    node = named(made, "Session", 2)
    choose_object(view.document, None, node)
    view.settle()
    tree = view.pane.tree
    assert tree.tree.data(tree.tree.index(0, 0)).startswith("this in onClose()")
    tree.setCurrentIndex(tree.tree.index(0, 0))
    assert view.document.selection.focus.row == node
    tree.entered_row.emit(0)
    assert view.document.selection.focus.row == named(made, "Function", 2)


def test_a_comparison_tells_what_came_and_unfolds_into_it(show, qtbot):
    view = show(ComparisonView, grown(10, 30))
    made, tree = view.study, view.tree
    number = made.classes.name.index("Session")
    index = tree.tree.index_of(number)
    cells = {
        key: tree.tree.data(index.siblingAtColumn(column(tree, key)))
        for key in ("new", "gone", "delta")
    }
    assert cells == {"new": "20", "gone": "–", "delta": "+20"}
    assert "new" in view._said.text()
    assert "against before" in view._said.text()
    tree.expand(index)
    qtbot.waitUntil(lambda: tree.tree.rowCount(index) == 20)
    view.filter.setText("new>=20 class=User")
    qtbot.waitUntil(lambda: texts(tree) == ["User"])
