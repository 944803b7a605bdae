"""Where leaks are in the dominator tree."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.growth.suspects import growth
from perfview.heaps.study import Study


def leaking(study: Study) -> NDArray[np.bool_]:
    """The new objects that a suspected leak keeps alive, bool (n)."""
    found = np.zeros(len(study.graph), np.bool_)
    for suspect in growth(study).suspects:
        found[suspect.nodes] = True
    return found


def common_dominator(study: Study, nodes: NDArray[np.int32]) -> int:
    """The lowest object without which none of these would be alive, -1 when that is the root or one
    right below it (the global object, the roots' list), which everything has in common."""
    if not len(nodes):
        return -1
    tree = study.dominators
    places = tree.place[nodes]
    first, last, node = int(places.min()), int(places.max()), int(nodes[0])
    while node >= 0:
        place = int(tree.place[node])
        if place <= first and last < place + int(tree.count[node]):
            break
        node = int(tree.parent[node])
    is_high = node < 0 or int(tree.parent[node]) in (-1, study.graph.root)
    return -1 if is_high else node
