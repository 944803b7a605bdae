"""Immediate dominators against their definition."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from perfview.kernels.bit_rows import bits_of
from perfview.kernels.depth_first import Walker
from perfview.kernels.dominating import immediate_dominators
from perfview.kernels.transposing import transpose
from tests.kernels.graphs import Links, graphs


@given(graphs(most=12))
def test_a_dominator_is_what_takes_its_node_along(graph: Links) -> None:
    count, chosen = len(graph.first) - 1, bits_of(graph.marked)
    into, source = transpose(graph.first, graph.target, chosen)
    walker = Walker(graph.first, graph.target, chosen)
    walker.go(np.array([0], np.int32), 0)
    walk, reached = walker.walk, walker.reached
    lost = np.flatnonzero(walk.number == 0)
    walk.number[lost] = np.arange(reached + 1, count + 1)
    walk.vertex[reached + 1 :] = lost
    parent = immediate_dominators(walk, reached, into, source)
    alive = graph.reached([0], marked=True)
    assert parent[0] == -1
    assert (parent[lost] == 0).all()
    for node in alive - {0}:
        strict = {
            other
            for other in alive - {node}
            if node not in graph.reached([0], marked=True, without=[other])
        }
        above, chain = int(parent[node]), set[int]()
        while above != -1:
            chain.add(above)
            above = int(parent[above])
        assert chain == strict


def test_a_long_way_up_is_climbed_in_jumps() -> None:
    # 0 -> 1 -> ... -> n, and both 0 and n lead to each of n more: n steps up from n for every one
    # of them, unless they are taken in jumps.
    n = 100_000
    more = np.arange(n + 1, 2 * n + 1)
    target = np.concatenate([[1], more, np.arange(2, n + 1), more]).astype(np.int32)
    lengths = np.concatenate([[n + 1], np.ones(n - 1, np.int64), [n], np.zeros(n, np.int64)])
    first = np.concatenate([[0], np.cumsum(lengths)]).astype(np.uint32)
    chosen = bits_of(np.ones(len(target), np.bool_))
    into, source = transpose(first, target, chosen)
    walker = Walker(first, target, chosen)
    walker.go(np.array([0], np.int32), 0)
    parent = immediate_dominators(walker.walk, 2 * n + 1, into, source)
    assert parent[1 : n + 1].tolist() == list(range(n))
    assert (parent[more] == 0).all()
