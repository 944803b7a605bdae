"""Who holds an object, in the words findings use."""

from __future__ import annotations

import re
from dataclasses import dataclass

from perfview.heaps.growth.routes import step_label
from perfview.heaps.retention.accessors import accessor, global_word
from perfview.heaps.retention.cutting import edge_to_clear
from perfview.heaps.retention.following import target_of
from perfview.heaps.retention.naming import is_global
from perfview.heaps.retention.paths import shortest_path
from perfview.heaps.retention.words import reference_name
from perfview.heaps.study import Study

_KNOWN = {
    "timerListMap": "The list of timers",
    "immediateQueue": "The queue of setImmediate()",
    "markEntryBuffer": "The list of performance marks",
    "measureEntryBuffer": "The list of performance measures",
    "[[public_symbol_table]]": "The registry of Symbol.for()",
}
"""What people call tables of V8's and of Node's own."""
_PLACE = re.compile(r"(\[[^\[\]]*\]|\.(get|has|keys)\((?:[^()]|\([^()]*\))*\))+$")


@dataclass(frozen=True)
class Held:
    """How an object is held: `name` as people call it (``EventBus.listeners``), `way` as JavaScript
    goes there, `route` as ``class.property`` from a root. cut_name: the reference whose clearing
    frees freed_bytes; "" and 0 where no single one does."""

    name: str
    way: str
    route: tuple[str, ...]
    cut_name: str = ""
    freed_bytes: int = 0


def held(study: Study, node: int) -> Held:
    """How a node is held, by the shortest way to it."""
    path = shortest_path(study, node)
    last = int(path.edges[-1]) if len(path) else -1
    name = reference_name(study, path, last) if len(path) else study.class_of(node)
    if is_global(study, node):
        name = global_word(study, node)
    name = next((word for part, word in _KNOWN.items() if part in name), name)
    way = accessor(study, path)
    route = tuple(step_label(study, edge) for edge in path.edges.tolist())
    clear = edge_to_clear(study, path, node)
    if clear < 0:
        return Held(name, way, route)
    # What it leads to goes with all it dominates.
    freed = int(study.retained_bytes[target_of(study, clear)])
    return Held(name, way, route, reference_name(study, path, clear), freed)


def container_of(name: str) -> str:
    """``Cache.entries`` of ``Cache.entries.get(…)`` and ``Cache.entries[3]``: what holds many."""
    return _PLACE.sub("", name) or name
