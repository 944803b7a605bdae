"""What would be freed if some references went: found by reaching everything again without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.measures.edges import source_of
from perfview.heaps.measures.reaching import essential_edges
from perfview.kernels.bit_rows import flags_of, set_bits
from perfview.kernels.flooding import flood
from perfview.kernels.reaching_again import common_ancestor, reach_again

if TYPE_CHECKING:
    from perfview.heaps.study import Study

_NOBODY = np.zeros(0, np.int32)


def freed(study: Study, edges: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which nodes nothing would keep alive any more without these edges, bool (n).

    Edges that keep nothing alive (weak ones, see `Study.essential`) change nothing; what nothing
    keeps alive as it is is not freed by it.
    """
    gone = np.zeros(len(study.graph), np.bool_)
    gone[freed_nodes(study, edges)] = True
    return gone


def freed_bytes(study: Study, edges: NDArray[np.int64]) -> int:
    """The bytes that would be freed without these edges."""
    nodes = freed_nodes(study, edges)
    if not len(nodes):
        return 0
    if len(nodes) == study.dominators.count[nodes[0]]:
        return int(study.retained_bytes[nodes[0]])
    return int(study.self_bytes[nodes].sum())


def freed_nodes(study: Study, edges: NDArray[np.int64]) -> NDArray[np.int32]:
    """The nodes that would be freed without these edges, int32, dominators first.

    Only what the nearest common dominator of the edges' targets dominates can go: every other node
    is reached without it. If it is a target itself and nothing outside its subtree refers to it any
    more, all of its subtree goes; else what it does not reach again. So one edge takes either
    nothing or its target's subtree, which needs no more than a look at the target's retainers.
    """
    tree, edges = study.dominators, _that_matter(study, _that_count(study, edges))
    if not len(edges):
        return _NOBODY
    targets = study.graph.edges.target[edges]
    top = common_ancestor(tree.parent, tree.place, tree.count, targets)
    into_top = edges[targets == top]
    if top != study.graph.root and len(into_top) and not _is_held(study, top, into_top):
        return tree.subtree(top)
    if len(into_top) == len(edges):
        return _NOBODY
    if top == study.graph.root:
        gone = _alive(study) & ~_reached(study, edges)
        return tree.order[gone[tree.order]]
    links = study.graph.nodes.first_edge, study.graph.edges.target, essential_edges(study)
    below = tree.subtree(top)
    return below[~reach_again(links, edges, tree.place, top, len(below))]


def _that_count(study: Study, edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of the edges that keep something alive, ascending, each once."""
    edges = np.unique(edges)
    counts = essential_edges(study)[edges >> 3] >> (edges & 7).astype(np.uint8) & 1
    edges = edges[counts != 0]
    kept: NDArray[np.int64] = edges[_alive(study)[source_of(study, edges)]]
    return kept


def _that_matter(study: Study, edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of the edges without which something may go.

    A target that the nearest common dominator of the edges' sources does not dominate is reached
    without it, and so without any of the edges; the same holds for the dominator itself.
    """
    tree, target = study.dominators, study.graph.edges.target
    while len(edges):
        top = common_ancestor(tree.parent, tree.place, tree.count, source_of(study, edges))
        targets = target[edges]
        matters = tree.dominates(top, targets) & (targets != top)
        if matters.all():
            break
        edges = edges[matters]
    return edges


def _is_held(study: Study, node: int, without: NDArray[np.int64]) -> bool:
    """Whether something outside a node's subtree refers to it by other than these edges to it."""
    first, source = study.retainers.first, study.retainers.source
    holding = source[int(first[node]) : int(first[node + 1])]
    gone = source_of(study, without)
    return _outside(study, node, holding) > _outside(study, node, gone)


def _outside(study: Study, node: int, others: NDArray[np.int32]) -> int:
    others = others[_alive(study)[others]]
    return int(np.count_nonzero(~study.dominators.dominates(node, others)))


def _alive(study: Study) -> NDArray[np.bool_]:
    """What the root keeps alive, or what nothing refers to, bool (n): not circles left alone."""
    return study.once("alive", lambda: _reached(study, np.zeros(0, np.int64)))


def _reached(study: Study, gone: NDArray[np.int64]) -> NDArray[np.bool_]:
    """What the root and all that nothing refers to reach without some edges, bool (n)."""
    graph, retainers = study.graph, study.retainers
    closed = ~essential_edges(study)
    set_bits(closed, gone)
    lonely = np.flatnonzero(retainers.first[1:] == retainers.first[:-1]).astype(np.int32)
    starts = np.append(lonely, np.int32(graph.root))
    found = flood(graph.nodes.first_edge, graph.edges.target, closed, starts)
    return flags_of(found, len(graph)).view(np.bool_)
