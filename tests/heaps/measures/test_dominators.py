"""Who keeps whom alive, and what would be freed with it."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from perfview.heaps.study import Study
from tests.heaps.building import HeapBuilder
from tests.heaps.measures.by_definition import Plain
from tests.heaps.random_heaps import heaps


@given(heaps())
def test_a_subtree_is_what_is_gone_without_its_node(study: Study) -> None:
    plain = Plain(study)
    essential = plain.essential()
    alive = plain.alive(essential)
    for node in range(len(study.graph)):
        if node != study.graph.root:
            gone = alive - plain.alive(essential, without=node)
            assert set(study.dominators.subtree(node).tolist()) == gone | {node}


@given(heaps())
def test_circles_that_nothing_leads_into_hang_on_the_root_one_by_one(study: Study) -> None:
    plain = Plain(study)
    lost = set(range(len(study.graph))) - plain.alive(plain.essential())
    tree = study.dominators
    for node in lost:
        assert (tree.parent[node], tree.count[node]) == (study.graph.root, 1)


@given(heaps())
def test_retained_bytes_are_the_sums_of_subtrees(study: Study) -> None:
    tree = study.dominators
    for node in range(len(study.graph)):
        assert study.retained_bytes[node] == study.self_bytes[tree.subtree(node)].sum()


@given(heaps())
def test_the_tree_is_laid_out_in_preorder(study: Study) -> None:
    tree, n = study.dominators, len(study.graph)
    assert sorted(tree.order.tolist()) == list(range(n))
    assert tree.order[tree.place].tolist() == list(range(n))
    assert tree.parent[study.graph.root] == -1
    for node in range(n):
        below = tree.subtree(node)
        assert below[0] == node
        assert set(tree.parent[below[1:]].tolist()) <= set(below.tolist())
        assert tree.dominates(node, np.arange(n, dtype=np.int32)).sum() == len(below)
        children = tree.children(node).tolist()
        assert sorted(children) == np.flatnonzero(tree.parent == node).tolist()
        assert sum(tree.count[children]) + 1 == tree.count[node]


def test_a_long_list_that_ends_in_a_registry_takes_no_quadratic_time() -> None:
    count = 100_000
    build = HeapBuilder()
    node = build.globals
    for _ in range(count):
        node = build.held(node, "next", "object", "Node", 1)
    for k in range(count):
        entry = build.held(node, k, "object", "Entry", 1)
        build.edge(build.globals, "element", k, entry)
    study = build.study()
    entries = study.dominators.children(build.globals)[1:]
    assert entries.tolist() == list(range(node + 1, node + 1 + count))
    assert study.retained_bytes[build.globals + 1] == count
    assert study.retained_bytes[build.globals] == 64 + 2 * count


def test_a_list_is_as_deep_as_it_is_long() -> None:
    count = 100_000
    build = HeapBuilder()
    node = build.globals
    for _ in range(count):
        node = build.held(node, "next", "object", "Node", 8)
    study = build.study()
    assert study.distance[node] == count + 1
    assert study.retained_bytes[build.globals] == 64 + 8 * count
    assert study.dominators.children(build.globals).tolist() == [build.globals + 1]
