"""What can be folded: the dominator tree, and objects by class and by who keeps them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.study import Study
from perfview.kernels.tree_levels import children_of
from perfview.ui.heaps.colouring import node_categories
from perfview.ui.heaps.icicle.fold import Fold
from perfview.ui.heaps.icicle.folding import Below, Folding, Members, Window
from perfview.ui.heaps.icicle.ways import way_names

KEEPERS = 2
"""How many levels of who keeps objects stand below their class."""

_NAMED = ("closure", "synthetic")
"""The recorder's kinds of objects that are told apart by name rather than by class."""

CLASSES, FIRST_KEEPER = 2, 3
"""The levels of a fold by class at which classes stand and at which keepers begin."""


@dataclass(frozen=True)
class Weights:
    """What counts: of each object its bytes, and how many of them are new, int64 (n); None where
    nothing is known of before."""

    every: NDArray[np.int64]
    fresh: NDArray[np.int64] | None = None

    def of(self, nodes: NDArray[np.int32]) -> tuple[int, int]:
        """All bytes of these objects, and those that are new."""
        fresh = 0 if self.fresh is None else int(self.fresh[nodes].sum())
        return int(self.every[nodes].sum()), fresh


def alike(study: Study, nodes: NDArray[np.int32]) -> NDArray[np.int32]:
    """What tells objects apart, int32: their class; of functions and of the roots' parts their
    name, as `name_of_kind` reads it."""
    kind, classes = study.classes.of_node[nodes], np.int32(len(study.classes))
    found = study.graph.nodes
    which = np.full(256, -1, np.int8)
    for number, sort in enumerate(_NAMED):
        which[study.graph.node_kind(sort)] = number
    which[255] = -1
    named = which[found.kind[nodes]]
    has_name = np.flatnonzero(named >= 0)
    kind[has_name] = classes + 2 * found.name[nodes[has_name]] + named[has_name]
    return kind


def name_of_kind(study: Study, kind: int) -> str:
    """What objects that are alike are called: ``Session``, ``onClose()``, ``(GC roots)``."""
    beyond = kind - len(study.classes)
    if beyond < 0:
        return study.classes.name[kind] or "(no name)"
    name = study.model.strings[beyond // 2]
    if _NAMED[beyond % 2] == "closure":
        return f"{name or '(anonymous)'}()"
    return name or "(no name)"


def is_function(study: Study, kind: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which kinds (of `alike`) are functions of one name, bool."""
    beyond = kind - len(study.classes)
    found: NDArray[np.bool_] = (beyond >= 0) & (beyond % 2 == _NAMED.index("closure"))
    return found


def dominator_fold(
    study: Study, nodes: NDArray[np.int32], weights: Weights, window: Window
) -> Fold:
    """What these objects keep alive, by who keeps it.

    nodes int32: at least one, none below another; weights: of whole subtrees. Work goes by the
    objects in boxes that are large enough, not by the heap.
    """
    tree, names = study.dominators, way_names(study)
    kind = int(alike(study, nodes[:1])[0])
    folding = Folding(window, nodes, kind, *weights.of(nodes))
    while not folding.is_done:
        members = folding.members()
        child, owner = children_of(members.node, tree.order, tree.place, tree.count)
        above, weight = members.box[owner], weights.every[child]
        counts = weight > 0
        if not counts.all():
            child, above, weight = child[counts], above[counts], weight[counts]
        fresh = None if weights.fresh is None else weights.fresh[child]
        folding.grow(Below(above, child, alike(study, child), weight, names[child], fresh))
    return folding.finish(len(study.graph))


def class_fold(study: Study, weights: Weights, window: Window) -> Fold:
    """All objects by sort, then class, then by who dominates them, nearest first; only their number
    is known. weights: of the objects by themselves."""
    every = weights.every
    nodes = np.flatnonzero(every > 0).astype(np.int32)
    if not len(nodes):
        nodes = np.array([study.graph.root], np.int32)
    folding = Folding(window, nodes, -1, *weights.of(nodes), remembers=False)
    for level in range(1, FIRST_KEEPER + KEEPERS):
        if folding.is_done:
            break
        members = folding.members()
        node, above, kind = _sorted_at(study, level, members)
        fresh = None if weights.fresh is None else weights.fresh[node]
        folding.grow(Below(above, node, kind, every[node], fresh=fresh))
    return folding.finish(len(study.graph))


def _sorted_at(
    study: Study, level: int, members: Members
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """What goes on to a level of a fold by class: nodes, the boxes above, what they are alike in;
    the root keeps nothing that is worth a box."""
    node, above = members.node, members.box
    if level == 1:
        return node, above, node_categories(study, node).astype(np.int32)
    if level == CLASSES:
        return node, above, study.classes.of_node[node]
    parent, keeper = study.dominators.parent, node
    for _ in range(level - FIRST_KEEPER + 1):
        keeper = np.where(keeper >= 0, parent[keeper], np.int32(-1))
    kept = (keeper >= 0) & (keeper != study.graph.root)
    return node[kept], above[kept], alike(study, keeper[kept])
