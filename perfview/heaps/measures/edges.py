"""Edges by their ends and their kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.bit_rows import bits_of

if TYPE_CHECKING:
    from perfview.heaps.study import Study

_STRETCH = 1 << 18
"""So many edges are compared at a time: what that gives stays in the processor's cache."""


def edges_into(study: Study, node: int) -> NDArray[np.int64]:
    """Every edge to a node, weak and inessential ones too: indices int64, ascending."""
    target = study.graph.edges.target
    found = [
        begin + np.flatnonzero(target[begin : begin + _STRETCH] == node)
        for begin in range(0, len(target), _STRETCH)
    ]
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def source_of(study: Study, edges: NDArray[np.int64]) -> NDArray[np.int32]:
    """The nodes that edges start from, int32."""
    first = study.graph.nodes.first_edge
    # Looked up by their own type: NumPy would widen the whole column for another.
    return (np.searchsorted(first, edges.astype(np.uint32), "right") - 1).astype(np.int32)


def edges_of(study: Study, nodes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The edges of some nodes, indices int64, node by node."""
    first = study.graph.nodes.first_edge
    begin = first[nodes].astype(np.int64)
    lengths = first[nodes + 1] - begin
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(begin - (ends - lengths), lengths) + np.arange(total)


def weak_edges(study: Study) -> NDArray[np.uint8]:
    """Which edges are weak, as bits (`kernels.bit_rows`)."""
    graph = study.graph
    return study.once("weak edges", lambda: bits_of(graph.edges.kind == graph.edge_kind("weak")))


def root_edges(study: Study) -> slice:
    """Where the edges of the root stand."""
    graph = study.graph
    if not len(graph):
        return slice(0, 0)
    first = graph.nodes.first_edge
    return slice(int(first[graph.root]), int(first[graph.root + 1]))
