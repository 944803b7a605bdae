"""Folds: as wide as what is kept alive, alike siblings in one box, small ones in a rest."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.ui.heaps.icicle.finding import box_of, boxes_like
from perfview.ui.heaps.icicle.fold import REST, TOP
from perfview.ui.heaps.icicle.folding import MOST_NAMED, Window
from perfview.ui.heaps.icicle.looking import Crumb, Looking, Picture, fold_of, window_of
from perfview.ui.heaps.icicle.trees import Weights, dominator_fold
from perfview.ui.heaps.icicle.words import Words
from tests.heaps.building import HeapBuilder
from tests.ui.heaps.folding_heaps import KB, grown, study


def titles(made, fold, *, by_class=False):
    words = Words(made, fold, by_class=by_class)
    return {words.title(box).replace("\u202f", ""): box for box in range(len(fold))}


def everything(made, window=None, **parts):
    return fold_of(made, Looking(**parts), window or Window())


def check(fold, weight):
    """What holds of every fold by who keeps what: widths, places, parents, objects."""
    assert fold.parent[TOP] == -1
    for box in range(len(fold)):
        nodes = fold.nodes_of(box)
        assert fold.weight[box] == weight[nodes].sum()
        below = fold.children(box)
        assert all(fold.parent[each] == box for each in below)
        at = int(fold.start[box])
        for each in below:
            assert fold.start[each] == at
            at += int(fold.weight[each])
        assert at <= fold.start[box] + fold.weight[box]
        real = [each for each in below if fold.kind[each] != REST]
        assert all(fold.weight[a] >= fold.weight[b] for a, b in itertools.pairwise(real))
        if len(nodes):
            assert fold.node[box] in nodes
    assert sum(len(fold.children(box)) for box in range(len(fold))) == len(fold) - 1


def test_widths_are_retained_bytes_and_alike_siblings_are_one_box():
    made = study()
    fold = everything(made)
    check(fold, made.retained_bytes)
    assert fold.whole == made.retained_bytes[made.graph.root]
    found = titles(made, fold)
    assert fold.number(found["this: Session ×30"]) == 30
    assert fold.number(found["onClose() ×30"]) == 30
    assert fold.weight[found["buffer: ArrayBuffer ×30"]] == 90 * KB
    assert "bus: EventBus" in found
    assert "title: “the store”" in found
    session = found["this: Session ×30"]
    assert fold.parent[session] == found["onClose() ×30"]
    assert int(fold.node[session]) == max(
        fold.nodes_of(session).tolist(), key=lambda node: made.retained_bytes[node]
    )


@st.composite
def heaps(draw):
    """Any tree of objects of few classes, each held by a property or an element."""
    heap = HeapBuilder()
    nodes = [heap.globals]
    for number in range(draw(st.integers(0, 40))):
        source = draw(st.sampled_from(nodes))
        name = draw(st.one_of(st.sampled_from("abc"), st.just(number)))
        sort, class_name = draw(
            st.sampled_from([("object", "A"), ("object", "B"), ("string", "s"), ("closure", "f")])
        )
        nodes.append(heap.held(source, name, sort, class_name, draw(st.integers(0, 500))))
    return heap.study()


@settings(max_examples=60, deadline=None)
@given(heaps(), st.integers(1, 900))
def test_any_heap_folds_into_what_it_keeps_alive(made, least):
    check(everything(made, Window(least)), made.retained_bytes)
    fold = everything(made)
    check(fold, made.retained_bytes)
    kept = np.flatnonzero(made.retained_bytes > 0)
    assert set(fold.members.tolist()) >= set(kept.tolist())
    assert len(np.unique(fold.members)) == len(fold.members)


@settings(max_examples=40, deadline=None)
@given(heaps())
def test_by_class_every_byte_counts_once(made):
    fold = everything(made, picture=Picture.CLASSES)
    assert fold.whole == made.self_bytes.sum()
    for depth in (1, 2):
        assert fold.weight[fold.depth == depth].sum() == fold.whole


def test_small_siblings_are_one_rest_that_nobody_looks_into():
    made = study()
    fold = everything(made, Window(least=10 * KB))
    check(fold, made.retained_bytes)
    assert (fold.weight >= 10 * KB).all()
    fine = everything(made, Window(least=1))
    session = titles(made, fold)["this: Session ×30"]
    assert len(fold.children(session)) < len(fine.children(titles(made, fine)["this: Session ×30"]))
    many = HeapBuilder()
    for number in range(40):
        many.held(many.globals, f"p{number}", "object", f"Class{number}", 100)
    rest = everything(many.study(), Window(least=500))
    assert rest.kind[-1] == REST
    assert rest.number(len(rest) - 1) == 40
    words = Words(many.study(), rest, by_class=False)
    assert words.title(len(rest) - 1) == "40 smaller ones"


def test_of_many_names_only_the_heavy_ones_keep_theirs():
    heap = HeapBuilder()
    cache = heap.held(heap.globals, "cache", "object", "Cache")
    for number in range(MOST_NAMED + 10):
        heap.held(cache, f"key{number}", "object", "Entry", 100)
    heap.held(cache, "huge", "object", "Entry", 10_000)
    made = heap.study()
    found = titles(made, everything(made))
    assert "huge: Entry" in found
    assert f"Entry ×{MOST_NAMED + 10}" in found
    assert "key1: Entry" not in found


def test_one_that_outweighs_all_its_like_stands_alone():
    heap = HeapBuilder()
    pool = heap.held(heap.globals, "pool", "object", "Pool")
    for number in range(100):
        heap.held(pool, number, "object", "Entry", 100)
    huge = heap.held(pool, 100, "object", "Entry", 8000)
    made = heap.study()
    fold = everything(made)
    check(fold, made.retained_bytes)
    found = titles(made, fold)
    assert fold.nodes_of(found["[100]: Entry"]).tolist() == [huge]
    assert "Entry ×100" in found
    few = HeapBuilder()
    for number, size in enumerate((100, 100, 8000)):
        few.held(few.globals, number, "object", "Entry", size)
    made = few.study()
    assert "Entry ×3" in titles(made, everything(made))


def test_only_what_touches_the_window_is_looked_into():
    made = study()
    whole = everything(made)
    bus = titles(made, whole)["bus: EventBus"]
    store = titles(made, whole)["store: Store"]
    low, high = int(whole.start[store]), int(whole.start[store] + whole.weight[store])
    part = everything(made, Window(1, low + 1, high))
    found = titles(made, part)
    assert not part.children(found["bus: EventBus"])
    assert part.children(found["store: Store"])
    assert part.start[found["store: Store"]] == low
    assert whole.children(bus)


def test_new_bytes_are_told_apart_and_can_be_all_there_is():
    made = grown()
    fold = everything(made)
    new = made.self_bytes[~np.isin(made.graph.nodes.id, made.baseline.graph.nodes.id)].sum()
    assert fold.fresh[TOP] == new
    assert (fold.fresh <= fold.weight).all()
    only = everything(made, only_new=True)
    assert only.whole == new
    assert window_of(made, Looking(only_new=True), 10).least == new // 10
    assert only.number(titles(made, only)["onClose() ×20"]) == 20
    by_class = everything(made, only_new=True, picture=Picture.CLASSES)
    assert by_class.whole == new


def test_a_subtree_can_be_all_there_is():
    made = study()
    fold = everything(made)
    session = titles(made, fold)["this: Session ×30"]
    looking = Looking().gone_in(Crumb("Session", fold.nodes_of(session)))
    inside = fold_of(made, looking, Window())
    assert inside.whole == fold.weight[session]
    assert next(iter(titles(made, inside))) == "Session ×30"
    assert looking.gone_out() == Looking()


def test_an_object_too_small_for_a_box_is_found_by_what_keeps_it():
    made = study()
    fold = everything(made, Window(least=50 * KB))
    user = int(np.flatnonzero([made.class_of(v) == "User" for v in range(len(made.graph))])[0])
    session = box_of(made, fold, user)
    assert titles(made, fold)["this: Session ×30"] == session
    fine = everything(made)
    assert user in fine.nodes_of(box_of(made, fine, user))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("listeners", "listeners: Array"),
        ("eventb", "bus: EventBus"),
        ("the STORE", "title: “the store”"),
    ],
)
def test_boxes_are_found_by_property_and_class(text, wanted):
    made = study()
    fold = everything(made)
    found = boxes_like(made, fold, text, by_class=False)
    assert np.flatnonzero(found).tolist() == [titles(made, fold)[wanted]]


def test_an_object_is_found_by_its_number():
    made = study()
    fold = everything(made)
    node = int(fold.nodes_of(titles(made, fold)["this: Session ×30"])[7])
    text = f"@{int(made.graph.nodes.id[node])}"
    found = np.flatnonzero(boxes_like(made, fold, text, by_class=False))
    assert found.tolist() == [titles(made, fold)["this: Session ×30"]]
    assert not boxes_like(made, fold, "@4", by_class=False).any()


def test_walking_goes_to_parents_children_and_neighbours():
    made = study()
    fold = everything(made)
    bus = titles(made, fold)["bus: EventBus"]
    assert fold.step(bus, "child") == titles(made, fold)["listeners: Array"]
    assert fold.step(bus, "parent") == fold.parent[bus]
    beside = fold.step(bus, "next")
    assert fold.step(beside, "previous") == bus
    assert fold.step(TOP, "next") == fold.step(TOP, "previous") == -1
    assert fold.end_of(bus) == fold.levels - 1


def test_a_long_list_is_looked_into_only_so_far():
    heap = HeapBuilder()
    node = heap.globals
    for _ in range(100):
        node = heap.held(node, "next", "object", "Item", 10)
    made = heap.study()
    whole = np.array([made.graph.root], np.int32)
    fold = dominator_fold(made, whole, Weights(made.retained_bytes), Window(deepest=30))
    assert fold.levels == 30
    check(fold, made.retained_bytes)
