"""Distances."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from perfview.kernels.bit_rows import bits_of, no_bits, set_bits
from perfview.kernels.breadth_first import FAR, PairedEdges, Wave
from tests.kernels.graphs import Links, graphs

NONE = PairedEdges(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.uint8))


@given(graphs())
def test_a_distance_is_how_many_rings_away_a_node_is(graph: Links) -> None:
    wave = Wave(graph.first, graph.target, bits_of(graph.marked), NONE)
    wave.go(np.array([0], np.int32), 7)
    far = np.full(len(graph.first) - 1, FAR)
    ring, distance = {0}, 7
    while ring:
        far[list(ring)] = distance
        open_ = [(a, b) for edge, a, b in graph.ends() if not graph.marked[edge]]
        ring = {b for a, b in open_ if a in ring and far[b] == FAR}
        distance += 1
    assert wave.distance.tolist() == far.tolist()


def test_of_two_paired_edges_the_second_counts() -> None:
    # 0 -> 1 -> 2 and, paired, 0 -> 3 and 2 -> 3.
    first, target = np.array([0, 2, 3, 4, 4], np.uint32), np.array([3, 1, 2, 3], np.int32)
    bits, edges = no_bits(4), np.array([0, 3], np.int64)
    set_bits(bits, edges)
    wave = Wave(first, target, no_bits(4), PairedEdges(edges, np.zeros(2, np.int32), bits))
    wave.go(np.array([0], np.int32), 0)
    assert wave.distance.tolist() == [0, 1, 2, 3]
