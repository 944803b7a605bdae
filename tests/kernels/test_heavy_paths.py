"""A forest cut into heavy paths, against climbing from parent to parent."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from perfview.kernels.heavy_paths import (
    AFTER,
    HEAD,
    OVER,
    HeavyPaths,
    heavy_paths,
    lifted,
    shared,
)
from perfview.kernels.jit import kernel

forests = st.lists(st.integers(-1, 30), max_size=40).map(
    lambda wanted: np.array([min(p, i - 1) for i, p in enumerate(wanted)], np.int32)
)


@kernel("int32(int32, int32, int32[:, ::1])")
def _shared(a, b, links):  # type: ignore[no-untyped-def]
    return shared(a, links[a, HEAD], b, links[b, HEAD], links)


@kernel("int32(int32, int32, int32[:, ::1])")
def _lifted(a, depth, links):  # type: ignore[no-untyped-def]
    return lifted(a, depth, links)


def way(parent: NDArray[np.int32], node: int) -> list[int]:
    """From everything (-1) down to a node."""
    found = [node]
    while found[-1] >= 0:
        found.append(int(parent[found[-1]]))
    return found[::-1]


@settings(deadline=None)
@given(forests)
def test_what_two_nodes_share(parent: NDArray[np.int32]) -> None:
    cut = heavy_paths(parent)
    for a in range(len(parent)):
        for b in range(len(parent)):
            pairs = zip(way(parent, a), way(parent, b), strict=False)
            both = [x for x, y in pairs if x == y]
            at = _shared(cut.number[a], cut.number[b], cut.links)
            assert cut.node[at] == both[-1]


@settings(deadline=None)
@given(forests)
def test_subtrees_are_ranges_and_ways_up_are_found(parent: NDArray[np.int32]) -> None:
    cut: HeavyPaths = heavy_paths(parent)
    assert sorted(cut.node.tolist()) == list(range(-1, len(parent)))
    for node in range(len(parent)):
        assert cut.node[cut.number[node]] == node
        above = way(parent, node)
        for place, each in enumerate(above[:-1]):
            at = int(cut.number[each]) if each >= 0 else 0
            assert at < cut.number[node] < cut.links[at, AFTER]
            assert _lifted(cut.number[node], place - 1, cut.links) == at


def test_from_a_node_few_heavy_paths_lead_to_a_root() -> None:
    generator = np.random.default_rng(3)
    n = 5_000
    parent = (generator.random(n) * np.arange(n)).astype(np.int32) - 1
    cut = heavy_paths(np.maximum(parent, -1).astype(np.int32))
    longest = 0
    for node in range(n):
        at, steps = int(cut.number[node]), 0
        while at >= 0:
            at, steps = int(cut.links[cut.links[at, HEAD], OVER]), steps + 1
        longest = max(longest, steps)
    assert longest <= np.log2(n + 1) + 1
