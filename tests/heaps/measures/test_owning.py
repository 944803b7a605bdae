"""Sizes after what is part of an object is given to it, and detachedness."""

from __future__ import annotations

from hypothesis import given

from perfview.heaps.study import Study
from tests.heaps.building import HeapBuilder
from tests.heaps.measures.by_definition import Plain
from tests.heaps.random_heaps import heaps


@given(heaps())
def test_sizes_are_those_of_the_rules(study: Study) -> None:
    assert study.self_bytes.tolist() == Plain(study).sizes()


@given(heaps())
def test_detachedness_is_that_of_the_rules(study: Study) -> None:
    assert study.detachedness.tolist() == Plain(study).detachedness()


@given(heaps())
def test_giving_sizes_away_loses_none(study: Study) -> None:
    assert study.self_bytes.sum() == study.graph.nodes.self_bytes.sum()


def test_a_backing_store_belongs_to_its_only_owner() -> None:
    build = HeapBuilder()
    owner = build.held(build.globals, "list", "object", "Array", 32)
    store = build.held(owner, "elements", "array", "(object elements)", 4_000)
    shared = build.held(owner, "map", "hidden", "system / Map", 80)
    build.edge(build.globals, "internal", "map", shared)
    study = build.study()
    assert study.self_bytes[[owner, store, shared]].tolist() == [4_032, 0, 80]


def test_sizes_over_four_gigabytes_stay_whole() -> None:
    build = HeapBuilder()
    owner = build.held(build.globals, "buffer", "object", "ArrayBuffer", 64)
    build.held(owner, "backing_store", "array", "data", 5 << 30)
    study = build.study()
    assert study.self_bytes[owner] == (5 << 30) + 64
    assert study.retained_bytes[study.graph.root] == (5 << 30) + 128


def test_attached_wins_over_detached_and_neither_goes_through_javascript() -> None:
    build = HeapBuilder()
    page = build.node("native", "<body>", detachedness=1)
    gone = build.node("native", "<p>", detachedness=2)
    both = build.node("native", "Text")
    below = build.node("native", "Attr")
    script = build.held(gone, "wrapper", "object", "HTMLElement")
    behind = build.held(script, "inner", "native", "Node")
    for parent in (page, gone):
        build.edge(parent, "internal", "child", both)
    build.edge(gone, "internal", "attribute", below)
    states = build.study().detachedness
    assert states[[page, gone, both, below, script, behind]].tolist() == [1, 2, 1, 2, 0, 0]
