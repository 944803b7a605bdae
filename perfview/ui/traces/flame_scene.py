"""A call tree as icicle: a row a depth, as wide as its time, heaviest on the left."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import duration, number, percent
from perfview.kernels import raster
from perfview.traces.measures.flame import CallTree
from perfview.traces.study import Study
from perfview.ui.canvas.boxes import Boxes, Layer
from perfview.ui.canvas.scene import BoxScene
from perfview.ui.canvas.tip import TipText
from perfview.ui.traces.lanes.band_colours import operation_categories

ROW = 21
BOX = 20
ALL = -1
"""The item of the box over everything."""

_TOP = 4
_LEAST_SHARE_SAID = 0.02


class FlameScene(BoxScene):
    """`tree` of `study`; items are calls, `ALL` stands above them. Calls in `hits` are yellow."""

    def __init__(self, study: Study, tree: CallTree, hits: NDArray[np.bool_] | None = None) -> None:
        super().__init__([], 0)
        self.study = study
        self.tree = tree
        self.node = nodes_of_operations(study)
        roots = tree.parent < 0
        ends = tree.start_ns[roots] + tree.width_ns[roots]
        self.end_ns = int(ends.max(initial=0))
        self.total_ns = int(tree.total_ns[roots].sum())
        self.height = ROW * (int(tree.depth.max(initial=-1)) + 2) + 2 * _TOP
        boxes = self._boxes()
        if hits is not None and hits.any():
            boxes.state[np.append(hits, False)[boxes.item]] = raster.HIT
        rows = boxes.rows
        top = (_TOP + ROW * np.arange(rows)).astype(np.int32)
        height = np.full(rows, BOX, np.int32)
        layer = Layer(boxes.merge(), top, height, self._name_of_label, self._share)
        layer.failed = np.zeros(len(boxes), np.bool_)
        self.layers = [layer]

    def _boxes(self) -> Boxes:
        tree = self.tree
        shown = np.flatnonzero(tree.width_ns > 0)
        order = shown[np.lexsort((tree.start_ns[shown], tree.depth[shown]))].astype(np.int32)
        item = np.concatenate((np.array([ALL], np.int32), order))
        row = np.concatenate(([0], tree.depth[order] + 1))
        rows = int(row.max()) + 1
        start = np.concatenate(([0], tree.start_ns[order])).astype(np.int64)
        end = np.concatenate(([self.end_ns], tree.start_ns[order] + tree.width_ns[order]))
        category = np.concatenate(([8], operation_categories(self.study)[tree.operation[order]]))
        label = np.concatenate(([0], tree.operation[order] + 1)).astype(np.int32)
        first = np.searchsorted(row, np.arange(rows + 1)).astype(np.int64)
        state = np.zeros(len(item), np.uint8)
        state[0] = raster.QUIET
        return Boxes(
            first, start, end.astype(np.int64), category.astype(np.uint8), state, label, item
        )

    def _name_of_label(self, label: int) -> str:
        return "all" if label == 0 else self.name_of(label - 1)

    def name_of(self, operation: int) -> str:
        """What an operation is called."""
        return self.study.operations.names[operation] or "(no name)"

    def share(self, call: int) -> float:
        """A call's part of everything, 0-1."""
        return int(self.tree.total_ns[call]) / max(self.total_ns, 1)

    def _share(self, box: int) -> str:
        call = int(self.layers[0].boxes.item[box])
        if call == ALL:
            return duration(self.total_ns)
        share = self.share(call)
        return percent(share) if share >= _LEAST_SHARE_SAID else ""

    def tip(self, call: int) -> TipText:
        """What hovering tells of a call."""
        tree = self.tree
        if call == ALL:
            return TipText("all", "", (("total", duration(self.total_ns)),))
        operation = int(tree.operation[call])
        service = self.study.graph.name[int(self.node[operation])]
        failed = int(tree.errors[call])
        rows = (
            (
                "calls",
                number(int(tree.count[call])) + (f", {number(failed)} failed" if failed else ""),
            ),
            ("total", duration(int(tree.total_ns[call]))),
            ("itself", duration(int(tree.self_ns[call]))),
            ("share of all", percent(self.share(call))),
        )
        return TipText(self.name_of(operation), service, rows)

    def step(self, call: int, where: str) -> int:
        """The call above, the heaviest below, or the one beside; -1 when there is none."""
        parent = self.tree.parent
        if where == "parent":
            return int(parent[call])
        if where == "child":
            below = np.flatnonzero(parent == call)
            return int(below[0]) if len(below) else -1
        if where not in ("previous", "next"):
            return -1
        beside = np.flatnonzero(parent == parent[call])
        at = int(np.searchsorted(beside, call)) + (1 if where == "next" else -1)
        return int(beside[at]) if 0 <= at < len(beside) else -1


def nodes_of_operations(study: Study) -> NDArray[np.int32]:
    """The service node of each operation, int32 by operation."""
    node = np.zeros(len(study.operations), np.int32)
    node[study.operations.of_span] = study.graph.of_span
    return node
