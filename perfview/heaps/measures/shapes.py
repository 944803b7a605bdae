"""The shapes of plain objects: which properties they are written with, most frequent first.

DevTools' rules: `inferInterfaceDefinitions` and `applyInterfaceDefinitions` in `HeapSnapshot.ts`
of its heap_snapshot_worker.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.model import HeapModel
from perfview.kernels.grouping import number_wide
from perfview.kernels.label_lists import LabelLists, rows_where
from perfview.kernels.text_finding import find_texts
from perfview.kernels.written_widths import written_widths
from perfview.recording.strings import StringTable

WIDEST = 120
"""UTF-16 units after which the name of a shape takes no further property."""
LEAST_OBJECTS = 2
"""Objects a shape must have at least."""
LEAST_SHARE = 1000
"""One of so many plain objects must have a shape."""

_QUOTED_FOR = ",'\"{}"
_ODD = re.compile(f"[{_QUOTED_FOR}]")


@dataclass(frozen=True)
class Shapes:
    """Shapes in DevTools' order: name ``{a, b}``, and of each the properties
    property[first[i]:first[i + 1]], ids into the strings, int32."""

    name: list[str] = field(default_factory=list)
    first: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))
    property: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))

    def __len__(self) -> int:
        return len(self.name)

    def properties(self, shape: int) -> list[int]:
        """The property names of one shape, ids into the strings, in the order of its name."""
        found: list[int] = self.property[self.first[shape] : self.first[shape + 1]].tolist()
        return found


class PlainObjects:
    """The objects of a heap that have no constructor but ``Object``, and their properties."""

    def __init__(self, model: HeapModel) -> None:
        graph, strings = model.graph, model.strings
        nodes, edges = graph.nodes, graph.edges
        self._strings = strings
        self._texts = strings.arena, strings.offsets
        name, self._left_out = find_texts(self._texts, [b"Object", b"__proto__"]).tolist()
        self.rows = rows_where(nodes.kind, nodes.name, graph.node_kind("object"), name)
        self._lists = LabelLists(
            self.rows, nodes.first_edge, edges.kind, edges.name, graph.edge_kind("property")
        )
        self._used = self._lists.occurring(len(strings))

    def shapes(self) -> Shapes:
        """The shapes that enough of them have."""
        width = written_widths(self._texts, self._used, _QUOTED_FOR.encode())
        high, low = self._lists.written(width, WIDEST, self._left_out)
        kept = np.flatnonzero(high)
        group, first = number_wide(high[kept], low[kept])
        often = np.bincount(group, minlength=len(first))
        least = max(LEAST_OBJECTS, len(self.rows) / LEAST_SHARE)
        order = np.argsort(-often, kind="stable")
        order = order[often[order] >= least]
        return _written(
            [self._properties(int(row), width) for row in self.rows[kept[first[order]]]],
            self._strings,
        )

    def having(self, shapes: Shapes) -> NDArray[np.int32]:
        """Which shape each of `rows` has: the one with the most properties among those all of
        whose properties the object has, of equals the first; int32, -1 for none."""
        bags = [shapes.properties(shape) for shape in range(len(shapes))]
        complete = [shape for shape, bag in enumerate(bags) if min(bag) >= 0]
        if not complete or not len(self.rows):
            return np.full(len(self.rows), -1, np.int32)
        bags = [bags[shape] for shape in complete]
        slot = np.full(len(self._strings), -1, np.int32)
        members = np.unique(np.concatenate([np.array(bag, np.int32) for bag in bags]))
        slot[members] = np.arange(len(members), dtype=np.int32)
        group, first = number_wide(*self._lists.bags(slot))
        best = self._lists.best_contained(self.rows[first], slot, bags)
        shape_of = np.array([*complete, -1], np.int32)
        return shape_of[best][group]

    def translated(self, shapes: Shapes, strings: StringTable) -> Shapes:
        """Shapes of another snapshot with that one's strings, as shapes here: properties that no
        plain object has here are -1."""
        wanted, at = np.unique(shapes.property, return_inverse=True)
        found = find_texts(self._texts, [strings.raw(int(each)) for each in wanted], self._used)
        return Shapes(shapes.name, shapes.first, found[at])

    def _properties(self, row: int, width: NDArray[np.int32]) -> list[int]:
        """The properties that the name of this object's shape has room for."""
        length, taken = 1, []
        for label in self._lists.of(row):
            if label == self._left_out:
                continue
            more = int(width[label])
            if length > 1 and length + more > WIDEST:
                break
            length += more if length == 1 else more + 2
            taken.append(label)
        return taken


def _written(shapes: list[list[int]], strings: StringTable) -> Shapes:
    first = np.zeros(len(shapes) + 1, np.int64)
    np.cumsum([len(each) for each in shapes], out=first[1:])
    flat = [label for each in shapes for label in each]
    names = [shape_name([strings[label] for label in each]) for each in shapes]
    return Shapes(names, first, np.array(flat, np.int32))


def shape_name(properties: list[str]) -> str:
    """``{id, name}``, as DevTools writes it: names that could be misread are quoted as in JSON."""
    name = "{"
    for each in properties:
        shown = json.dumps(each, ensure_ascii=False) if _ODD.search(each) else each
        name += shown if len(name) == 1 else f", {shown}"
    return name + "}"
