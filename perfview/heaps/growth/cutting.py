"""What exactly is freed when references go.

Cutting every reference into a node from outside frees precisely what it dominates. References
between nodes below one dominator change nothing outside of it, so what they free is found by
walking its subtree without them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.growth.ageing import holders_of, table_strings
from perfview.heaps.growth.routes import edge_label, holder_name
from perfview.heaps.measures.reaching import essential_edges
from perfview.heaps.measures.without import freed_nodes
from perfview.heaps.retention.following import edges_between, source_of
from perfview.heaps.study import Study
from perfview.kernels.reaching_again import reach_again
from perfview.kernels.steps_down import towards


@dataclass(frozen=True)
class Cut:
    """References to let go. constructor and property name the one to change in the program; edges
    int64 are all that have to go with it (a global is also held by a cell, a list from both ends).

    freed_bytes: what goes, old and new; freed_new_bytes: of what is new and belongs to the suspect,
    share: that of all its new bytes. repeats: it is the same reference in many objects, each of
    which holds the one before or after it.
    """

    edge: int
    edges: NDArray[np.int64]
    constructor: str
    property: str
    freed_bytes: int
    freed_new_bytes: int
    share: float
    repeats: bool = False


@dataclass(frozen=True)
class Grown:
    """What a cut is to free: the owners under which new nodes hang, these, and their bytes."""

    owners: NDArray[np.int32]
    nodes: NDArray[np.int32]
    bytes: int


@dataclass(frozen=True)
class Freed:
    """Nodes that go: stretches of the dominators' preorder, from low to before high (int64), or of
    one stretch those that the mask says."""

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    bytes: int
    mask: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))

    def has(self, study: Study, nodes: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which of these nodes go, bool."""
        places = study.dominators.place[nodes].astype(np.int64)
        at = np.searchsorted(self.low, places, side="right") - 1
        inside: NDArray[np.bool_] = (at >= 0) & (places < self.high[np.maximum(at, 0)])
        if len(self.mask):
            inside[inside] = self.mask[places[inside] - self.low[0]]
        return inside


def grown(study: Study, owners: NDArray[np.int32], nodes: NDArray[np.int32]) -> Grown:
    """New nodes under their owners, to be freed."""
    return Grown(owners, nodes, int(study.self_bytes[nodes].sum()))


def freed_below(study: Study, nodes: NDArray[np.int32]) -> Freed:
    """What goes with nodes that nothing outside of them refers to any more."""
    tree = study.dominators
    low = tree.place[nodes].astype(np.int64)
    high = low + tree.count[nodes]
    order = np.argsort(low)
    low, high, whole = low[order], high[order], study.retained_bytes[nodes][order]
    outer = np.ones(len(low), np.bool_)
    outer[1:] = low[1:] >= np.maximum.accumulate(high)[:-1]
    return Freed(low[outer], high[outer], int(whole[outer].sum()))


def freed_within(study: Study, top: int, edges: NDArray[np.int64]) -> Freed:
    """What goes when edges go that all start at nodes which one node dominates."""
    tree, graph = study.dominators, study.graph
    low, count = int(tree.place[top]), int(tree.count[top])
    links = graph.nodes.first_edge, graph.edges.target, essential_edges(study)
    gone = ~reach_again(links, np.unique(edges), tree.place, top, count)
    size = int(study.self_bytes[tree.order[low : low + count][gone]].sum())
    return Freed(np.array([low], np.int64), np.array([low + count], np.int64), size, gone)


def weighed(
    study: Study, wanted: Grown, freed: list[Freed], edges: NDArray[np.int64], edge: int
) -> Cut:
    """A cut with what it frees."""
    is_gone = np.zeros(len(wanted.nodes), np.bool_)
    for each in freed:
        is_gone |= each.has(study, wanted.nodes)
    strings = _strings_gone(study, freed)
    is_gone |= np.isin(wanted.nodes, strings)
    more = int(study.self_bytes[strings].sum())
    new = int(study.self_bytes[wanted.nodes[is_gone]].sum())
    return Cut(
        edge,
        edges,
        *named(study, edge),
        sum(each.bytes for each in freed) + more,
        min(new, wanted.bytes),
        min(1.0, new / max(1, wanted.bytes)),
    )


def weighed_together(study: Study, wanted: Grown, edges: NDArray[np.int64], told: int) -> Cut:
    """The cut with what it frees: all is reached again without these references."""
    places = study.dominators.place[freed_nodes(study, edges)]
    mask = np.zeros(len(study.graph), np.bool_)
    mask[places] = True
    low, high = np.zeros(1, np.int64), np.array([len(mask)], np.int64)
    size = int(study.self_bytes[study.dominators.order[places]].sum())
    return weighed(study, wanted, [Freed(low, high, size, mask)], edges, told)


def named(study: Study, edge: int) -> tuple[str, str]:
    """Constructor and property of a reference, as ``("ConfigBus", "_events")``."""
    source = source_of(study, edge)
    return holder_name(study, source), edge_label(study, source, edge).removeprefix(".")


def entering(study: Study, nodes: NDArray[np.int32]) -> list[NDArray[np.int64]]:
    """The references that keep each of some nodes alive and come from outside of what it keeps
    itself: their edges int64, V8's table of unique strings left out."""
    first = study.retainers.first
    alone = np.flatnonzero(first[nodes.astype(np.int64) + 1] - first[nodes] == 1)
    incoming, graph = (first, study.retainers.source), study.graph
    outgoing = (graph.nodes.first_edge, graph.edges.target)
    _, edges = towards(incoming, outgoing, study.essential, study.distance, nodes[alone])
    known = {int(at): edges[i : i + 1] for i, at in enumerate(alone.tolist()) if edges[i] >= 0}
    rows = enumerate(nodes.tolist())
    return [known[i] if i in known else _entering(study, node) for i, node in rows]


def _entering(study: Study, node: int) -> NDArray[np.int64]:
    sources = holders_of(study, node)
    outside = sources[~study.dominators.dominates(node, sources)]
    found = [np.zeros(0, np.int64)]
    for source in outside.tolist():
        edges = edges_between(study, source, node)
        found.append(edges[study.essential[edges]])
    return np.concatenate(found)


def _strings_gone(study: Study, freed: list[Freed]) -> NDArray[np.int32]:
    """The unique strings that nothing but V8's table would still refer to."""
    strings, first = table_strings(study), study.retainers.first.astype(np.int64)
    if not len(strings):
        return strings
    begin, many = first[strings], first[strings + 1] - first[strings]
    of = np.repeat(np.arange(len(strings)), many)
    at = np.arange(len(of)) - np.repeat(np.cumsum(many) - many, many) + begin[of]
    holder = study.retainers.source[at]
    kinds, system = study.graph.nodes.kind, study.graph.node_kind("synthetic")
    held, left = kinds[holder] != system, kinds[holder] != system
    for each in freed:
        left &= ~each.has(study, holder)
    was, stays = np.zeros((2, len(strings)), np.bool_)
    was[of[held]], stays[of[left]] = True, True
    gone: NDArray[np.int32] = strings[was & ~stays]
    for each in freed:
        gone = gone[~each.has(study, gone)]
    return gone
