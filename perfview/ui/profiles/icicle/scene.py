"""A call tree as icicle: a row a depth, as wide as its weight, heaviest on the left."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from perfview.kernels import raster
from perfview.profiles.measures.call_tree import CallTree
from perfview.profiles.measures.kinds import Kind
from perfview.profiles.study import Study
from perfview.ui.canvas.boxes import QUIET_CATEGORY, Boxes, Layer
from perfview.ui.canvas.scene import BoxScene
from perfview.ui.canvas.tip import TipText
from perfview.ui.profiles.colouring import function_categories
from perfview.ui.profiles.wording import amount, samples, share

ROW = 21
BOX = 20
ALL = -1
"""The item of the box over everything."""

_TOP = 4
_LEAST_SHARE_SAID = 0.01
_PICTURE = 1e12
"""How many units of the canvas a whole tree is wide, so that every box can be zoomed into."""


class TreeScene(BoxScene):
    """`tree` of `study`, in `unit`. Items are paths, `ALL` stands above them.

    hits bool (functions) are yellow. With `dim_libraries` only own code keeps its strength. An
    upward one grows from below, as callers do over the function they call; one that is not
    `crowned` has no box over everything. May be made on any thread: a tenth of a second for a
    million paths; looks change in a few milliseconds (`look`).
    """

    def __init__(
        self,
        study: Study,
        tree: CallTree,
        unit: str,
        *,
        hits: NDArray[np.bool_] | None = None,
        dim_libraries: bool = False,
        upward: bool = False,
        crowned: bool = True,
    ) -> None:
        super().__init__([], 0)
        self.study, self.tree, self.unit = study, tree, unit
        self.hits: NDArray[np.bool_] | None = None
        self.upward, self.crowned = upward, crowned
        shape = tree.shape
        roots = shape.parent < 0
        # Differences of profiles have negative totals, which no width can show.
        self.whole = float(np.maximum(tree.total[roots], 0).sum())
        self.scale = _PICTURE / self.whole if self.whole > 0 else 1.0
        self.end = max(1, round(self.whole * self.scale))
        boxes = self._boxes()
        rows = self._rows = boxes.rows
        self.height = ROW * rows + 2 * _TOP
        places = np.arange(rows)[:: -1 if upward else 1]
        top = (_TOP + ROW * places).astype(np.int32)
        height = np.full(rows, BOX, np.int32)
        layer = Layer(boxes.merge(), top, height, self._name_of_label, self._share)
        layer.failed = np.zeros(len(boxes), np.bool_)
        self.layers = [layer]
        self.look(hits, dim_libraries=dim_libraries)

    def look(self, hits: NDArray[np.bool_] | None, *, dim_libraries: bool) -> None:
        """Show these functions (bool (functions)) yellow, and libraries dim or not."""
        self.hits = hits
        category, state = self._looks(hits, dim_libraries)
        boxes = self.layers[0].boxes
        np.take(category, boxes.label, out=boxes.category, mode="wrap")
        np.take(state, boxes.label, out=boxes.state, mode="wrap")

    @cached_property
    def start(self) -> NDArray[np.int64]:
        """Where each path's box begins on the canvas."""
        return np.rint(self.tree.start * self.scale).astype(np.int64)

    @cached_property
    def stop(self) -> NDArray[np.int64]:
        """Where each path's box ends."""
        wide = np.maximum(self.tree.total, 0)
        return np.rint((self.tree.start + wide) * self.scale).astype(np.int64)

    def _boxes(self) -> Boxes:
        shape = self.tree.shape
        shown = np.flatnonzero(self.stop > self.start).astype(np.int32)
        order = shown[np.lexsort((self.start[shown], shape.depth[shown]))]
        counts = np.bincount(shape.depth[order])
        start, end, label = self.start[order], self.stop[order], shape.function[order]
        if self.crowned:
            counts = np.insert(counts, 0, 1)
            start, end = np.insert(start, 0, 0), np.insert(end, 0, self.end)
            label, order = np.insert(label, 0, ALL), np.insert(order, 0, ALL)
        first = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        category, state = np.zeros((2, len(order)), np.uint8)
        return Boxes(first, start, end, category, state, label, order)

    def top_of(self, path: int) -> int:
        """Where a path's row begins, in logical pixels of the content."""
        row = int(self.tree.shape.depth[path]) + (1 if self.crowned else 0)
        return _TOP + ROW * (self._rows - 1 - row if self.upward else row)

    def _looks(
        self, hits: NDArray[np.bool_] | None, dim_libraries: bool
    ) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Category and state of each function, then those that transforms made, then `ALL`'s."""
        made = len(self.tree.shape.made)
        kinds = self.study.kinds
        rest = raster.DIM if dim_libraries else raster.NORMAL
        state = np.full(len(kinds), raster.NORMAL, np.uint8)
        if dim_libraries:
            state[kinds != Kind.OWN] = raster.DIM
        state[kinds == Kind.COLLECTOR] = raster.UNKNOWN
        if hits is not None:
            state[hits] = raster.HIT
        category = np.append(function_categories(self.study), np.full(made + 1, QUIET_CATEGORY))
        state = np.concatenate((state, np.full(made, rest), [raster.NORMAL]))
        return category.astype(np.uint8), state.astype(np.uint8)

    def name_of(self, function: int) -> str:
        """A function's name, "all" for the box over everything."""
        return "all" if function == ALL else self.study.name_of(function, self.tree.shape)

    def _name_of_label(self, label: int) -> str:
        return self.name_of(label) or "(no name)"

    def _share(self, box: int) -> str:
        item = int(self.layers[0].boxes.item[box])
        part = 1.0 if item == ALL else self.share(item)
        return share(part, 1.0) if part >= _LEAST_SHARE_SAID else ""

    def share(self, path: int) -> float:
        """A path's part of everything, 0-1."""
        return float(self.tree.total[path]) / self.whole if self.whole else 0.0

    def tip(self, item: int) -> TipText:
        """What hovering over a path tells."""
        if item == ALL:
            total = amount(self.whole, self.unit)
            count = int(self.tree.count.sum())
            return TipText("all", samples(count), (("total", total),))
        function = int(self.tree.shape.function[item])
        return TipText(
            self.name_of(function),
            self.place_of(function),
            (
                ("here", f"{amount(self.tree.total[item], self.unit)}  {self._part(item)}"),
                ("itself", amount(self.tree.own[item], self.unit)),
                ("everywhere", self._everywhere(function)),
            ),
        )

    def place_of(self, function: int) -> str:
        """``src/app.ts:41``, "" when unknown."""
        functions, strings = self.study.model.functions, self.study.model.strings
        if function >= len(functions):
            return ""
        file, line = strings[int(functions.file[function])], int(functions.line[function])
        module = strings[int(functions.module[function])]
        return (f"{file}:{line}" if line else file) if file else module

    def _part(self, item: int) -> str:
        return share(float(self.tree.total[item]), self.whole)

    def _everywhere(self, function: int) -> str:
        shape = self.tree.shape
        outermost = (shape.function == function) & (shape.nesting == 1)
        total = float(self.tree.total[outermost].sum())
        return f"{amount(total, self.unit)}  {share(total, self.whole)}"

    def step(self, path: int, where: str) -> int:
        """The path above, the heaviest below, or the one beside; -1 when there is none."""
        parent, start = self.tree.shape.parent, self.start
        if where == "parent":
            return int(parent[path])
        if where == "child":
            below = np.flatnonzero(parent == path)
            return int(below[np.argmin(start[below])]) if len(below) else -1
        if where not in ("previous", "next"):
            return -1
        beside = np.flatnonzero(parent == parent[path])
        beside = beside[np.argsort(start[beside], kind="stable")]
        at = int(np.flatnonzero(beside == path)[0]) + (1 if where == "next" else -1)
        return int(beside[at]) if 0 <= at < len(beside) else -1
