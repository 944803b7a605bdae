"""Edges turned around."""

from __future__ import annotations

from hypothesis import given

from perfview.kernels.bit_rows import bits_of
from perfview.kernels.transposing import transpose
from tests.kernels.graphs import Links, graphs


@given(graphs())
def test_every_chosen_edge_is_there_by_its_target(graph: Links) -> None:
    into, source = transpose(graph.first, graph.target, bits_of(graph.marked))
    for node in range(len(graph.first) - 1):
        leading = [a for edge, a, b in graph.ends() if b == node and graph.marked[edge]]
        assert source[int(into[node]) : int(into[node + 1])].tolist() == leading
