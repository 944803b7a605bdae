"""Heaps made by hand, for tests."""

from __future__ import annotations

import numpy as np

from perfview.heaps.model import Edges, Graph, HeapModel, Nodes
from perfview.heaps.study import Study
from perfview.recording.strings import StringTable

NODE_KINDS = [
    "hidden",
    "array",
    "string",
    "object",
    "code",
    "closure",
    "regexp",
    "number",
    "native",
    "synthetic",
    "concatenated string",
    "sliced string",
    "symbol",
    "bigint",
    "object shape",
]
EDGE_KINDS = ["context", "element", "property", "internal", "hidden", "shortcut", "weak"]


class HeapBuilder:
    """A heap in the manner of Node: the root 0 (synthetic), ``(GC roots)`` 1 (synthetic), and the
    user root `self.globals` 2 (object ``global``), which nodes hang on by edges added here."""

    def __init__(self) -> None:
        self._texts: dict[str, int] = {}
        self._nodes: list[tuple[int, int, int, int, int]] = []
        self._edges: list[list[tuple[int, int, int]]] = []
        self.node("synthetic", "", number=1)
        roots = self.node("synthetic", "(GC roots)", number=3)
        self.globals = self.node("object", "global", 64, number=5)
        self.edge(0, "element", 1, roots)
        self.edge(0, "shortcut", "global", self.globals)

    def node(
        self,
        kind: str = "object",
        name: str = "Object",
        self_bytes: int = 0,
        *,
        number: int = 0,
        detachedness: int = 0,
    ) -> int:
        """A node; without an id it gets the next odd one."""
        row_number = len(self._nodes)
        kind_number = NODE_KINDS.index(kind)
        identifier = number or 2 * row_number + 1
        row = (kind_number, self._text(name), identifier, self_bytes, detachedness)
        self._nodes.append(row)
        self._edges.append([])
        return row_number

    def edge(self, source: int, kind: str, name: str | int, target: int) -> None:
        """A reference; elements and hidden ones are named by a number."""
        named = name if isinstance(name, int) else self._text(name)
        self._edges[source].append((EDGE_KINDS.index(kind), named, target))

    def held(
        self, source: int, name: str | int, kind: str, class_name: str, self_bytes: int = 0
    ) -> int:
        """A new node that `source` refers to, by property, or by element where `name` is one."""
        target = self.node(kind, class_name, self_bytes)
        self.edge(source, "element" if isinstance(name, int) else "property", name, target)
        return target

    def model(self, *, has_detachedness: bool = True) -> HeapModel:
        """All of it."""
        columns = np.array(self._nodes, np.int64).reshape(-1, 5)
        flat = [edge for edges in self._edges for edge in edges]
        edges = np.array(flat, np.int64).reshape(-1, 3)
        first = np.zeros(len(self._nodes) + 1, np.uint32)
        first[1:] = np.cumsum([len(each) for each in self._edges])
        nodes = Nodes(
            columns[:, 0].astype(np.uint8),
            columns[:, 1].astype(np.int32),
            columns[:, 2].copy(),
            columns[:, 3].copy(),
            first,
            columns[:, 4].astype(np.uint8) if has_detachedness else np.zeros(0, np.uint8),
        )
        found = Edges(
            edges[:, 0].astype(np.uint8),
            edges[:, 1].astype(np.uint32),
            edges[:, 2].astype(np.int32),
        )
        graph = Graph(nodes, found, list(NODE_KINDS), list(EDGE_KINDS))
        return HeapModel(StringTable.of(self._texts), graph, made_by="V8")

    def study(self) -> Study:
        """All of it, to be measured."""
        return Study(self.model())

    def _text(self, text: str) -> int:
        return self._texts.setdefault(text, len(self._texts))
