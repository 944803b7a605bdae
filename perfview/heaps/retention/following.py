"""From one node along references of a known name: what naming and paths are made of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.study import Study


def edges_of(study: Study, node: int) -> range:
    """The edges that start at a node."""
    first = study.graph.nodes.first_edge
    return range(int(first[node]), int(first[node + 1]))


def source_of(study: Study, edge: int) -> int:
    """The node an edge starts at."""
    # A uint32, as of any other type the whole column would be converted.
    return int(study.graph.nodes.first_edge.searchsorted(np.uint32(edge), side="right")) - 1


def target_of(study: Study, edge: int) -> int:
    """The node an edge leads to."""
    return int(study.graph.edges.target[edge])


def node_kind(study: Study, node: int) -> str:
    """The recorder's word for the kind of a node, ``closure``."""
    return study.graph.node_kinds[int(study.graph.nodes.kind[node])]


def edge_kind(study: Study, edge: int) -> str:
    """The recorder's word for the kind of an edge, ``property``."""
    return study.graph.edge_kinds[int(study.graph.edges.kind[edge])]


def along(study: Study, node: int, *names: str, kind: str = "internal") -> int:
    """The node that an edge of this kind and one of these names leads to; -1 for none."""
    wanted = study.graph.edge_kind(kind)
    kinds = study.graph.edges.kind
    for edge in edges_of(study, node):
        if kinds[edge] == wanted and study.edge_name(edge) in names:
            return target_of(study, edge)
    return -1


def retainers_of(study: Study, node: int) -> NDArray[np.int32]:
    """The nodes that keep one alive by an edge of theirs, each once, ascending: int32."""
    found = study.retainers
    place = slice(int(found.first[node]), int(found.first[node + 1]))
    return np.unique(found.source[place])


def edges_between(study: Study, source: int, target: int) -> NDArray[np.int64]:
    """The edges from one node straight to another, weak ones too: int64, ascending."""
    edges = edges_of(study, source)
    here = study.graph.edges.target[edges.start : edges.stop] == target
    return edges.start + np.flatnonzero(here)


def is_referred_by(study: Study, node: int, name: str, kind: str = "code") -> int:
    """A node of this kind whose internal edge of this name leads here; -1 for none."""
    found = study.retainers
    sources = found.source[int(found.first[node]) : int(found.first[node + 1])]
    # Things everybody refers to have millions of these, of which few are of the kind.
    likely = sources[study.graph.nodes.kind[sources] == study.graph.node_kind(kind)]
    for source in np.unique(likely).tolist():
        if along(study, source, name) == node:
            return int(source)
    return -1
