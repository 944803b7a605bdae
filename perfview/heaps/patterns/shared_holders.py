"""Who refers to objects that nobody keeps alone."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.retention.following import node_kind, source_of
from perfview.heaps.retention.holders import some_of
from perfview.heaps.retention.paths import shortest_path
from perfview.heaps.study import Study

_ASKED = 40
_MOST = 0.5
"""Of the objects asked, that must be in one and the same container."""
_STORAGE = ("array", "hidden", "object shape", "code")


def common_container(study: Study, items: NDArray[np.int32]) -> int:
    """The object that holds most of these by the shortest ways to them, -1 when no single one
    does."""
    asked = some_of(items, _ASKED)
    found = Counter(_container(study, each) for each in asked)
    holder, count = found.most_common(1)[0]
    return holder if count > _MOST * len(asked) else -1


def _container(study: Study, node: int) -> int:
    """The object before a node on the shortest way to it, storage of V8's left out."""
    for edge in reversed(shortest_path(study, node).edges.tolist()):
        source = source_of(study, edge)
        if node_kind(study, source) not in _STORAGE:
            return source
    return -1
