"""Objects that stand under a row of a tree, and the order they stand in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.study import Study

PAGE = 100
"""Rows listed at once; more are offered in ranges."""

_NUMBERED = ("element", "hidden")


@dataclass(frozen=True)
class Order:
    """By which column siblings stand: retained, self, distance or name."""

    column: str = "retained"
    descending: bool = True


@dataclass(frozen=True)
class Members:
    """m objects under one row, in the order shown: nodes int32 (m), and the references that lead
    there, edges int64 (m), -1 for none."""

    nodes: NDArray[np.int32]
    edges: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.nodes)

    @classmethod
    def of(cls, nodes: NDArray[np.int32]) -> Members:
        """Objects that no reference leads to."""
        return cls(nodes, np.full(len(nodes), -1, np.int64))


def ordered(study: Study, members: Members, order: Order) -> Members:
    """The members in another order; equal ones stay as they stood. For a worker thread."""
    key = _key(study, members, order.column)
    # Reversed twice: equal rows stay in the file's order.
    if order.descending:
        rows = len(key) - 1 - np.argsort(key[::-1], kind="stable")[::-1]
    else:
        rows = np.argsort(key, kind="stable")
    return Members(members.nodes[rows], members.edges[rows])


def _key(study: Study, members: Members, column: str) -> NDArray[np.int64]:
    nodes = members.nodes
    if column == "self":
        return study.self_bytes[nodes]
    if column == "distance":
        return study.distance[nodes].astype(np.int64)
    if column == "name":
        return _names(study, members)
    return study.retained_bytes[nodes]


def _names(study: Study, members: Members) -> NDArray[np.int64]:
    """Places in the order of names: numbered references by number, before those with a name;
    objects without a reference by class, then id."""
    nodes, edges = members.nodes, members.edges
    if not len(edges) or edges[0] < 0:
        classes, ids = study.classes.of_node[nodes], study.graph.nodes.id[nodes]
        return _places(np.lexsort((ids, classes)))
    graph = study.graph
    name, kind = graph.edges.name[edges].astype(np.int64), graph.edges.kind[edges]
    numbered = np.isin(kind, [graph.edge_kind(each) for each in _NUMBERED])
    named = np.unique(name[~numbered])
    texts = [study.model.strings[int(each)].casefold() for each in named]
    rank = _places(np.array(sorted(range(len(texts)), key=texts.__getitem__), np.int64))
    key = name.copy()
    if len(named):
        key[~numbered] = rank[np.searchsorted(named, name[~numbered])]
    return _places(np.lexsort((key, ~numbered)))


def _places(order: NDArray[np.int64]) -> NDArray[np.int64]:
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    return places
