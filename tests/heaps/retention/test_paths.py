from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from perfview.heaps.measures.roots import user_roots
from perfview.heaps.retention.following import source_of
from perfview.heaps.retention.paths import Path, further_paths, nodes_of, shortest_path
from perfview.heaps.study import Study
from tests.heaps.building import HeapBuilder
from tests.heaps.corpus import opened
from tests.heaps.random_heaps import heaps
from tests.heaps.retention.programs import global_cell
from tests.heaps.samples_folder import SAMPLES


def is_way(study: Study, path: Path, node: int) -> bool:
    """Whether edges follow one another, from the root to the node, and all of them keep alive."""
    at = path.root
    for edge in path.edges.tolist():
        if source_of(study, edge) != at or not study.essential[edge]:
            return False
        at = int(study.graph.edges.target[edge])
    return at == node


def lengths(study: Study) -> dict[int, int]:
    """How many essential edges each node is from the roots, by plain search."""
    first, target = study.graph.nodes.first_edge, study.graph.edges.target
    wave = [study.graph.root, *user_roots(study).tolist()]
    found = dict.fromkeys(wave, 0)
    for node in wave:
        for edge in range(int(first[node]), int(first[node + 1])):
            to = int(target[edge])
            if study.essential[edge] and to not in found:
                found[to] = found[node] + 1
                wave.append(to)
    return found


@given(heaps())
@settings(max_examples=200, deadline=None)
def test_every_way_leads_from_a_root_and_none_is_missing(study: Study) -> None:
    roots = {study.graph.root, *user_roots(study).tolist()}
    reached = lengths(study)
    for node in range(len(study.graph)):
        path = shortest_path(study, node)
        assert is_way(study, path, node)
        assert node not in reached or path.root in roots
        assert (len(path) > 0) == (node in reached and node not in roots)
        assert len(set(nodes_of(study, path).tolist())) == len(path) + 1


def test_recorded_ways_are_as_long_as_devtools_distances() -> None:
    study = opened(SAMPLES / "node-20.heapsnapshot.gz")
    near = np.flatnonzero((study.distance > 0) & (study.distance < 100_000_000))
    assert len(near) > 1000
    ways = {node: shortest_path(study, node) for node in near.tolist()}
    kept = {node: way for node, way in ways.items() if len(way)}
    assert len(kept) > 1000
    for node, way in kept.items():
        assert len(way) == study.distance[node] - 1


@given(heaps())
@settings(max_examples=100, deadline=None)
def test_further_ways_start_with_the_shortest_and_never_pass_the_object(study: Study) -> None:
    for node in range(len(study.graph)):
        ways = list(further_paths(study, node))
        found = [len(way) for way in ways]
        assert found == sorted(found)
        for way in ways:
            assert is_way(study, way, node)
            assert node not in nodes_of(study, way)[:-1]


def test_the_programs_own_reference_comes_before_the_recorders() -> None:
    study, value = global_cell()
    assert study.edge_name(int(shortest_path(study, value).edges[-1])) == "app"
    assert [len(way) for way in further_paths(study, value)] == [1, 3]


def test_a_list_of_a_hundred_thousand_is_followed_to_its_end() -> None:
    build = HeapBuilder()
    at = build.globals
    for _ in range(100_000):
        at = build.held(at, "next", "object", "Link")
    path = shortest_path(build.study(), at)
    assert len(path) == 100_000
    assert np.all(np.diff(path.edges) > 0)
