"""Which reference to clear so that an object goes, and what goes with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.measures.without import freed_nodes
from perfview.heaps.retention.following import target_of
from perfview.heaps.retention.freeing import freed
from perfview.heaps.retention.naming import edge_name
from perfview.heaps.retention.paths import Path, shortest_path
from perfview.heaps.retention.storage import whole_references
from perfview.heaps.study import Study
from perfview.kernels.reaching_again import common_ancestor


@dataclass(frozen=True)
class Cut:
    """A reference to clear, and the bytes and objects that go with it."""

    edge: int
    freed_bytes: int
    freed_objects: int


def cut(study: Study, edge: int) -> Cut:
    """What clearing one reference of a program frees."""
    gone = freed(study, np.array([edge], np.int64))
    return Cut(edge, gone.total_bytes, len(gone.nodes))


def cut_for(study: Study, path: Path, node: int) -> Cut | None:
    """What `edge_to_clear` frees; None where no single reference does."""
    edge = edge_to_clear(study, path, node)
    return cut(study, edge) if edge >= 0 else None


def edge_to_clear(study: Study, path: Path, node: int) -> int:
    """The reference nearest to a node, on a way to it, that a program can clear and that frees it;
    -1 where no single one does."""
    here = np.array([node], np.int32)
    for edge in reversed(path.edges.tolist()):
        # What does not dominate a node cannot free it.
        if not study.dominators.dominates(target_of(study, edge), here)[0]:
            continue
        if not edge_name(study, edge).is_internal and _frees(study, edge):
            return int(edge)
    return -1


def cut_for_all(study: Study, nodes: NDArray[np.int32]) -> tuple[Path, Cut] | None:
    """The reference nearest to some nodes that frees all of them, and the way it is on; None where
    no single one does."""
    tree = study.dominators
    top = common_ancestor(tree.parent, tree.place, tree.count, nodes)
    path = shortest_path(study, top)
    found = cut_for(study, path, top)
    return (path, found) if found is not None else None


def _frees(study: Study, edge: int) -> bool:
    """Whether clearing a reference frees what it leads to."""
    return len(freed_nodes(study, whole_references(study, np.array([edge], np.int64)))) > 0
