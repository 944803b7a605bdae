"""What would be freed if references went."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.heaps.measures.without import freed, freed_bytes, freed_nodes
from perfview.heaps.study import Study
from tests.heaps.building import HeapBuilder
from tests.heaps.measures.by_definition import Plain
from tests.heaps.random_heaps import heaps


@given(heaps(), st.data())
def test_what_is_freed_is_what_is_not_reached_again(study: Study, data: st.DataObject) -> None:
    if not len(study.graph.edges):
        return
    edge = st.integers(0, len(study.graph.edges) - 1)
    edges = np.array(data.draw(st.lists(edge, max_size=5)), np.int64)
    plain = Plain(study)
    essential = plain.essential()
    left = essential - set(edges.tolist())
    still = plain.reached(plain.starts(essential), lambda _, edge: edge[0] in left)
    gone = plain.alive(essential) - still
    assert set(freed_nodes(study, edges).tolist()) == gone
    assert set(np.flatnonzero(freed(study, edges)).tolist()) == gone
    assert freed_bytes(study, edges) == study.self_bytes[sorted(gone)].sum()


def test_an_edge_frees_nothing_while_another_holds() -> None:
    build = HeapBuilder()
    cache = build.held(build.globals, "cache", "object", "Map", 10)
    entry = build.held(cache, "entry", "object", "Entry", 20)
    build.held(entry, "data", "string", "text", 30)
    build.edge(cache, "property", "last", entry)
    study = build.study()
    into = np.flatnonzero(study.graph.edges.target == entry)
    assert len(into) == 2
    assert freed_bytes(study, into[:1]) == 0
    assert freed_bytes(study, into) == 50
    assert freed_nodes(study, into).tolist() == [entry, entry + 1]


def test_two_edges_free_what_both_hold_together() -> None:
    build = HeapBuilder()
    held = [build.held(build.globals, name, "object", "Holder", 1) for name in ("one", "other")]
    shared = build.held(held[0], "shared", "object", "Shared", 100)
    build.edge(held[1], "property", "shared", shared)
    study = build.study()
    edges = np.flatnonzero(np.isin(study.graph.edges.target, held))
    assert freed_bytes(study, edges[:1]) == 1
    assert set(freed_nodes(study, edges).tolist()) == {*held, shared}


def test_weak_edges_free_nothing() -> None:
    build = HeapBuilder()
    node = build.held(build.globals, "x", "object", "X", 5)
    build.edge(build.globals, "weak", "seen", node)
    study = build.study()
    weak = np.flatnonzero(~study.essential)
    assert not freed(study, weak).any()
    assert not len(freed_nodes(study, np.zeros(0, np.int64)))
