"""Trees of objects: looked up when they are unfolded, in ranges, in any order."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.ui.heaps.trees.biggest import biggest_objects
from perfview.ui.heaps.trees.columns import ObjectCells, distance_text
from perfview.ui.heaps.trees.kinds import ContainmentRows, DominatorRows, RetainerRows
from perfview.ui.heaps.trees.members import PAGE, Members, Order, ordered
from perfview.ui.heaps.trees.tree import ObjectTree
from tests.heaps.building import HeapBuilder
from tests.ui.heaps.folding_heaps import study


def wide(count=25_000):
    """An array of many numbers, each bigger than the one before, and a text."""
    heap = HeapBuilder()
    array = heap.held(heap.globals, "list", "object", "Array", 16)
    for number in range(count):
        heap.held(array, number, "object", "Item", 100 + number)
    heap.held(array, "length", "string", "many", 8)
    return heap.study(), array


def rows_of(kind, made, order=None, **more):
    rows = kind(made, order or Order(), **more)
    rows.take(-1, rows.load(None))
    return rows


def names(rows, listed):
    cells = ObjectCells(rows)
    return [cells.name(row) for row in listed]


def below(rows, above):
    """What is listed under a row, looked up."""
    if not rows.is_loaded(above):
        rows.take(above, rows.load(rows.made[above]))
    return list(rows.children(above))


@pytest.fixture
def tree(qtbot):
    made = ObjectTree("objects")
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    return made


def test_references_lead_from_the_root_down():
    rows = rows_of(ContainmentRows, study(3))
    assert {rows.made[row].node for row in rows.roots} == {1, 2}
    glob = next(row for row in rows.roots if rows.made[row].node == 2)
    listed = names(rows, below(rows, glob))
    assert [each.split(":")[0] for each in listed] == ["bus", "store"]


def test_what_goes_with_what_stands_by_size():
    made = study(3)
    rows = rows_of(DominatorRows, made)
    sizes = [int(made.retained_bytes[rows.made[row].node]) for row in rows.roots]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == int(made.retained_bytes[0]) - int(made.self_bytes[0])


def test_many_siblings_stand_in_ranges_that_leave_none_out():
    made, array = wide()
    rows = rows_of(DominatorRows, made)
    glob = next(row for row in rows.roots if rows.made[row].node == 2)
    (held,) = below(rows, glob)
    assert rows.made[held].node == array
    seen, waiting = [], below(rows, held)
    assert len(waiting) <= 2 * PAGE
    while waiting:
        row = waiting.pop()
        if rows.made[row].is_range:
            inner = list(rows.children(row))
            assert len(inner) <= 2 * PAGE
            waiting += inner
        else:
            seen.append(rows.made[row].node)
    assert sorted(seen) == sorted(made.dominators.children(array).tolist())


def test_the_way_to_a_member_leads_through_its_ranges():
    made, _array = wide()
    rows = rows_of(ContainmentRows, made, Order("name", descending=False))
    glob = next(row for row in rows.roots if rows.made[row].node == 2)
    (held,) = below(rows, glob)
    below(rows, held)
    members = rows.known(held)
    for place in (0, PAGE - 1, PAGE, 12_345, len(members) - 1):
        way = rows.way_down(held, place)
        assert rows.made[way[-1]].node == members.nodes[place]
        listed = rows.children(held)
        for row in way:
            assert row in listed
            listed = rows.children(row)


def test_numbered_references_stand_by_number_before_named_ones():
    made, array = wide(120)
    first, last = made.graph.nodes.first_edge[array : array + 2]
    edges = np.arange(int(first), int(last))
    members = Members(made.graph.edges.target[edges], edges)
    shuffled = np.random.default_rng(1).permutation(len(members))
    mixed = Members(members.nodes[shuffled], members.edges[shuffled])
    found = ordered(made, mixed, Order("name", descending=False))
    assert found.edges.tolist() == edges.tolist()
    by_size = ordered(made, mixed, Order("self"))
    assert (np.diff(made.self_bytes[by_size.nodes]) <= 0).all()


def test_a_circle_is_told_and_goes_no_further():
    heap = HeapBuilder()
    one = heap.held(heap.globals, "one", "object", "One", 10)
    other = heap.held(one, "other", "object", "Other", 10)
    heap.edge(other, "property", "back", one)
    made = heap.study()
    rows = rows_of(RetainerRows, made, node=other)
    (held,) = rows.roots
    assert rows.made[held].node == one
    assert rows.may_unfold(rows.made[held])
    above = below(rows, held)
    assert {rows.made[row].node for row in above} == {2, other}
    circle = next(row for row in above if rows.made[row].node == other)
    assert rows.is_cycle(rows.made[circle])
    assert not rows.has_children(circle)


def test_unfolding_looks_up_off_the_window_and_sorting_keeps_it_open(tree, qtbot):
    made, _array = wide(150)
    rows = rows_of(ContainmentRows, made)
    tree.show_rows(rows, ObjectCells(rows).columns("Object"))
    glob = next(row for row in rows.roots if rows.made[row].node == 2)
    tree.expand(tree.tree.index_of(glob))
    qtbot.waitUntil(lambda: rows.is_loaded(glob))
    (held,) = rows.children(glob)
    tree.expand(tree.tree.index_of(held))
    qtbot.waitUntil(lambda: tree.tree.rowCount(tree.tree.index_of(held)) == 151)
    first = tree.tree.index(0, 0, tree.tree.index_of(held))
    assert tree.tree.data(first).startswith("[149]")
    tree.sort_asked.emit(0, False)
    qtbot.waitUntil(lambda: rows.order.column == "name")
    assert tree.isExpanded(tree.tree.index_of(held))
    first = tree.tree.index(0, 0, tree.tree.index_of(held))
    assert tree.tree.data(first).startswith("[0]")


def test_going_to_an_object_unfolds_all_on_the_way(tree, qtbot):
    made, array = wide(5_000)
    rows = rows_of(ContainmentRows, made)
    tree.show_rows(rows, ObjectCells(rows).columns("Object"))
    target = array + 1_234
    tree.go_to_objects([2, array, target])
    qtbot.waitUntil(lambda: tree.currentIndex().isValid())
    assert rows.made[tree.tree.node(tree.currentIndex())].node == target


def test_search_marks_what_is_listed(tree):
    made = study(3)
    rows = rows_of(ContainmentRows, made)
    tree.show_rows(rows, ObjectCells(rows).columns("Object"))
    assert tree.find_text("GLOBAL") == 1
    tree.find_next()
    assert rows.made[tree.tree.node(tree.currentIndex())].node == 2
    assert tree.find_text("nothing like it") == 0


def test_the_biggest_objects_are_the_biggest():
    made = study(40)
    expected = np.sort(made.retained_bytes[1:])[::-1][:20]
    found = biggest_objects(made)
    assert made.retained_bytes[found[:20]].tolist() == expected.tolist()
    assert made.graph.root not in found


def test_distances_in_words():
    assert [distance_text(each) for each in (3, 100_000_002, -5)] == ["3", "system", "–"]
