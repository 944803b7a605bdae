"""What a cut frees, by the definition: what the root does not reach any more."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.growth.ageing import table_strings
from perfview.heaps.study import Study


def reached(study: Study, without: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which nodes the root reaches by essential edges, some left out; V8's table of unique strings
    keeps nothing."""
    graph = study.graph
    followed = study.essential.copy()
    followed[without] = False
    first = graph.nodes.first_edge.astype(np.int64)
    source = np.repeat(np.arange(len(graph)), np.diff(first))
    weak = np.isin(graph.edges.target, table_strings(study)) & (
        graph.nodes.kind[source] == graph.node_kind("synthetic")
    )
    followed &= ~weak
    source, target = source[followed], graph.edges.target[followed]
    found = np.zeros(len(graph), np.bool_)
    found[graph.root] = True
    while True:
        more = target[found[source]]
        if found[more].all():
            return found
        found[more] = True


def freed_bytes(study: Study, edges: NDArray[np.int64]) -> int:
    """How many bytes go with some edges."""
    gone = reached(study, np.zeros(0, np.int64)) & ~reached(study, edges)
    return int(study.self_bytes[gone].sum())
