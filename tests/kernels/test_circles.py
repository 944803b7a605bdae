"""Circles of a graph."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.circles import circles

_NODES = 8
_edges = st.lists(st.tuples(st.integers(0, _NODES - 1), st.integers(0, _NODES - 1)), max_size=25)


def _reaches(edges: list[tuple[int, int]]) -> list[set[int]]:
    found = [{node} for node in range(_NODES)]
    for _ in range(_NODES):
        for source, target in edges:
            found[source] |= found[target]
    return found


@given(_edges)
def test_nodes_are_in_one_circle_that_lead_to_each_other(edges: list[tuple[int, int]]) -> None:
    source = np.array([a for a, _ in edges], np.int32)
    target = np.array([b for _, b in edges], np.int32)
    group, count = circles(source, target, _NODES)
    reaches = _reaches(edges)
    for a in range(_NODES):
        for b in range(_NODES):
            assert (group[a] == group[b]) == (b in reaches[a] and a in reaches[b])
    assert count == len(set(group.tolist()))


def test_a_chain_and_a_ring_of_many_nodes() -> None:
    n = 200_000
    nodes = np.arange(n, dtype=np.int32)
    assert circles(nodes[:-1], nodes[1:], n)[1] == n
    assert circles(nodes, np.roll(nodes, -1), n)[1] == 1
