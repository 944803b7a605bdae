"""What of a service graph is shown: hops around a focus, the way that matters, words for edges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.traces.measures.critical_path import path
from perfview.traces.measures.service_graph import ServiceGraph
from perfview.traces.study import Study

MOST_NODES = 60
"""Beyond this many a layered picture is no longer read: only hops around the focus are shown."""

_WORTH_FOLLOWING = 0.1


def hops_from(graph: ServiceGraph, node: int) -> NDArray[np.int32]:
    """How many calls, either way, lie between a node and each other; int32 (s), large when none."""
    far = np.full(len(graph.name), 1 << 20, np.int32)
    if not 0 <= node < len(far):
        return far
    far[node] = 0
    known = graph.caller >= 0
    a, b = graph.caller[known], graph.callee[known]
    front = 0
    while True:
        reached = np.concatenate((b[far[a] == front], a[far[b] == front]))
        new = reached[far[reached] > front + 1]
        if not len(new):
            return far
        far[new] = front + 1
        front += 1


def heaviest_way(graph: ServiceGraph) -> set[int]:
    """Edges from the busiest entrance on, each the one most time on critical paths goes through.

    Ends where an edge carries less than a tenth of what entered, or comes round again.
    """
    entrances = np.flatnonzero(graph.caller < 0)
    if not len(entrances):
        return set()
    edge = int(entrances[np.argmax(graph.edge_critical_ns[entrances])])
    entered = max(int(graph.edge_critical_ns[edge]), 1)
    way = {edge}
    while True:
        onward = np.flatnonzero(graph.caller == graph.callee[edge])
        onward = onward[graph.callee[onward] != graph.callee[edge]]
        if not len(onward):
            return way
        edge = int(onward[np.argmax(graph.edge_critical_ns[onward])])
        if edge in way or graph.edge_critical_ns[edge] < _WORTH_FOLLOWING * entered:
            return way
        way.add(edge)


def way_of_trace(study: Study, trace: int) -> set[int]:
    """The edges the critical path of one trace crosses."""
    edges = study.graph.edge_of_span[path(study, trace)]
    return {int(edge) for edge in edges if edge >= 0}


def known_nodes(graph: ServiceGraph) -> NDArray[np.int32]:
    """The nodes that did or were asked anything; hosts behind which a service was found did not."""
    known = graph.spans > 0
    known[graph.callee] = True
    return np.flatnonzero(known).astype(np.int32)


def visible_nodes(graph: ServiceGraph, focus: int, hops: int) -> NDArray[np.int32]:
    """The nodes to draw: all of a small graph, else those within `hops` (0: all) of the focus."""
    everything = known_nodes(graph)
    if len(everything) <= MOST_NODES or hops == 0:
        return everything
    if focus < 0:
        focus = busiest(graph)
    far = hops_from(graph, focus)
    near = everything[far[everything] <= hops]
    order = np.lexsort((-graph.critical_ns[near], far[near]))
    return np.sort(near[order][:MOST_NODES])


def busiest(graph: ServiceGraph) -> int:
    """The node most time on critical paths is spent in."""
    return int(np.argmax(graph.critical_ns)) if len(graph.name) else -1
