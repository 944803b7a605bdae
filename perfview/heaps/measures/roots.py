"""Where a program's own objects begin: windows, global objects, documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.measures.edges import root_edges
from perfview.heaps.measures.names import ids_of

if TYPE_CHECKING:
    from perfview.heaps.study import Study

DOCUMENTS = "(Document DOM trees)"
"""The node under which the recorder puts the documents of a page."""


def user_roots(study: Study) -> NDArray[np.int32]:
    """The user roots, nodes int32, once for each edge from the root, in its edges' order."""
    graph = study.graph
    target = graph.edges.target[root_edges(study)]
    own = graph.nodes.kind[target] != graph.node_kind("synthetic")
    roots: NDArray[np.int32] = target[own | _holds_documents(study, target)]
    return roots


def page_entries(study: Study) -> NDArray[np.int32]:
    """Where a page's objects begin: what the root refers to by shortcuts, and the documents."""
    graph, where = study.graph, root_edges(study)
    target, kind = graph.edges.target[where], graph.edges.kind[where]
    documents = (kind == graph.edge_kind("element")) & _holds_documents(study, target)
    entries: NDArray[np.int32] = target[documents | (kind == graph.edge_kind("shortcut"))]
    return entries


def _holds_documents(study: Study, nodes: NDArray[np.int32]) -> NDArray[np.bool_]:
    graph = study.graph
    named = np.isin(graph.nodes.name[nodes], ids_of(study, DOCUMENTS))
    found: NDArray[np.bool_] = named & (graph.nodes.kind[nodes] == graph.node_kind("synthetic"))
    return found
