"""What would be collected if references of a program went, V8's own copies of them included."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.measures.edges import edges_of
from perfview.heaps.measures.names import nodes_named
from perfview.heaps.measures.without import freed_nodes
from perfview.heaps.retention.storage import whole_references
from perfview.heaps.study import Study

_WEAK_TABLES = ("(Internalized strings)", "(External strings)")
"""Roots under which V8 lists texts so that equal ones are one; it does not keep them alive,
although the recording's edges look strong."""

_PIECE = 1 << 18


@dataclass(frozen=True)
class Freed:
    """nodes int32: what would go; its bytes and, by class, count and size int64."""

    nodes: NDArray[np.int32]
    total_bytes: int
    class_count: NDArray[np.int64]
    class_bytes: NDArray[np.int64]


def freed(study: Study, edges: NDArray[np.int64]) -> Freed:
    """What nothing keeps alive without these edges (int64) and V8's copies of them.

    Exact for any number of edges at once. Texts go too that nothing else refers to but V8's tables
    of texts, which DevTools' retained sizes leave out.
    """
    gone = freed_nodes(study, whole_references(study, edges))
    nodes = np.concatenate([gone, _texts_of(study, gone)])
    classes, sizes = study.classes.of_node[nodes], study.self_bytes[nodes]
    known = len(study.classes)
    count = np.bincount(classes, minlength=known).astype(np.int64)
    # Weighed in whole bytes: a float64 loses none below 9 PB.
    by_class = np.bincount(classes, weights=sizes, minlength=known).astype(np.int64)
    return Freed(nodes, int(sizes.sum()), count, by_class)


def _texts_of(study: Study, gone: NDArray[np.int32]) -> NDArray[np.int32]:
    """The texts, int32, to which only V8's tables refer besides nodes that go. V8's own are flat:
    none of them leads to another."""
    is_gone = np.zeros(len(study.graph), np.bool_)
    is_gone[gone] = True
    texts = _texts_below(study, gone, is_gone)
    if not len(texts):
        return texts
    for name in _WEAK_TABLES:
        is_gone[nodes_named(study, "synthetic", name)] = True
    first, source = study.retainers.first.astype(np.int64), study.retainers.source
    begin, length = first[texts], first[texts + 1] - first[texts]
    ends = np.cumsum(length)
    places = np.repeat(begin - (ends - length), length) + np.arange(int(ends[-1]))
    kept = np.repeat(np.arange(len(texts)), length)[~is_gone[source[places]]]
    free = np.ones(len(texts), np.bool_)
    free[kept] = False
    return texts[free]


def _texts_below(
    study: Study, gone: NDArray[np.int32], is_gone: NDArray[np.bool_]
) -> NDArray[np.int32]:
    """The texts that nodes which go refer to and that do not go with them, each once, int32."""
    graph, text = study.graph, study.graph.node_kind("string")
    found = [np.zeros(0, np.int32)]
    # Piece by piece, because all references of a large part of a heap are a lot of memory.
    for begin in range(0, len(gone), _PIECE):
        piece = gone[begin : begin + _PIECE].astype(np.int64)
        target = graph.edges.target[edges_of(study, piece)]
        found.append(np.unique(target[(graph.nodes.kind[target] == text) & ~is_gone[target]]))
    return np.unique(np.concatenate(found))
