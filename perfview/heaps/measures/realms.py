"""Bytes by realm: each page, frame or vm context of a heap has its own globals and built-ins.

DevTools' rules: `calculateNativeContextAttribution` in `HeapSnapshot.ts` of its
heap_snapshot_worker. V8 calls a realm (ECMA-262, 9.3) a native context. An object is of the realm
that its hidden class leads to; what has none is of the realm whose objects alone lead to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.measures.names import ids_of
from perfview.heaps.study import Study
from perfview.kernels.attributing import NOBODY, SEVERAL, first_link, spread_owners
from perfview.kernels.first_words import begin_with
from perfview.kernels.grouping import sum_by

_NAME = "system / NativeContext"
_IS_REALM = re.compile(rf"(Detached )?{_NAME}( / .*)?", re.DOTALL)
_NOT_FOLLOWED = ("shortcut", "weak")


@dataclass(frozen=True)
class Realms:
    """r realms of a heap. node int32 (r): what stands for each; bytes int64 (r): of its objects.
    shared_bytes: of what objects of several realms lead to; unattributed_bytes: of what none leads
    to. of_node int32 (n): the realm of each node, -1 for none, -2 for several."""

    node: NDArray[np.int32]
    bytes: NDArray[np.int64]
    shared_bytes: int
    unattributed_bytes: int
    of_node: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.node)


def realms(study: Study) -> Realms:
    """Bytes by realm."""
    return study.once("realms", lambda: _realms(study))


def _realms(study: Study) -> Realms:
    graph, edges = study.graph, study.graph.edges
    found = _native_contexts(study)
    of_node = _told(study, found)
    is_followed = np.ones(256, np.bool_)
    is_followed[[graph.edge_kind(kind) for kind in _NOT_FOLLOWED]] = False
    spread_owners(graph.nodes.first_edge, edges.kind, edges.target, is_followed, of_node)
    own = study.self_bytes
    sizes = sum_by(of_node - SEVERAL, own, len(found) - SEVERAL)
    shared, unattributed = int(sizes[0]), int(sizes[NOBODY - SEVERAL])
    return Realms(found, sizes[-SEVERAL:], shared, unattributed, of_node)


def _told(study: Study, found: NDArray[np.int32]) -> NDArray[np.int32]:
    """The realm of each node whose hidden class leads to it, -1 for the others: int32 (n)."""
    nodes, edges = study.graph.nodes, study.graph.edges
    links = nodes.first_edge, edges.kind, edges.name, edges.target
    internal = study.graph.edge_kind("internal")
    number = np.full(len(nodes) + 1, NOBODY, np.int32)
    number[found] = np.arange(len(found), dtype=np.int32)
    of_node = number[:-1].copy()
    for has_map in ids_of(study, "map")[:1].tolist():
        for leads in ids_of(study, "native_context")[:1].tolist():
            # Hidden classes have one of their own in each realm. The last entry stands for -1.
            shape = np.append(first_link(links, internal, has_map), np.int32(-1))
            context = np.append(first_link(links, internal, leads, number[:-1] >= 0), np.int32(-1))
            told = number[context[shape[shape[:-1]]]]
            of_node = np.where(of_node >= 0, of_node, told)
    return of_node


def _native_contexts(study: Study) -> NDArray[np.int32]:
    """The nodes that stand for realms, ascending."""
    strings = study.model.strings
    everything = np.ones(len(strings), np.uint8)
    texts = strings.arena, strings.offsets
    ids = [
        begin_with(texts, everything, prefix.encode()) for prefix in (_NAME, f"Detached {_NAME}")
    ]
    named = [i for i in np.concatenate(ids).tolist() if _IS_REALM.fullmatch(strings[i])]
    return np.flatnonzero(np.isin(study.graph.nodes.name, named)).astype(np.int32)
