"""The objects that keep most alive, found without looking at all of them."""

from __future__ import annotations

import heapq

import numpy as np

from perfview.heaps.study import Study

_MOST = 1_000
_CHILDREN = 200


def biggest_objects(study: Study) -> list[int]:
    """The objects that keep most alive, the biggest first, without the root.

    What an object keeps is less than what its dominator keeps, so they are met from the root of the
    dominator tree down, always going on below the biggest that is left. A few hundred of them are
    looked at, whatever the heap's size; only of one that dominates very many, not all of those.
    """
    return study.once("ui.biggest_objects", lambda: _biggest(study))


def _biggest(study: Study) -> list[int]:
    retained, root = study.retained_bytes, study.graph.root
    waiting, found = [(0, root)], list[int]()
    while waiting and len(found) <= _MOST:
        _, node = heapq.heappop(waiting)
        found.append(node)
        children = study.dominators.children(node)
        sizes = retained[children]
        if len(children) > _CHILDREN:
            largest = np.argpartition(-sizes, _CHILDREN)[:_CHILDREN]
            children, sizes = children[largest], sizes[largest]
        for size, child in zip(sizes.tolist(), children.tolist(), strict=True):
            heapq.heappush(waiting, (-size, child))
    return found[1:]
