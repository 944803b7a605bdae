"""Two call trees as one icicle: colour is the share that changed, words are how much."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from perfview.findings.changes import Changes
from perfview.findings.quantities import change_of, percent
from perfview.kernels import raster
from perfview.profiles.comparing.diff_tree import Boxes as Laid
from perfview.profiles.comparing.diff_tree import boxes
from perfview.profiles.comparing.profiles import ComparedProfiles
from perfview.ui.canvas.boxes import Boxes, Layer
from perfview.ui.canvas.colours import Colours, packed
from perfview.ui.canvas.painting import colour
from perfview.ui.canvas.scene import BoxScene, Viewport
from perfview.ui.canvas.tip import TipText
from perfview.ui.profiles.wording import amount
from perfview.ui.theme import theme
from perfview.ui.theme.colours import edge, mix, text_on
from perfview.ui.theme.tokens import Theme

ROW = 21
BOX = 20
ALL = -1
STEPS = 9
"""Shades from much faster to much slower; the middle one is no change."""

_TOP = 4
_PICTURE = 1e12
_FULL_CHANGE = 0.5
"""The relative change from which on a box has the full colour."""
_LEAST_SAID = 0.003
_MOST_DASHED = 500


class Layout(Enum):
    """Whose widths boxes have."""

    AFTER = "after"
    BEFORE = "before"


@lru_cache(maxsize=4)
def difference_shades(wearing: Theme) -> tuple[str, ...]:
    """The fills of the steps, faster first."""
    middle = STEPS // 2
    shades = []
    for step in range(STEPS):
        full = wearing.slower if step > middle else wearing.faster
        shades.append(mix(full, wearing.quiet, (abs(step - middle) / middle) ** 0.8))
    return tuple(shades)


@lru_cache(maxsize=4)
def _colours(wearing: Theme) -> Colours:
    shades = difference_shades(wearing)
    fills = {state: list(shades) for state in range(raster.STATES)}
    fills[raster.HIT] = [wearing.find] * STEPS
    fills[raster.HIDDEN] = [wearing.canvas] * STEPS
    inks = {state: [text_on(each) for each in row] for state, row in fills.items()}
    edges = {state: [edge(each, wearing) for each in row] for state, row in fills.items()}
    return Colours(*(_table(rows) for rows in (fills, edges, inks)))


def _table(rows: dict[int, list[str]]) -> NDArray[np.uint32]:
    return np.array([[packed(c) for c in rows[s]] for s in range(raster.STATES)], np.uint32)


class DifferenceScene(BoxScene):
    """Items are paths of the common tree, `ALL` stands above them."""

    def __init__(
        self,
        compared: ComparedProfiles,
        layout: Layout,
        *,
        own: bool = False,
        beyond_noise: bool = False,
        hits: NDArray[np.bool_] | None = None,
        together: bool = False,
    ) -> None:
        super().__init__([], 0)
        self.compared, self.own, self.tree = compared, own, compared.tree
        self.shares = compared.functions.normalised
        self.unit = "ratio" if self.shares else compared.after.spending.unit
        self.changes: Changes = compared.path_changes(own=own)
        self.beyond_noise, self._hits = beyond_noise, hits
        half = self.tree.after if layout is Layout.AFTER else self.tree.before
        self.laid: Laid = boxes(self.tree, half, together=together)
        self.whole = float(self.laid.width[self.tree.parent < 0].sum())
        widest = self._widest() if together else self.whole
        self.scale = _PICTURE / widest if widest > 0 else 1.0
        self.end = max(1, round(self.whole * self.scale))
        self.height = ROW * (int(self.tree.depth.max(initial=-1)) + 2) + 2 * _TOP
        self.start = np.rint(self.laid.start * self.scale).astype(np.int64)
        self.stop = np.rint((self.laid.start + self.laid.width) * self.scale).astype(np.int64)
        self.step_of_path = self._steps()
        made = self._boxes()
        rows = made.rows
        top = (_TOP + ROW * np.arange(rows)).astype(np.int32)
        layer = Layer(made.merge(), top, np.full(rows, BOX, np.int32), self._name, self._note)
        layer.failed = np.zeros(len(made), np.bool_)
        self.layers = [layer]

    def _widest(self) -> float:
        """What is as wide as the picture, so that both halves have one scale: the larger whole, or
        of shares each half's own."""
        if self.shares:
            return self.whole
        roots = self.tree.parent < 0
        halves = (self.tree.before.total[roots], self.tree.after.total[roots])
        return max(float(np.maximum(half, 0.0).sum()) for half in halves)

    @staticmethod
    def _colours(layer: Layer) -> Colours:
        return _colours(theme.current())

    def _steps(self) -> NDArray[np.uint8]:
        """The shade of each path: its change relative to the larger of both numbers."""
        changes = self.changes
        larger = np.maximum(np.abs(changes.before), np.abs(changes.after))
        relative = np.divide(changes.amount, larger, out=np.zeros(len(larger)), where=larger > 0)
        if self.beyond_noise:
            relative = np.where(changes.is_noise, 0.0, relative)
        middle = STEPS // 2
        steps = np.clip(np.rint(relative / _FULL_CHANGE * middle), -middle, middle)
        return (steps + middle).astype(np.uint8)

    def _boxes(self) -> Boxes:
        tree = self.tree
        shown = np.flatnonzero(self.stop > self.start)
        order = shown[np.lexsort((self.start[shown], tree.depth[shown]))].astype(np.int32)
        row = np.concatenate(([0], tree.depth[order] + 1))
        first = np.zeros(int(row.max()) + 2, np.int64)
        np.cumsum(np.bincount(row, minlength=len(first) - 1), out=first[1:])
        state = np.zeros(len(order) + 1, np.uint8)
        if self._hits is not None:
            state[1:][self._hits[tree.function[order]]] = raster.HIT
        return Boxes(
            first,
            np.concatenate(([0], self.start[order])).astype(np.int64),
            np.concatenate(([self.end], self.stop[order])).astype(np.int64),
            np.concatenate(([self._step_of_all()], self.step_of_path[order])).astype(np.uint8),
            state,
            np.concatenate(([ALL], tree.function[order])).astype(np.int32),
            np.concatenate(([ALL], order)).astype(np.int32),
        )

    def _step_of_all(self) -> int:
        before, after = self._wholes()
        larger = max(abs(before), abs(after))
        middle = STEPS // 2
        part = (after - before) / larger / _FULL_CHANGE * middle if larger else 0.0
        return middle + round(max(-middle, min(middle, part)))

    def _wholes(self) -> tuple[float, float]:
        if self.shares:
            return 1.0, 1.0
        return self.compared.before.whole, self.compared.after.whole

    def _name(self, label: int) -> str:
        return "all" if label == ALL else self.compared.name_of(label) or "(no name)"

    def _note(self, box: int) -> str:
        item = int(self.layers[0].boxes.item[box])
        if item == ALL:
            before, after = self._wholes()
            return change_of(after - before, self.unit) if after != before else ""
        return self._changed(item)

    def _changed(self, path: int) -> str:
        changes = self.changes
        by = float(changes.amount[path])
        largest = max(abs(changes.before[path]), abs(changes.after[path]), 1e-300)
        small = abs(by) < _LEAST_SAID * largest or (self.beyond_noise and changes.is_noise[path])
        return "" if small else change_of(by, self.unit)

    def tip(self, item: int) -> TipText:
        """What hovering over a path tells."""
        if item == ALL:
            before, after = self._wholes()
            return TipText("all", "", self._rows(before, after, is_noise=False))
        function = int(self.tree.function[item])
        changes = self.changes
        rows = self._rows(
            float(changes.before[item]),
            float(changes.after[item]),
            is_noise=bool(changes.is_noise[item]),
        )
        return TipText(self._name(function), self.compared.place_of(function), rows)

    def _rows(self, before: float, after: float, *, is_noise: bool) -> tuple[tuple[str, str], ...]:
        relative = percent((after - before) / before, signed=True) if before else "new"
        said = "within noise" if is_noise else relative
        return (
            ("before", amount(before, self.unit)),
            ("after", amount(after, self.unit)),
            ("change", f"{change_of(after - before, self.unit)}  {said}"),
        )

    def paint_new(self, painter: QPainter, view: Viewport) -> None:
        """Dashes around what only one of the profiles has."""
        tree = self.tree
        seen = (self.start < view.stretch.end) & (self.stop > view.stretch.start)
        wide = self.stop - self.start >= 5 * view.ns_per_pixel
        only = tree.appeared | tree.vanished
        pen = QPen(colour("ink", 210), 1, Qt.PenStyle.DashLine)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        for path in np.flatnonzero(only & seen & wide)[:_MOST_DASHED].tolist():
            place = self.place_of_path(path, view)
            painter.drawRect(place.adjusted(1, 1, -2, -2))

    def step(self, path: int, where: str) -> int:
        """The path above, the first below, or the one beside; -1 when there is none in sight."""
        parent, start = self.tree.parent, self.start
        wide = self.stop > start
        if where == "parent":
            return int(parent[path])
        if where == "child":
            below = np.flatnonzero((parent == path) & wide)
            return int(below[np.argmin(start[below])]) if len(below) else -1
        if where not in ("previous", "next"):
            return -1
        beside = np.flatnonzero((parent == parent[path]) & wide)
        beside = beside[np.argsort(start[beside], kind="stable")]
        at = np.flatnonzero(beside == path)
        place = int(at[0]) + (1 if where == "next" else -1) if len(at) else -1
        return int(beside[place]) if 0 <= place < len(beside) else -1

    def place_of_path(self, path: int, view: Viewport) -> QRectF:
        """Where a path's box is in the picture."""
        x0 = max(view.stretch.x_of(int(self.start[path]), view.width), -4.0)
        x1 = min(view.stretch.x_of(int(self.stop[path]), view.width), view.width + 4.0)
        y = _TOP + ROW * (int(self.tree.depth[path]) + 1) - view.scroll
        return QRectF(round(x0), y, round(x1) - round(x0), BOX)
