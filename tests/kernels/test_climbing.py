from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.kernels.bit_rows import bits_of
from perfview.kernels.climbing import Climber, Links
from perfview.kernels.nearest_ways import nearest_ways
from perfview.kernels.transposing import transpose

Edge = tuple[int, int, int, bool]
RANK = np.array([2, 1], np.uint8)


def columns(nodes: int, edges: list[Edge]) -> tuple[np.ndarray, ...]:
    """The edges by their source: first, source, target, kind, allowed."""
    ordered = np.array(sorted(edges, key=lambda edge: edge[0]), np.int64).reshape(-1, 4)
    source, target, kind, allowed = ordered.T.copy()
    first = np.searchsorted(source, np.arange(nodes + 1)).astype(np.uint32)
    return first, source, target.astype(np.int32), kind.astype(np.uint8), allowed.astype(np.bool_)


def climber(nodes: int, edges: list[Edge], level: list[int], roots: list[int]) -> Climber:
    first, _, target, kind, allowed = columns(nodes, edges)
    chosen = bits_of(allowed)
    links = Links(first, target, kind, chosen, *transpose(first, target, chosen))
    return Climber(links, np.array(level, np.int32), RANK, np.array(roots, np.int32))


def climbed(found: np.ndarray | None) -> list[int] | None:
    return None if found is None else found.tolist()


def test_a_better_kind_wins_over_an_earlier_edge_and_an_earlier_one_over_its_like() -> None:
    edges = [(0, 1, 1, True), (0, 2, 1, True), (1, 3, 0, True), (2, 3, 1, True), (2, 3, 1, True)]
    assert climbed(climber(4, edges, [0, 1, 1, 2], [0]).climb(3)) == [1, 3]


def test_a_level_that_nothing_leads_to_is_left_for_the_next_best() -> None:
    edges = [(0, 1, 0, True), (1, 3, 0, True), (2, 3, 1, True)]
    assert climbed(climber(4, edges, [0, 1, 1, 2], [0]).climb(3)) == [0, 1]


def test_roots_need_no_edge_and_what_levels_do_not_reach_has_no_way() -> None:
    edges = [(0, 1, 1, True), (1, 2, 1, False), (0, 3, 1, True)]
    found = climber(4, edges, [0, 1, 2, 5], [0])
    assert climbed(found.climb(0)) == []
    assert found.climb(2) is None
    assert found.climb(3) is None


def test_a_way_longer_than_the_first_room_is_followed_to_its_end() -> None:
    nodes = 40_000
    edges = [(n, n + 1, 0, True) for n in range(nodes - 1)]
    found = climber(nodes, edges, list(range(nodes)), [0]).climb(nodes - 1)
    assert climbed(found) == list(range(nodes - 1))


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, list[Edge], list[int], list[int]]:
    nodes = draw(st.integers(1, 8))
    node = st.integers(0, nodes - 1)
    edge = st.tuples(node, node, st.integers(0, 1), st.booleans())
    levels = draw(st.lists(st.integers(-1, 4), min_size=nodes, max_size=nodes))
    roots = draw(st.lists(node, min_size=1, max_size=2, unique=True))
    return nodes, draw(st.lists(edge, max_size=24)), levels, roots


@given(graphs())
@settings(max_examples=400, deadline=None)
def test_climbing_from_one_node_equals_searching_all_of_them(
    graph: tuple[int, list[Edge], list[int], list[int]],
) -> None:
    nodes, edges, level, roots = graph
    first, source, target, kind, allowed = columns(nodes, edges)
    levels, starts = np.array(level, np.int32), np.array(roots, np.int32)
    via = nearest_ways(first, target, kind, allowed, levels, RANK, starts)
    found = climber(nodes, edges, level, roots)
    for node in range(nodes):
        way, at = [], node
        while via[at] >= 0:
            way.insert(0, int(via[at]))
            at = int(source[via[at]])
        is_by_levels = at in roots and level[node] - level[at] == len(way)
        is_by_levels &= all(level[target[e]] == level[source[e]] + 1 for e in way)
        assert climbed(found.climb(node)) == (way if is_by_levels else None)
