"""Who refers to objects that nobody keeps alone."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.retention.following import node_kind, source_of
from perfview.heaps.retention.holders import some_of
from perfview.heaps.retention.naming import is_global
from perfview.heaps.retention.paths import shortest_path
from perfview.heaps.study import Study

_ASKED, _UP = 40, 300
"""Objects whose ways are looked at, and how far up."""
_MOST = 0.5
"""Of the objects asked, whose ways must lead through one and the same."""
_STORAGE = ("array", "hidden", "object shape", "code")


def common_container(study: Study, items: NDArray[np.int32]) -> int:
    """The object nearest to these through which the shortest ways to most of them lead, -1 when
    there is none but roots."""
    asked = some_of(items, _ASKED)
    several = set(items.tolist())
    found = Counter(each for item in asked for each in _above(study, item) if each not in several)
    common = [each for each, count in found.items() if count > _MOST * len(asked)]
    return max(common, key=lambda each: (int(study.distance[each]), each), default=-1)


def _above(study: Study, node: int) -> set[int]:
    """The objects before a node on the shortest way to it, storage of V8's and globals left out."""
    found = set()
    for edge in reversed(shortest_path(study, node).edges[-_UP:].tolist()):
        source = source_of(study, edge)
        if node_kind(study, source) == "synthetic" or is_global(study, source):
            break
        if node_kind(study, source) not in _STORAGE:
            found.add(source)
    return found
