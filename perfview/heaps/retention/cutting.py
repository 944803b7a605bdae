"""What would be freed if a reference went: exact, from the dominator tree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.retention.following import (
    edges_between,
    node_kind,
    retainers_of,
    source_of,
    target_of,
)
from perfview.heaps.retention.naming import edge_name
from perfview.heaps.retention.paths import Path
from perfview.heaps.study import Study

_STORAGE_KINDS = ("array", "hidden")
_STORAGE_NAMES = ("system / PropertyArray", "system / PropertyCell", "system / ContextCell")
_INTERNED = "(Internalized strings)"
_MANY = 2000
"""Objects that refer to one beyond which V8's own copies of a reference are not looked for."""


@dataclass(frozen=True)
class Cut:
    """A reference to clear: `edges` int64 are all that stand for it, `edge` the one it is named
    by; freed_bytes and freed_objects go when it is cleared."""

    edge: int
    edges: NDArray[np.int64]
    freed_bytes: int
    freed_objects: int


def cut(study: Study, edge: int) -> Cut:
    """What clearing one reference of a program frees.

    A node lives on exactly when something outside its own dominator subtree still refers to it
    (whatever is outside is reached without it); else it goes with all it dominates.
    """
    edges, node = reference(study, edge), target_of(study, edge)
    if not frees_target(study, edges):
        return Cut(edge, edges, 0, 0)
    bytes_, objects = int(study.retained_bytes[node]), int(study.dominators.count[node])
    return Cut(edge, edges, bytes_, objects)


def cut_for(study: Study, path: Path, node: int) -> Cut | None:
    """The reference nearest to a node, on a way to it, that a program can clear and that frees it;
    None where no single one does."""
    for edge in reversed(path.edges.tolist()):
        target = target_of(study, edge)
        if edge_name(study, edge).is_internal or not _is_above(study, target, node):
            continue
        found = cut(study, edge)
        if found.freed_objects:
            return found
    return None


def reference(study: Study, edge: int) -> NDArray[np.int64]:
    """All edges that stand for one reference of a program, int64, ascending.

    V8 tells an array's element twice, of the array and of its backing store, and a global variable
    of the global object and of its cell. All of them lead to the same node.
    """
    node, holder = target_of(study, edge), _holder(study, source_of(study, edge))
    sources = retainers_of(study, node)
    if len(sources) > _MANY:
        return np.array([edge], np.int64)
    found = {edge}
    own = edge_name(study, edge).accessor
    for source in sources.tolist():
        if source != holder and (
            not _is_storage(study, source) or _holder(study, source) != holder
        ):
            continue
        for other in edges_between(study, source, node).tolist():
            named = edge_name(study, other)
            if source != holder or named.is_internal or named.accessor == own:
                found.add(other)
    return np.array(sorted(found), np.int64)


def frees_target(study: Study, edges: NDArray[np.int64]) -> bool:
    """Whether the one node that these edges lead to would go without them."""
    node, found = target_of(study, int(edges[0])), study.retainers
    sources = found.source[int(found.first[node]) : int(found.first[node + 1])]
    away = [source_of(study, edge) for edge in edges.tolist() if study.essential[edge]]
    names, counts = np.unique(sources, return_counts=True)
    gone = np.searchsorted(names, np.array(away, names.dtype))
    np.subtract.at(counts, gone, 1)
    left = names[counts > 0]
    # V8's table of texts is weak, although the recording calls its references strong.
    left = left[[study.name_of(int(each)) != _INTERNED for each in left[:_MANY].tolist()]
                + [True] * max(0, len(left) - _MANY)]  # fmt: skip
    return bool(study.dominators.dominates(node, left).all())


def _is_above(study: Study, node: int, below: int) -> bool:
    return bool(study.dominators.dominates(node, np.array([below], np.int32))[0])


def _holder(study: Study, node: int) -> int:
    """The object whose storage a node is; itself when it is none."""
    while _is_storage(study, node) and (up := int(study.dominators.parent[node])) >= 0:
        node = up
    return node


def _is_storage(study: Study, node: int) -> bool:
    """Whether V8 keeps parts of another object in a node."""
    if study.name_of(node) in _STORAGE_NAMES:
        return True
    return node_kind(study, node) in _STORAGE_KINDS and study.name_of(node).startswith("(object")
