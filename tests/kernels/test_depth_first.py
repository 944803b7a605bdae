"""Walks into the depth."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from perfview.kernels.bit_rows import bits_of
from perfview.kernels.depth_first import Walker
from tests.kernels.graphs import Links, graphs


def by_definition(graph: Links, node: int, above: int, found: list[tuple[int, int]]) -> None:
    """Appends (node, number of its parent) in the order of a recursive walk."""
    found.append((node, above))
    own = len(found)
    for edge in range(int(graph.first[node]), int(graph.first[node + 1])):
        to = int(graph.target[edge])
        if graph.marked[edge] and to not in [known for known, _ in found]:
            by_definition(graph, to, own, found)


@given(graphs())
def test_it_goes_where_a_recursive_walk_goes(graph: Links) -> None:
    count = len(graph.first) - 1
    walker = Walker(graph.first, graph.target, bits_of(graph.marked))
    walker.go(np.array([0], np.int32), 0)
    walker.go(np.arange(count, dtype=np.int32), 1)
    found: list[tuple[int, int]] = []
    for start in range(count):
        if start not in [known for known, _ in found]:
            by_definition(graph, start, int(start != 0), found)
    walk = walker.walk
    assert walker.reached == count
    assert walk.vertex[1:].tolist() == [node for node, _ in found]
    assert walk.parent[1:].tolist() == [above for _, above in found]
    assert walk.number[walk.vertex[1:]].tolist() == list(range(1, count + 1))
