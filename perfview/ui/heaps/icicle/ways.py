"""By which reference an object hangs on its dominator, where it hangs on it directly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.study import Study
from perfview.kernels.entry_edges import SKIP, entry_edges

NO_NAME, ELEMENT = -1, -2
"""As the name of a way: there is none, and one of many elements."""

_RANK = {"property": 0, "context": 0, "element": 0, "shortcut": 1, "internal": 2, "hidden": 3}


def ways_in(study: Study) -> NDArray[np.int32]:
    """The reference from each object's dominator to it, an edge, int32 (n); -1 where it is held in
    more ways than one, or by something in between."""
    return study.once("ui.ways_in", lambda: _found(study))


def way_names(study: Study, nodes: NDArray[np.int32]) -> NDArray[np.int32]:
    """What the references are called that lead to these nodes, int32: ids into the strings,
    `ELEMENT` of elements whatever their index, `NO_NAME` where none leads there but the root's."""
    edges = study.graph.edges
    way = ways_in(study)[nodes]
    safe = np.maximum(way, 0)
    if not len(edges):
        return np.full(len(nodes), NO_NAME, np.int32)
    name = edges.name[safe].astype(np.int32)
    numbered = [study.graph.edge_kind(kind) for kind in ("element", "hidden")]
    name[np.isin(edges.kind[safe], numbered)] = ELEMENT
    from_root = study.dominators.parent[nodes] == study.graph.root
    name[(way < 0) | from_root] = NO_NAME
    return name


def _found(study: Study) -> NDArray[np.int32]:
    graph = study.graph
    rank = np.full(256, SKIP, np.uint8)
    for number, kind in enumerate(graph.edge_kinds):
        rank[number] = _RANK.get(kind, SKIP)
    edges, parent = graph.edges, study.dominators.parent
    return entry_edges(graph.nodes.first_edge, edges.target, edges.kind, rank, parent)
