"""How nodes are reached: the shortest way from a root to each, as steps that compare equal where
the same code holds them.

A step is ``class.property``; what is one of many (elements, entries of tables, keys of objects used
as dictionaries) becomes ``[]``, and a way that repeats itself (``next`` after ``next``) is told
once. So one cause has one route, however many objects it leaks (LeakCanary groups by class and
field, with array indices as ``[x]``: `LeakTrace.kt`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.retention.following import (
    along,
    edge_kind,
    node_kind,
    source_of,
    target_of,
)
from perfview.heaps.study import Study
from perfview.kernels.steps_down import all_the_way, towards

MANY, INSIDE = "[]", ".…"
DICTIONARY = 48
"""An object with more properties than that is taken for a dictionary, its keys for data."""

_LONGEST_REPEAT = 4
_FEW = 32
_STORES = ("array", "hidden")
_PLAIN = ("Object", "Array")
_TABLES = ("Map", "Set", "WeakMap", "WeakSet")
_HEIRS = ("object", "closure")


class Routes:
    """The shortest way to each node asked for, walked once."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._step: dict[int, tuple[int, int]] = {}
        self._route: dict[int, int] = {}
        self._known: dict[tuple[int, str], int] = {}
        self._told: dict[tuple[int, ...], str] = {}
        self._above: list[int] = [-1]
        self._label: list[str] = [""]

    def walk(self, nodes: NDArray[np.int32]) -> None:
        """Learn the ways to all these nodes and to what lies on them."""
        study = self._study
        incoming = (study.retainers.first, study.retainers.source)
        outgoing = (study.graph.nodes.first_edge, study.graph.edges.target)
        front = np.unique(nodes)
        while len(front := self._unknown(front)) > _FEW:
            parents, edges = towards(incoming, outgoing, study.essential, study.distance, front)
            rows = zip(front.tolist(), parents.tolist(), edges.tolist(), strict=True)
            self._step.update((node, (parent, edge)) for node, parent, edge in rows)
            front = np.unique(parents[parents >= 0])
        for node in front.tolist():
            if node not in self._step:
                ways = all_the_way(incoming, outgoing, study.essential, study.distance, node)
                nodes, parents, edges = (column.tolist() for column in ways)
                self._step.update(zip(nodes, zip(parents, edges, strict=True), strict=True))

    def steps(self, node: int) -> list[tuple[int, int]]:
        """The way to a node, from the root down: (node left, edge taken)."""
        found: list[tuple[int, int]] = []
        while (step := self._step_to(node))[0] >= 0:
            found.append(step)
            node = step[0]
        return found[::-1]

    def route(self, node: int) -> int:
        """The number of a node's route; equal for nodes that are held alike."""
        pending: list[int] = []
        while node >= 0 and node not in self._route:
            pending.append(node)
            node = self._step_to(node)[0]
        for each in reversed(pending):
            parent, edge = self._step_to(each)
            if parent < 0:
                self._route[each] = self._numbered(0, holder_name(self._study, each))
            else:
                self._route[each] = self._next(self._route[parent], self._named(edge))
        return self._route[pending[0] if pending else node]

    def labels(self, route: int) -> list[str]:
        """A route's steps, from the root down."""
        found: list[str] = []
        while route > 0:
            found.append(self._label[route])
            route = self._above[route]
        return found[::-1]

    def _unknown(self, nodes: NDArray[np.int32]) -> NDArray[np.int32]:
        return np.array([node for node in nodes.tolist() if node not in self._step], np.int32)

    def _step_to(self, node: int) -> tuple[int, int]:
        if node not in self._step:
            self.walk(np.array([node], np.int32))
        return self._step[node]

    def _named(self, edge: int) -> str:
        """The label of an edge; the same for all of a name between objects of the same classes."""
        study = self._study
        source, target = source_of(study, edge), target_of(study, edge)
        if study.name_of(source) in _PLAIN:
            return _route_label(study, edge)
        classes, edges = study.classes.of_node, study.graph.edges
        about = int(study.graph.nodes.name[source]), int(classes[source]), int(classes[target])
        key = (*about, int(edges.kind[edge]), int(edges.name[edge]))
        if key not in self._told:
            self._told[key] = _route_label(study, edge)
        return self._told[key]

    def _numbered(self, above: int, label: str) -> int:
        number = self._known.setdefault((above, label), len(self._above))
        if number == len(self._above):
            self._above.append(above)
            self._label.append(label)
        return number

    def _next(self, route: int, label: str) -> int:
        """The route one step further; a stretch that would repeat the one before is left out."""
        last = [label]
        ends = [route]
        while len(last) < 2 * _LONGEST_REPEAT and ends[-1] > 0:
            last.append(self._label[ends[-1]])
            ends.append(self._above[ends[-1]])
        for length in range(1, len(last) // 2 + 1):
            if last[:length] == last[length : 2 * length]:
                return ends[length - 1]
        return self._numbered(route, label)


def _route_label(study: Study, edge: int) -> str:
    """As `step_label`, but alike for all references from one node of a tree to another."""
    if is_inside(study, edge):
        return holder_name(study, source_of(study, edge)) + INSIDE
    return step_label(study, edge)


def is_inside(study: Study, edge: int) -> bool:
    """Whether an object refers to another of its class, as nodes of lists and trees do."""
    source, target = source_of(study, edge), target_of(study, edge)
    same = study.classes.of_node[source] == study.classes.of_node[target]
    return (
        bool(same)
        and node_kind(study, source) == "object"
        and (study.name_of(source) not in (*_PLAIN, "Map", "Set"))
    )


def step_label(study: Study, edge: int) -> str:
    """``ConfigBus._events`` of an edge; ``Array[]`` of an element."""
    source = source_of(study, edge)
    return holder_name(study, source) + edge_label(study, source, edge)


def edge_label(study: Study, source: int, edge: int) -> str:
    """``.name``, or ``[]`` of what is one of many."""
    kind, name = edge_kind(study, edge), study.edge_name(edge)
    if kind in ("element", "hidden") or name.isdigit():
        return MANY
    if kind == "internal" and node_kind(study, source) in _STORES:
        return MANY
    if kind == "property" and is_dictionary(study, source):
        return MANY
    return f".{name.partition(' / part of key')[0]}"


def is_dictionary(study: Study, node: int) -> bool:
    """Whether an object's keys are data: a plain one with very many, or one that inherits nothing,
    be it by a constructor whose prototype does not (EventEmitter3's `Events`)."""
    if node_kind(study, node) != "object" or study.name_of(node) in _TABLES:
        return False
    is_plain = study.name_of(node) in _PLAIN
    first = study.graph.nodes.first_edge
    if is_plain and first[node + 1] - first[node] > DICTIONARY:
        return True
    inherits = _prototype(study, node)
    if is_plain or inherits < 0 or node_kind(study, inherits) != "object":
        return is_plain and inherits >= 0 and node_kind(study, inherits) not in _HEIRS
    above = _prototype(study, inherits)
    is_bare = above >= 0 and node_kind(study, above) not in _HEIRS
    return is_bare and along(study, inherits, "hasOwnProperty", kind="property") < 0


def _prototype(study: Study, node: int) -> int:
    """What an object inherits from, null included; -1 when the snapshot does not tell."""
    return along(study, node, "__proto__", kind="property")


def holder_name(study: Study, node: int) -> str:
    """What holds: a class; of functions their own name; of scopes and globals without numbers."""
    name = study.name_of(node)
    if node_kind(study, node) == "closure":
        return name or "Function"
    if name.startswith("system / Context"):
        return "system / Context"
    if node_kind(study, node) in ("object", "synthetic"):
        return name.split(" [")[0]
    return study.class_of(node)
