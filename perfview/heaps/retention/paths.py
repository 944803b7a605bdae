"""Ways along which objects are kept alive: the shortest, the next ones, and all merged."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.measures.reaching import essential_edges
from perfview.heaps.measures.roots import user_roots
from perfview.heaps.retention.following import (
    edge_kind,
    edges_between,
    retainers_of,
    source_of,
)
from perfview.heaps.study import Study
from perfview.kernels.climbing import Climber, Links
from perfview.kernels.nearest_ways import nearest_ways

_RANKS = {"property": 1, "context": 1, "element": 1, "shortcut": 2, "internal": 3, "hidden": 4}
"""Of edges that are equally near a program's own come before V8's: what one can look up in a
source file."""


@dataclass(frozen=True)
class Path:
    """edges int64: from a user root to a node, in this order; `root` is where it begins."""

    root: int
    edges: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.edges)


def nearest_edges(study: Study) -> NDArray[np.int64]:
    """The last edge of the shortest way to each node, int64 (n); -1 for roots and what nothing
    keeps. Lengths are DevTools' distances where edges that keep alive make them up."""
    return study.once("nearest_edges", lambda: _nearest(study))


def shortest_path(study: Study, node: int) -> Path:
    """The shortest way to a node; without an edge for a root and what nothing keeps alive.

    The same as `nearest_edges` give, but found without them where distances lead all the way.
    """
    climbed = _climber(study).climb(node)
    if climbed is None:
        return _by_nearest_edges(study, node)
    return Path(source_of(study, int(climbed[0])) if len(climbed) else node, climbed)


def prepare_paths(study: Study) -> None:
    """Measure what `shortest_path` stands on, so that asking for a path takes no time."""
    _climber(study)


def _by_nearest_edges(study: Study, node: int) -> Path:
    if study.retainers.first[node] == study.retainers.first[node + 1]:
        return Path(node, np.zeros(0, np.int64))
    via, edges, at = nearest_edges(study), [], node
    while (edge := int(via[at])) >= 0:
        edges.append(edge)
        at = source_of(study, edge)
    return Path(at, np.array(edges[::-1], np.int64))


def further_paths(study: Study, node: int) -> Iterator[Path]:
    """Ways to a node, the shortest first, one for each object that refers to it straight.

    Each goes on from there on that object's own shortest way; one that would lead through the node
    itself is left out, as cutting the others would leave nothing of it.
    """
    queue = []
    for source in retainers_of(study, node).tolist():
        before = shortest_path(study, source)
        if source != node and not _passes(study, before, node):
            queue.append((len(before), source, before))
    heapq.heapify(queue)
    while queue:
        _, source, before = heapq.heappop(queue)
        edge = best_edge(study, source, node)
        yield Path(before.root, np.append(before.edges, np.int64(edge)))


def best_edge(study: Study, source: int, node: int) -> int:
    """The edge between two nodes that tells most, of those that keep alive; -1 for none."""
    edges = edges_between(study, source, node)
    alive = essential_edges(study)[edges >> 3] >> (edges & 7).astype(np.uint8) & 1
    edges = edges[alive != 0].tolist()
    return min(edges, key=lambda e: (_RANKS.get(edge_kind(study, e), 5), e), default=-1)


def nodes_of(study: Study, path: Path) -> NDArray[np.int32]:
    """The nodes a path goes through, int32, the root first."""
    return np.concatenate([[path.root], study.graph.edges.target[path.edges]]).astype(np.int32)


def _passes(study: Study, path: Path, node: int) -> bool:
    return path.root == node or bool((study.graph.edges.target[path.edges] == node).any())


def _nearest(study: Study) -> NDArray[np.int64]:
    graph = study.graph
    return nearest_ways(
        graph.nodes.first_edge,
        graph.edges.target,
        graph.edges.kind,
        study.essential,
        study.distance,
        _ranks(study),
        _roots(study),
    )


def _climber(study: Study) -> Climber:
    return study.once("climber of paths", lambda: _ready_to_climb(study))


def _ready_to_climb(study: Study) -> Climber:
    graph, retainers = study.graph, study.retainers
    columns = graph.nodes.first_edge, graph.edges.target, graph.edges.kind
    links = Links(*columns, essential_edges(study), retainers.first, retainers.source)
    return Climber(links, study.distance, _ranks(study), _roots(study))


def _ranks(study: Study) -> NDArray[np.uint8]:
    """How little an edge of each kind tells, uint8 by kind."""
    return np.array([_RANKS.get(name, 5) for name in study.graph.edge_kinds] or [1], np.uint8)


def _roots(study: Study) -> NDArray[np.int32]:
    """Where ways begin, int32: the user roots, then the root."""
    root, entries = study.graph.root, user_roots(study)
    _, order = np.unique(entries, return_index=True)
    own = entries[np.sort(order)]
    return np.append(own[own != root], np.int32(root))
