"""V8's own copies of a program's references, which are cut together with them.

An array's element is told twice, of the array and of its backing store; a property of the object
and of its property array; a global variable of the global object and of its cell
(v8/src/profiler/heap-snapshot-generator.cc).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.measures.edges import edges_of, source_of
from perfview.heaps.measures.names import ids_of
from perfview.heaps.study import Study

_STORES = ("elements", "properties")
_CELL = "system / PropertyCell"
_DEPTH = 2
"""An object's store, and the cells in it."""


def whole_references(study: Study, edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """These edges and all that stand for the same references, int64, ascending, each once.

    All that are added lead from an object's store to what one of its edges leads to.
    """
    graph, n = study.graph, len(study.graph)
    target, first = graph.edges.target, graph.nodes.first_edge
    owner = source_of(study, edges).astype(np.int64)
    wanted = np.unique(owner * n + target[edges])
    found = [edges]
    owner, store = _stores(study, np.unique(owner))
    for _ in range(_DEPTH):
        inner = edges_of(study, store)
        owner = np.repeat(owner, first[store + 1].astype(np.int64) - first[store])
        found.append(inner[np.isin(owner * n + target[inner], wanted)])
        is_cell = np.isin(graph.nodes.name[target[inner]], ids_of(study, _CELL))
        owner, store = owner[is_cell], target[inner][is_cell].astype(np.int64)
    return np.unique(np.concatenate(found))


def _stores(study: Study, owners: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The objects that have a store, and the stores: int64 nodes both, one each store."""
    graph = study.graph
    edges = edges_of(study, owners)
    names = np.concatenate([ids_of(study, each) for each in _STORES]).astype(np.uint32)
    kept = graph.edges.kind[edges] == graph.edge_kind("internal")
    kept &= np.isin(graph.edges.name[edges], names)
    stores = edges[kept]
    return source_of(study, stores).astype(np.int64), graph.edges.target[stores].astype(np.int64)
