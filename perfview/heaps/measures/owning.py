"""Whose bytes are whose: sizes after what is part of an object is given to it, and detachedness.

DevTools' rules, see `HeapSnapshot.ts` of its heap_snapshot_worker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.measures.edges import weak_edges
from perfview.heaps.measures.names import nodes_named
from perfview.heaps.measures.roots import user_roots
from perfview.kernels.passing_on import pass_on
from perfview.kernels.sole_owners import hand_over, sole_owners

if TYPE_CHECKING:
    from perfview.heaps.study import Study

UNKNOWN, ATTACHED, DETACHED = 0, 1, 2
"""Whether an object belongs to the page that is shown."""

_STATE = 3
"""The bits of a recorded detachedness that say so."""


def self_bytes(study: Study) -> NDArray[np.int64]:
    """Each node's own size after backing stores went to their only owner, int64 (n).

    A file without user roots was made to show the engine's inside: its sizes stay.
    """
    graph, nodes = study.graph, study.graph.nodes
    if not len(user_roots(study)):
        return nodes.self_bytes
    owner = sole_owners(nodes.first_edge, graph.edges.target, weak_edges(study), _ownable(study))
    refuses = nodes.kind == graph.node_kind("synthetic")
    refuses[graph.root] = True
    return hand_over(owner, refuses, nodes.self_bytes)


def _ownable(study: Study) -> NDArray[np.bool_]:
    """Which nodes are part of others: what the engine hides, arrays, texts kept outside."""
    graph, kind = study.graph, study.graph.nodes.kind
    ownable: NDArray[np.bool_] = kind == graph.node_kind("hidden")
    ownable |= kind == graph.node_kind("array")
    outside = nodes_named(study, "native", "system / ExternalStringData")
    if len(graph.nodes.detachedness):
        # DevTools has renamed detached ones by then.
        outside = outside[study.detachedness[outside] != DETACHED]
    ownable[outside] = True
    return ownable


def detachedness(study: Study) -> NDArray[np.uint8]:
    """0 unknown, 1 attached to the page, 2 detached, uint8 (n), after both have spread."""
    graph, nodes = study.graph, study.graph.nodes
    if not len(nodes.detachedness):
        return _detached_by_name(study)
    passes = np.ones(256, np.uint8)
    # An unknown kind is 255, which no edge has.
    passes[[graph.edge_kind(kind) for kind in ("hidden", "invisible", "weak")]] = 0
    state = nodes.detachedness & np.uint8(_STATE)
    columns = nodes.first_edge, graph.edges.target, graph.edges.kind
    for given in (ATTACHED, DETACHED):
        pass_on(columns, passes, nodes.kind, graph.node_kind("native"), state, given)
    return state


def _detached_by_name(study: Study) -> NDArray[np.uint8]:
    """The same of a file that does not say it: there the names of native nodes do."""
    nodes = study.graph.nodes
    state = np.zeros(len(nodes), np.uint8)
    native = np.flatnonzero(nodes.kind == study.graph.node_kind("native"))
    names, which = np.unique(nodes.name[native], return_inverse=True)
    strings = study.model.strings
    detached = [strings[name].startswith("Detached ") for name in names.tolist()]
    state[native] = np.where(np.array(detached, np.bool_)[which], DETACHED, UNKNOWN)
    return state
