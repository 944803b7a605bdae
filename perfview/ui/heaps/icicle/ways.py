"""By which reference an object hangs on its dominator, where it hangs on it directly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.study import Study
from perfview.kernels.entry_edges import SKIP, entry_edges

NO_NAME, ELEMENT = -1, -2
"""As the name of a way: there is none, and one of many elements."""

_AT_ONCE = 1 << 18
"""Objects looked at in one step, so that little memory is needed beside the answer."""

_RANK = {"property": 0, "context": 0, "element": 0, "shortcut": 1, "internal": 2, "hidden": 3}


def way_names(study: Study) -> NDArray[np.int32]:
    """What the reference is called from each object's dominator to it, int32 (n): an id into the
    strings, `ELEMENT` of elements whatever their index; `NO_NAME` where it is held in more ways
    than one, or by something in between, or only by the root."""
    return study.once("ui.way_names", lambda: _names(study))


def way_to(study: Study, node: int) -> int:
    """The reference from an object's dominator to it, an edge; -1 where there is none."""
    above, nodes, edges = int(study.dominators.parent[node]), study.graph.nodes, study.graph.edges
    if above < 0:
        return -1
    first, last = int(nodes.first_edge[above]), int(nodes.first_edge[above + 1])
    found = first + np.flatnonzero(edges.target[first:last] == node)
    rank = _ranks(study)[edges.kind[found]]
    if not len(found) or rank.min() == SKIP:
        return -1
    return int(found[np.argmin(rank)])


def _names(study: Study) -> NDArray[np.int32]:
    graph, parent = study.graph, study.dominators.parent
    edges = graph.edges
    way = entry_edges(graph.nodes.first_edge, edges.target, edges.kind, _ranks(study), parent)
    is_numbered = np.zeros(256, np.bool_)
    for kind in ("element", "hidden"):
        is_numbered[graph.edge_kind(kind)] = True
    is_numbered[255] = False
    for low in range(0, len(way), _AT_ONCE):
        part = way[low : low + _AT_ONCE]
        has_one = np.flatnonzero(part >= 0)
        edge = part[has_one]
        named = np.where(is_numbered[edges.kind[edge]], ELEMENT, edges.name[edge].astype(np.int64))
        part[has_one] = named
        part[parent[low : low + _AT_ONCE] == graph.root] = NO_NAME
    return way


def _ranks(study: Study) -> NDArray[np.uint8]:
    rank = np.full(256, SKIP, np.uint8)
    for number, kind in enumerate(study.graph.edge_kinds):
        rank[number] = _RANK.get(kind, SKIP)
    return rank
