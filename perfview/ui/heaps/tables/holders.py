"""What objects hang on, in a few words: ``EventBus.listeners``."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.retention.following import source_of
from perfview.heaps.retention.naming import edge_name, is_global
from perfview.heaps.retention.paths import shortest_path
from perfview.heaps.study import Study
from perfview.ui.heaps.tables.group_rows import objects_of

_SAMPLED = 9
"""Objects of a class that are asked what they hang on, the biggest and some in between."""

_FARTHEST = 24
ENGINE = "engine"
"""What hangs on no name of the program."""

_CONTAINERS = {"Array", "Map", "Set", "WeakMap", "WeakSet", "Object"}
"""Classes that say nothing of what a thing belongs to."""


def holder_of_class(study: Study, number: int) -> str:
    """What most of a class's objects hang on, "" when nothing tells. For a worker thread."""
    known: dict[int, str] = study.once("ui.holders", dict)
    if number not in known:
        known[number] = commonest_holder(study, objects_of(study, number))
    return known[number]


def commonest_holder(study: Study, objects: NDArray[np.int32]) -> str:
    """What most of these objects hang on, "" when nothing tells. For a worker thread."""
    if not len(objects):
        return ""
    step = max(len(objects) // _SAMPLED, 1)
    sampled = objects[::step][:_SAMPLED].tolist()
    largest = int(objects[np.argmax(study.retained_bytes[objects])])
    found = Counter(holder_of_object(study, node) for node in [largest, *sampled])
    found.pop("", None)
    return found.most_common(1)[0][0] if found else ""


def holder_of_object(study: Study, node: int) -> str:
    """The nearest reference of an object that is more than a container, on the shortest way to
    one: ``EventBus.listeners``; `ENGINE` on the engine’s own, "" where nothing tells. For a worker
    thread."""
    for edge in shortest_path(study, node).edges[::-1][:_FARTHEST].tolist():
        source = source_of(study, edge)
        named = edge_name(study, edge)
        if is_global(study, source):
            return ENGINE if named.is_internal else f"global{named.accessor}"
        told = study.class_of(source)
        if named.accessor and not named.is_internal and _tells(told):
            return f"{told}{named.accessor}"
    return ""


def _tells(name: str) -> bool:
    return name not in _CONTAINERS and not name.startswith(("(", "system /"))
