from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.kernels.nearest_ways import nearest_ways

Edge = tuple[int, int, int, bool]


def ways(nodes: int, edges: list[Edge], level: list[int], roots: list[int]) -> list[int]:
    ordered = sorted(edges, key=lambda edge: edge[0])
    columns = np.array(ordered, np.int64).reshape(-1, 4)
    first = np.searchsorted(columns[:, 0], np.arange(nodes + 1)).astype(np.uint32)
    found = nearest_ways(
        first,
        columns[:, 1].astype(np.int32),
        columns[:, 2].astype(np.uint8),
        columns[:, 3].astype(np.bool_),
        np.array(level, np.int32),
        np.array([2, 1], np.uint8),
        np.array(roots, np.int32),
    )
    return [ordered[edge][0] if edge >= 0 else -1 for edge in found.tolist()]


def test_a_better_kind_wins_over_an_earlier_edge() -> None:
    edges = [(0, 1, 1, True), (0, 2, 1, True), (1, 3, 0, True), (2, 3, 1, True)]
    assert ways(4, edges, [0, 1, 1, 2], [0]) == [-1, 0, 0, 2]


def test_edges_that_are_not_allowed_are_not_taken() -> None:
    edges = [(0, 1, 1, False), (0, 2, 1, True), (2, 1, 1, True)]
    assert ways(3, edges, [0, 1, 1], [0]) == [-1, 2, 0]


def test_an_edge_back_never_closes_a_circle() -> None:
    edges = [(1, 2, 1, True), (2, 1, 1, True), (0, 2, 0, True)]
    assert ways(3, edges, [0, 5, 6], [0]) == [-1, 2, 0]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, list[Edge], list[int]]:
    nodes = draw(st.integers(1, 8))
    node = st.integers(0, nodes - 1)
    edge = st.tuples(node, node, st.integers(0, 1), st.booleans())
    levels = draw(st.lists(st.integers(-5, 6), min_size=nodes, max_size=nodes))
    return nodes, draw(st.lists(edge, max_size=24)), levels


@given(graphs())
@settings(max_examples=300, deadline=None)
def test_whatever_the_levels_say_all_that_is_reached_leads_back(
    graph: tuple[int, list[Edge], list[int]],
) -> None:
    nodes, edges, level = graph
    source = ways(nodes, edges, level, [0])
    reached, wave = {0}, [0]
    for node in wave:
        for begin, end, _, allowed in edges:
            if begin == node and allowed and end not in reached:
                reached.add(end)
                wave.append(end)
    assert {n for n in range(nodes) if source[n] >= 0} | {0} == reached
    for node in range(nodes):
        at, steps = node, 0
        while source[at] >= 0:
            at, steps = source[at], steps + 1
            assert steps <= nodes
