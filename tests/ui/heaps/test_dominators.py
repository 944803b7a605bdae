"""The dominators: a click chooses, a double click looks at a subtree alone, new and leaking."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from perfview.kernels import raster
from perfview.ui.canvas.boxes import QUIET_CATEGORY
from perfview.ui.heaps.colouring import CLOSURES
from perfview.ui.heaps.dominators import DominatorsView
from perfview.ui.heaps.icicle.fold import TOP
from perfview.ui.heaps.icicle.looking import Picture
from tests.heaps.building import HeapBuilder
from tests.ui.heaps.folding_heaps import document, grown, study


def shown(qtbot, made):
    view = DominatorsView(document(made))
    qtbot.addWidget(view)
    view.resize(1200, 800)
    view.show()
    view.settle()
    return view


@pytest.fixture
def view(qtbot):
    return shown(qtbot, study())


@pytest.fixture
def compared(qtbot):
    return shown(qtbot, grown())


def box(view, title):
    """The box of the picture in front that is called so."""
    words = view.picture.words
    named = [words.title(each).replace("\u202f", "") for each in range(len(view.picture.fold))]
    return named.index(title)


def click(view, number, do=QTest.mouseClick, button=Qt.MouseButton.LeftButton):
    canvas = view.picture.canvas
    canvas.grab()
    layer, index = canvas.scene.find({number})[0]
    place = canvas.scene.place(layer, index, canvas.viewport)
    do(canvas, button, pos=place.topLeft().toPoint() + QPoint(3, 4))


def use(view, picture):
    view.bar.pictures._group.button(int(picture)).click()
    view.settle()


def states(view):
    return view.icicle.scene.layers[0].boxes.state


def test_a_click_chooses_the_heaviest_of_objects_alike_and_all_of_them(view):
    session = box(view, "this: Session ×30")
    click(view, session)
    focus = view.document.selection.focus
    fold = view.picture.fold
    assert focus.row == fold.node[session]
    assert focus.rows.tolist() == fold.nodes_of(session).tolist()
    assert view.study.classes.name[focus.operation] == "Session"
    assert view.picture.box == session


def test_one_object_is_chosen_alone_and_escape_lets_go_of_it(view):
    click(view, box(view, "bus: EventBus"))
    focus = view.document.selection.focus
    assert view.study.class_of(focus.row) == "EventBus"
    assert not len(focus.rows)
    view.picture.canvas.escaped.emit()
    assert view.document.selection.focus.row == -1


def test_an_object_chosen_elsewhere_is_pointed_at_and_its_like_outlined(view):
    users = [v for v in range(len(view.study.graph)) if view.study.class_of(v) == "User"]
    view.document.selection.change(None, row=users[3])
    assert view.picture.box == box(view, "user: User ×30")
    assert view.picture.marked == [box(view, "user: User ×30")]
    stores = [v for v in range(len(view.study.graph)) if view.study.class_of(v) == "Store"]
    number = int(view.study.classes.of_node[stores[0]])
    view.document.selection.change(None, row=-1, operation=number)
    assert view.picture.marked == [box(view, "store: Store")]
    view.document.selection.change(None, operation=-1)
    assert view.picture.marked == []


@pytest.mark.parametrize("picture", [Picture.DOMINATORS, Picture.TREEMAP])
def test_a_double_click_looks_at_what_is_kept_alone_and_crumbs_lead_back(view, picture):
    use(view, picture)
    whole = view.picture.fold.whole
    inner = box(view, "listeners: Array")
    weight = int(view.picture.fold.weight[inner])
    click(view, inner, QTest.mouseDClick)
    view.settle()
    assert view.picture.fold.whole == weight < whole
    assert view.bar.crumbs.isVisible()
    assert [each.words for each in view.bar.looking.crumbs] == ["listeners: Array"]
    view.bar.keep(0)
    view.settle()
    assert view.picture.fold.whole == whole
    assert not view.bar.crumbs.isVisible()


def test_escape_goes_back_out_of_a_subtree_once_nothing_is_chosen(view):
    view.picture.entered.emit(box(view, "listeners: Array"))
    view.settle()
    view.picture.canvas.escaped.emit()
    view.settle()
    assert view.bar.looking.crumbs == ()


def test_what_is_chosen_outside_the_subtree_leads_out_of_it(view, qtbot):
    view.picture.entered.emit(box(view, "listeners: Array"))
    view.settle()
    store = [v for v in range(len(view.study.graph)) if view.study.class_of(v) == "Store"]
    view.document.selection.reveal(None, row=store[0])
    qtbot.waitUntil(lambda: view.bar.looking.crumbs == ())
    view.settle()
    assert view.picture.box == box(view, "store: Store")


def test_keys_walk_the_tree(view):
    view.picture.canvas.setFocus()
    click(view, box(view, "bus: EventBus"))
    for key, title in (
        (Qt.Key.Key_Down, "listeners: Array"),
        (Qt.Key.Key_Up, "bus: EventBus"),
        (Qt.Key.Key_Right, "store: Store"),
        (Qt.Key.Key_Left, "bus: EventBus"),
    ):
        QTest.keyClick(view.picture.canvas, key)
        assert view.picture.box == box(view, title)


def test_finding_marks_boxes_and_walks_through_them(view):
    assert view.find("session") == 1
    hits = np.flatnonzero(states(view) == raster.HIT)
    assert hits.tolist() == [box(view, "this: Session ×30")]
    view.find_next()
    assert view.study.class_of(view.document.selection.focus.row) == "Session"
    assert view.find("e") > 2
    seen = []
    for _ in range(3):
        view.find_next()
        seen.append(view.picture.box)
        view.settle()
    assert len(set(seen)) == 3
    view.find_next(-1)
    assert view.picture.box == seen[1]
    assert view.find("") == 0
    assert not (states(view) == raster.HIT).any()


def test_new_boxes_are_striped_and_those_from_before_dim(compared):
    state = states(compared)
    assert state[box(compared, "this: Session ×30")] == raster.STRIPED
    assert state[box(compared, "store: Store")] == raster.DIM
    use(compared, Picture.TREEMAP)
    tiles = compared.treemap.scene.tiles
    assert tiles.state[box(compared, "this: Session ×30")] == raster.STRIPED


def test_only_what_is_new_leaves_the_rest_out(compared):
    compared.bar.only_new.click()
    compared.settle()
    fold = compared.picture.fold
    assert fold.whole == compared.study.self_bytes[-4 * 20 :].sum()
    assert "this: Session ×20" in [
        compared.picture.words.title(each).replace("\u202f", "") for each in range(len(fold))
    ]
    assert not (states(compared) == raster.STRIPED).any()


def test_without_a_baseline_nothing_can_be_new(view):
    assert not view.bar.only_new.isVisible()
    assert set(states(view).tolist()) == {raster.NORMAL}


def test_when_nothing_is_new_it_says_so(qtbot):
    view = shown(qtbot, grown(20, 20))
    view.bar.only_new.click()
    view.settle()
    assert view._pile.currentIndex() == 2


def test_the_objects_of_a_recommendation_are_framed_with_all_that_keeps_them(compared):
    sessions = [
        v for v in range(len(compared.study.graph)) if compared.study.class_of(v) == "Session"
    ]
    rows = np.array(sessions, np.int32)
    compared.document.selection.reveal(None, rows=rows, row=sessions[0], recommendation="leak")
    listeners = box(compared, "listeners: Array")
    assert compared.picture.framed == [listeners]
    place = compared.picture.place_of(listeners, compared.picture.canvas.viewport)
    assert place.height() == 21 * (compared.picture.fold.levels - 3)
    use(compared, Picture.TREEMAP)
    loud = compared.treemap.scene.tiles.loud
    assert loud[box(compared, "user: User ×30")]
    assert not loud[box(compared, "store: Store")]


def test_by_class_a_click_chooses_the_class(view):
    use(view, Picture.CLASSES)
    click(view, box(view, "Session ×30"))
    focus = view.document.selection.focus
    assert view.study.classes.name[focus.operation] == "Session"
    assert focus.row == -1
    users = view.study.classes.name.index("User")
    view.document.selection.change(None, row=-1, operation=users)
    assert view.picture.box == box(view, "User ×30")
    number = int(view.study.graph.nodes.id[-1])
    assert view.find(f"@{number}") == 1
    assert view.find("strings") == 1
    assert "in onClose()" in [
        view.picture.words.title(each) for each in range(len(view.picture.fold))
    ]


def test_zooming_in_asks_for_what_was_too_small_before(qtbot):
    heap = HeapBuilder()
    big = heap.held(heap.globals, "big", "object", "Big", 100_000_000)
    for number in range(50):
        heap.held(big, f"p{number}", "object", f"Small{number}", 1000)
    view = shown(qtbot, heap.study())
    assert len(view.picture.fold) < 10
    canvas = view.picture.canvas
    end = int(view.icicle.scene.stop[TOP])
    below = int(view.icicle.scene.start[box(view, "big: Big")])
    small = int(100_000 * view.icicle.scene.scale)
    canvas.zoom_to(below, min(below + small, end), animate=False)
    stretch = canvas.stretch
    qtbot.waitUntil(lambda: len(view.picture.fold) > 50)
    assert canvas.stretch == stretch
    canvas.show_all()


def test_what_a_box_is_stands_in_its_tip(view):
    tip = view.picture.words.tip(box(view, "bus: EventBus"))
    assert tip.place.startswith("EventBus @")
    assert dict(tip.rows)["self size"] == "100\u202fB"
    assert dict(tip.rows)["distance"] == "2"
    group = view.picture.words.tip(box(view, "this: Session ×30"))
    assert group.place == "30 objects"
    assert "largest one" in dict(group.rows)


def test_a_recording_without_objects_has_no_such_view():
    assert not DominatorsView.concerns(document(HeapBuilder().study(), empty=True))
    assert DominatorsView.concerns(document(study()))


def test_the_treemap_goes_in_and_out_with_the_wheel(view):
    use(view, Picture.TREEMAP)
    canvas = view.treemap.canvas
    canvas.grab()
    found = canvas.scene.hit(20.0, 30.0, canvas.viewport)
    view.treemap._go_in(found)
    view.settle()
    assert len(view.bar.looking.crumbs) == 1
    canvas.zoom(2.0)
    view.settle()
    assert view.bar.looking.crumbs == ()


def test_the_treemap_goes_towards_what_is_chosen_when_the_pointer_is_elsewhere(view):
    use(view, Picture.TREEMAP)
    view.treemap.select(box(view, "this: Session ×30"))
    view.treemap._go_in(None)
    view.settle()
    assert [each.words for each in view.bar.looking.crumbs] == ["global"]


def test_keepers_have_the_colours_of_what_they_are(qtbot):
    heap = HeapBuilder()
    roots = heap.held(1, 0, "synthetic", "(Strong roots)")
    heap.held(roots, 0, "array", "cache", 5000)
    close = heap.held(heap.globals, "close", "closure", "onClose", 64)
    heap.held(close, "this", "object", "Session", 9000)
    view = shown(qtbot, heap.study())
    use(view, Picture.CLASSES)
    category = view.icicle.scene.layers[0].boxes.category
    assert category[box(view, "in onClose()")] == CLOSURES
    assert category[box(view, "in (Strong roots)")] == QUIET_CATEGORY
    assert category[box(view, "arrays")] == category[box(view, "(array) ×1")]


def entries(view, number):
    """The menu of a box, entry by entry."""
    view.picture.menu_asked.emit(number, QPoint(5, 5))
    menu = view.findChildren(QMenu)[-1]
    found = {action.text().split("\t")[0]: action for action in menu.actions()}
    return menu, found


def test_the_menu_of_a_box_goes_in_and_to_other_views_and_copies(view):
    menu, found = entries(view, box(view, "this: Session ×30"))
    assert not found["Back"].isEnabled()
    assert "Show why it is alive" in found
    found["Copy the picture"].trigger()
    assert not QGuiApplication.clipboard().pixmap().isNull()
    found["Look at only this"].trigger()
    menu.close()
    view.settle()
    assert view.picture.fold.whole < view.study.retained_bytes[0]
    menu, found = entries(view, 0)
    assert not found["Look at only this"].isEnabled()
    found["Back"].trigger()
    menu.close()
    assert view.bar.looking.crumbs == ()


def test_pictures_can_be_reached_and_named(view):
    assert view.picture.canvas.accessibleName() == "Dominators"
    assert view.keyboard is view.icicle.canvas
    use(view, Picture.TREEMAP)
    assert view.keyboard is view.treemap.canvas


def test_what_came_after_the_baseline_stands_out_though_some_of_it_is_older_than_others(qtbot):
    """Objects that came between two later snapshots are as new as those that came before."""
    made = grown()
    made.between = (study(12),)
    view = shown(qtbot, made)
    session = box(view, "this: Session ×30")
    assert states(view)[session] == raster.STRIPED


def test_the_chip_of_the_baseline_asks_for_another_one(qtbot, view):
    asked = []
    view.document.compare_wanted.connect(asked.append)
    assert "nothing" in view.bar.against.text()
    assert not view.bar.only_new.isVisible()
    QTest.mouseClick(view.bar.against, Qt.MouseButton.LeftButton)
    assert asked == [view.bar.against]
