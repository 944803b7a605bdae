"""A heap and everything measured on it, each measure computed once, when first asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.measures import classes as sorting
from perfview.heaps.measures import dominators as dominating
from perfview.heaps.measures import owning, reaching
from perfview.heaps.measures.classes import Classes, ClassSizes
from perfview.heaps.measures.dominators import Dominators
from perfview.heaps.measures.reaching import Retainers
from perfview.heaps.model import HeapModel
from perfview.recording import study as recording
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.study import measure


class Study(recording.Study):
    """What detectors, tables and views are given. Safe to share between threads.

    `baseline` is the study of an earlier snapshot of the same process, `between` those of
    snapshots taken in between, in the order they were taken.
    """

    def __init__(
        self,
        model: HeapModel,
        report: ImportReport | None = None,
        source: Source | None = None,
    ) -> None:
        super().__init__(report or ImportReport(rows=len(model)), source)
        self.model = model
        self.graph = model.graph
        self.baseline: Study | None = None
        self.between: tuple[Study, ...] = ()

    @property
    def row_word(self) -> str:
        """Measurements, where there are no objects."""
        return "" if len(self.graph) else "measurement"

    @measure
    def page_owned(self) -> NDArray[np.uint8]:
        """Which nodes belong to a page, uint8 (n) 0 or 1."""
        return reaching.page_owned(self)

    @measure
    def essential(self) -> NDArray[np.bool_]:
        """Which edges keep their target alive, bool (e)."""
        return reaching.essential(self)

    @measure
    def retainers(self) -> Retainers:
        """The essential edges, by target."""
        return reaching.retainers(self)

    @measure
    def distance(self) -> NDArray[np.int32]:
        """Edges from the nearest user root, int32 (n)."""
        return reaching.distances(self)

    @measure
    def detachedness(self) -> NDArray[np.uint8]:
        """0 unknown, 1 attached, 2 detached, uint8 (n)."""
        return owning.detachedness(self)

    @measure
    def self_bytes(self) -> NDArray[np.int64]:
        """Each node's own size after backing stores went to their only owner, int64 (n)."""
        return owning.self_bytes(self)

    @measure
    def dominators(self) -> Dominators:
        """Who keeps whom alive."""
        return dominating.dominators(self)

    @measure
    def retained_bytes(self) -> NDArray[np.int64]:
        """What would be freed with each node, int64 (n)."""
        return dominating.retained_bytes(self)

    @measure
    def classes(self) -> Classes:
        """The class of each node."""
        return sorting.classes(self)

    @measure
    def class_sizes(self) -> ClassSizes:
        """How many of each class there are and how big they are by themselves."""
        return sorting.class_sizes(self)

    @measure
    def class_retained(self) -> NDArray[np.int64]:
        """What each class keeps alive, int64 (classes)."""
        return sorting.class_retained(self)

    def class_of(self, node: int) -> str:
        """A node's class, as shown."""
        return self.classes.name[int(self.classes.of_node[node])]

    def name_of(self, node: int) -> str:
        """A node's name, as recorded."""
        return self.model.strings[int(self.graph.nodes.name[node])]

    def edge_name(self, edge: int) -> str:
        """An edge's name as recorded; of elements their index, ``12``."""
        edges, name = self.graph.edges, int(self.graph.edges.name[edge])
        if self.graph.edge_kinds[edges.kind[edge]] in ("element", "hidden"):
            return str(name)
        return self.model.strings[name]
