"""What would be collected if references went, found by reaching everything once more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.measures.edges import edges_of
from perfview.heaps.measures.names import nodes_named
from perfview.heaps.measures.reaching import essential_edges
from perfview.heaps.retention.storage import whole_references
from perfview.heaps.study import Study
from perfview.kernels.bit_rows import flags_of, set_bits
from perfview.kernels.flooding import flood

_WEAK_TABLES = ("(Internalized strings)", "(External strings)")
"""Roots under which V8 lists texts so that equal ones are one; it does not keep them alive,
although the recording's edges look strong."""


@dataclass(frozen=True)
class Freed:
    """nodes int32, ascending: what would go; bytes and, by class, count and size int64."""

    nodes: NDArray[np.int32]
    total_bytes: int
    class_count: NDArray[np.int64]
    class_bytes: NDArray[np.int64]


def freed(study: Study, edges: NDArray[np.int64]) -> Freed:
    """What nothing keeps alive without these edges (int64) and V8's copies of them.

    What was not kept alive before does not count. Exact for any number of edges at once: what the
    root reaches before is compared with what it reaches after.
    """
    closed = _not_keeping(study)
    before = _reached(study, closed)
    set_bits(closed, whole_references(study, edges))
    nodes = np.flatnonzero(before & ~_reached(study, closed)).astype(np.int32)
    classes, sizes = study.classes.of_node[nodes], study.self_bytes[nodes]
    known = len(study.classes)
    count = np.bincount(classes, minlength=known).astype(np.int64)
    # Weighed in whole bytes: a float64 loses none below 9 PB.
    by_class = np.bincount(classes, weights=sizes, minlength=known).astype(np.int64)
    return Freed(nodes, int(sizes.sum()), count, by_class)


def _not_keeping(study: Study) -> NDArray[np.uint8]:
    """The edges that keep nothing alive, as bits of its own."""
    closed = ~essential_edges(study)
    for name in _WEAK_TABLES:
        set_bits(closed, edges_of(study, nodes_named(study, "synthetic", name)))
    return closed


def _reached(study: Study, closed: NDArray[np.uint8]) -> NDArray[np.bool_]:
    graph = study.graph
    root = np.array([graph.root], np.int32)
    reached = flood(graph.nodes.first_edge, graph.edges.target, closed, root)
    return flags_of(reached, len(graph)).view(np.bool_)
