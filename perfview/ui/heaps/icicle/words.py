"""What boxes of a heap are called, and what hovering over one tells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import THIN, percent, plural, size
from perfview.heaps.study import Study
from perfview.ui.canvas.boxes import QUIET_CATEGORY
from perfview.ui.canvas.tip import TipText
from perfview.ui.heaps.colouring import CLOSURES, LEGEND, class_categories, node_categories
from perfview.ui.heaps.icicle.fold import REST, TOP, Fold
from perfview.ui.heaps.icicle.trees import FIRST_KEEPER, is_function, name_of_kind
from perfview.ui.heaps.icicle.ways import ELEMENT, NO_NAME, way_to
from perfview.ui.heaps.naming import edge_title, object_title

_LONGEST = 60
_FAR = 100_000_000
_SORTS = dict(LEGEND)


class Words:
    """Names and tips of the boxes of one fold; `by_class` says which of the two kinds it is."""

    def __init__(self, study: Study, fold: Fold, *, by_class: bool) -> None:
        self._study, self._fold, self._by_class = study, fold, by_class

    def categories(self) -> NDArray[np.uint8]:
        """The colour of each box, uint8 (g): what it stands for; a rest and the heap are quiet."""
        study, fold = self._study, self._fold
        found = node_categories(study, fold.node)
        if self._by_class:
            deep = (fold.depth >= FIRST_KEEPER) & (fold.kind != REST)
            found[deep] = self._kind_categories(fold.kind[deep])
        found[fold.kind == REST] = QUIET_CATEGORY
        if self._by_class or int(fold.node[TOP]) == study.graph.root:
            found[TOP] = QUIET_CATEGORY
        return found

    def _kind_categories(self, kind: NDArray[np.int32]) -> NDArray[np.uint8]:
        classes = class_categories(self._study)
        is_class = kind < len(classes)
        named = np.where(is_function(self._study, kind), CLOSURES, QUIET_CATEGORY)
        of_class = classes[np.minimum(kind, len(classes) - 1)]
        return np.where(is_class, of_class, named).astype(np.uint8)

    def title(self, box: int) -> str:
        """``eventBus: EventBus``, ``Session × 1,204``."""
        fold = self._fold
        kind, number = int(fold.kind[box]), fold.number(box)
        if kind == REST and box != TOP:
            return plural(number, "smaller one")
        if self._by_class:
            return self._sorted_title(box, kind)
        if box == TOP and number == 1 and int(fold.node[box]) == self._study.graph.root:
            return "Heap"
        name = self._way(box, number)
        called = self._called(int(fold.node[box]), kind, number)
        return f"{name}: {called}" if name else called

    def _sorted_title(self, box: int, kind: int) -> str:
        fold, depth = self._fold, int(self._fold.depth[box])
        if box == TOP:
            return "Heap"
        if depth == 1:
            return _SORTS[kind]
        if depth >= FIRST_KEEPER:
            return f"in {self._kind_name(kind)}"
        return f"{self._kind_name(kind)} ×{THIN}{fold.number(box):,}"

    def _kind_name(self, kind: int) -> str:
        return name_of_kind(self._study, kind)[:_LONGEST]

    def _way(self, box: int, number: int) -> str:
        name = int(self._fold.name[box])
        if name == NO_NAME or box == TOP or (name == ELEMENT and number > 1):
            return ""
        return edge_title(self._study, way_to(self._study, int(self._fold.node[box])))[:_LONGEST]

    def _called(self, node: int, kind: int, number: int) -> str:
        study = self._study
        if number > 1:
            return f"{self._kind_name(kind)} ×{THIN}{number:,}"
        return object_title(study, node).rpartition(" @")[0][:_LONGEST]

    def note(self, box: int) -> str:
        """How much is kept alive."""
        return size(int(self._fold.weight[box]))

    def share(self, box: int) -> float:
        """A box's part of everything, 0-1."""
        return int(self._fold.weight[box]) / max(self._fold.whole, 1)

    def tip(self, box: int) -> TipText:
        """What hovering over a box tells."""
        fold, number = self._fold, self._fold.number(box)
        weight = f"{size(int(fold.weight[box]))}  {percent(self.share(box))}"
        if self._by_class or number != 1 or int(fold.kind[box]) == REST:
            return TipText(self.title(box), plural(number, "object"), self._group_rows(box, weight))
        node = int(fold.node[box])
        rows = (
            ("self size", size(int(self._study.self_bytes[node]))),
            ("retained size", weight),
            ("distance", self._distance(node)),
        )
        return TipText(self.title(box), object_title(self._study, node), rows)

    def _group_rows(self, box: int, weight: str) -> tuple[tuple[str, str], ...]:
        if self._by_class:
            return (("self size", weight),)
        nodes = self._fold.nodes_of(box)
        own = int(self._study.self_bytes[nodes].sum())
        rows = [("self size", size(own)), ("retained size", weight)]
        if int(self._fold.kind[box]) != REST:
            largest = int(self._study.retained_bytes[self._fold.node[box]])
            rows.append(("largest one", size(largest)))
        return tuple(rows)

    def _distance(self, node: int) -> str:
        distance = int(self._study.distance[node])
        return str(distance) if 0 <= distance < _FAR else "only the engine"
