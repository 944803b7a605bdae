"""What would be freed if a reference went: exact, from the dominator tree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.retention.following import source_of, target_of
from perfview.heaps.retention.naming import edge_name
from perfview.heaps.retention.paths import Path
from perfview.heaps.retention.storage import whole_references
from perfview.heaps.study import Study

_INTERNED = "(Internalized strings)"
_MANY = 2000
"""Objects that refer to one, beyond which they are not asked whether they are V8's texts."""


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
    node = target_of(study, edge)
    edges = whole_references(study, np.array([edge], np.int64))
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
