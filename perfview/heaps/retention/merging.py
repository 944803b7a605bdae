"""The ways to many objects, merged where they differ only in indices, keys and repetition.

As Eclipse MAT's “Merge Shortest Paths to GC Roots”, which merges by class; indices and keys are
left out as in LeakCanary's leak groups.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.retention.accessors import collapsed, global_word
from perfview.heaps.retention.following import source_of
from perfview.heaps.retention.naming import edge_name, is_global
from perfview.heaps.retention.paths import nearest_edges
from perfview.heaps.study import Study

MOST = 5000
"""Objects looked at, those that keep most alive; MemLab samples as many."""
_LONGEST = 20_000
"""Edges of a way that are looked at, from the object on: of a longer one the beginning is left
out."""


@dataclass(frozen=True)
class Merged:
    """Objects kept in the same manner: `way` as in ``ResponseCache.entries.get({})``, the objects
    int32 (those that keep most first), and what they keep alive together."""

    way: str
    nodes: NDArray[np.int32]
    retained_bytes: int


def merged(study: Study, nodes: NDArray[np.integer]) -> list[Merged]:
    """The objects by the way that keeps them, what keeps most alive first; at most 5,000 of them
    are looked at, those that keep most."""
    order = np.lexsort((nodes, -study.retained_bytes[nodes]))
    chosen = nodes[order[:MOST]].astype(np.int32)
    shapes = _Shapes(study)
    groups: dict[str, list[int]] = {}
    for node in chosen.tolist():
        groups.setdefault(shapes.of(node), []).append(node)
    found = []
    for way, members in groups.items():
        rows = np.array(members, np.int32)
        found.append(Merged(way, rows, together(study, rows)))
    return sorted(found, key=lambda each: (-each.retained_bytes, each.way))


def together(study: Study, nodes: NDArray[np.int32]) -> int:
    """What nodes keep alive together: those below another of them are in its size already."""
    tree = study.dominators
    rows = nodes[np.argsort(tree.place[nodes])]
    places = tree.place[rows].astype(np.int64)
    ends = np.maximum.accumulate(places + tree.count[rows])
    outer = np.ones(len(rows), np.bool_)
    outer[1:] = places[1:] >= ends[:-1]
    return int(study.retained_bytes[rows[outer]].sum())


class _Shapes:
    """The shapes of ways, each step named once however many ways lead over it."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._via = nearest_edges(study)
        self._steps: dict[int, str] = {}
        self._texts: dict[tuple[str, ...], str] = {}

    def of(self, node: int) -> str:
        """The way to a node: the class it begins at and its references, repetitions once."""
        steps: list[str] = []
        at = node
        while (edge := int(self._via[at])) >= 0 and len(steps) < _LONGEST:
            steps.append(self._step(edge))
            at = source_of(self._study, edge)
            if is_global(self._study, at):
                break
        key = tuple(collapsed([each for each in reversed(steps) if each]))
        return self._texts.setdefault(key, f"{self._beginning(at)}{''.join(key)}")

    def _beginning(self, node: int) -> str:
        if is_global(self._study, node):
            return global_word(self._study, node)
        return self._study.name_of(node) or "(root)"

    def _step(self, edge: int) -> str:
        if edge not in self._steps:
            self._steps[edge] = edge_name(self._study, edge).shape
        return self._steps[edge]
