"""Which edges keep alive, who refers to whom, and how far everything is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given

from perfview.heaps.measures.reaching import edges_into, source_of
from perfview.heaps.model import HeapModel
from perfview.heaps.study import Study
from tests.heaps.building import HeapBuilder
from tests.heaps.measures.by_definition import Plain
from tests.heaps.random_heaps import heaps


@given(heaps())
def test_what_belongs_to_a_page_is_reached_from_windows_and_documents(study: Study) -> None:
    assert set(np.flatnonzero(study.page_owned)) == Plain(study).page_owned()


@given(heaps())
def test_essential_edges_are_those_of_the_rules(study: Study) -> None:
    assert set(np.flatnonzero(study.essential)) == Plain(study).essential()


@given(heaps())
def test_distances_are_those_of_the_rules(study: Study) -> None:
    assert study.distance.tolist() == Plain(study).distances()


@given(heaps())
def test_retainers_are_the_essential_edges_turned_around(study: Study) -> None:
    edges = np.flatnonzero(study.essential)
    sources, targets = source_of(study, edges), study.graph.edges.target[edges]
    for node in range(len(study.graph)):
        first = study.retainers.first
        found = study.retainers.source[int(first[node]) : int(first[node + 1])]
        assert found.tolist() == sorted(sources[targets == node].tolist())


@given(heaps())
def test_edges_know_where_they_start_and_whom_they_lead_to(study: Study) -> None:
    first, target = study.graph.nodes.first_edge, study.graph.edges.target
    lengths = np.diff(first.astype(np.int64))
    every = np.arange(len(target))
    assert source_of(study, every).tolist() == np.repeat(np.arange(len(lengths)), lengths).tolist()
    for node in range(len(study.graph)):
        assert edges_into(study, node).tolist() == np.flatnonzero(target == node).tolist()


def test_a_heap_without_user_roots_is_measured_from_the_root() -> None:
    build = HeapBuilder()
    model = build.model()
    kind = model.graph.nodes.kind.copy()
    kind[build.globals] = kind[0]
    nodes = replace(model.graph.nodes, kind=kind)
    study = Study(replace(model, graph=replace(model.graph, nodes=nodes)))
    assert study.distance.tolist() == [0, 1, 1]
    assert study.self_bytes.tolist() == nodes.self_bytes.tolist()


def test_a_user_root_that_the_root_names_twice_meets_its_ephemerons_twice() -> None:
    build = HeapBuilder()
    build.edge(0, "element", 2, build.globals)
    value = build.node()
    pair = "1 / part of key (A @1) -> value (B @2) pair in WeakMap (table @3)"
    build.edge(build.globals, "internal", pair, value)
    assert build.study().distance[value] == 2
    assert build.study().distance.tolist() == Plain(build.study()).distances()


def test_nothing_is_measured_of_an_empty_heap() -> None:
    study = Study(HeapModel())
    assert not len(study.distance)
    assert not len(study.page_owned)
    assert not len(study.essential)
    assert not len(study.retainers.source)
    assert not len(study.dominators.parent)
    assert not len(study.retained_bytes)
    assert not len(study.detachedness)
