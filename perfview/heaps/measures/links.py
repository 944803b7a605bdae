"""Where many objects lead by one reference each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.measures.names import ids_of
from perfview.kernels.sole_links import first_targets

if TYPE_CHECKING:
    from perfview.heaps.study import Study


def leads_to(
    study: Study, rows: NDArray[np.int32], *names: str, kind: str = "internal"
) -> NDArray[np.int32]:
    """Where the first edge of this kind and of one of these names leads from each node, int32, -1
    without one; rows may hold -1 as well."""
    graph, edges = study.graph, study.graph.edges
    links = graph.nodes.first_edge, edges.kind, edges.name, edges.target
    found = np.full(len(rows), -1, np.int32)
    for name in names:
        for text in ids_of(study, name).tolist():
            todo = np.flatnonzero((found < 0) & (rows >= 0))
            asked = np.ascontiguousarray(rows[todo], np.int32)
            found[todo] = first_targets(asked, links, graph.edge_kind(kind), text)
    return found


def of_kind(study: Study, kind: str) -> NDArray[np.int32]:
    """The nodes of a kind, int32, ascending."""
    return np.flatnonzero(study.graph.nodes.kind == study.graph.node_kind(kind)).astype(np.int32)


def references(study: Study, rows: NDArray[np.int32]) -> NDArray[np.int64]:
    """How many references each of these nodes has, that to its hidden class left out: int64."""
    first = study.graph.nodes.first_edge
    count = first[rows.astype(np.int64) + 1].astype(np.int64) - first[rows]
    found: NDArray[np.int64] = count - (leads_to(study, rows, "map") >= 0)
    return found
