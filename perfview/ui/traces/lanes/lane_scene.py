"""All spans in lanes by service; the chosen trace lies on top of each service in full colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from perfview.findings.quantities import duration, number, plural
from perfview.kernels import raster
from perfview.kernels.packing import pack
from perfview.traces.measures.lanes import Lanes
from perfview.ui.canvas.boxes import Boxes, Layer
from perfview.ui.canvas.scene import BoxScene, Viewport
from perfview.ui.canvas.tip import TipText
from perfview.ui.lanes.tracks import NO_SWATCH, Track
from perfview.ui.traces.lanes.over_layers import hit_layer, path_layer
from perfview.ui.traces.lanes.span_boxes import SpanBoxes
from perfview.ui.traces.lanes.state_strip import STRIP, StateStrip
from perfview.ui.traces.lanes.strip import Strip

ROW = 17
BOX = ROW - 1
CAP, THREAD_CAP = 5, 30
"""Rows shown of a service or a thread; what is deeper shares one strip."""
_STRIP = 6
_STRIP_CAP = 12
_FOLDED = 10
_GAP = 7
_LEAST = 34
_MOST_CHOSEN = 0.5
_MANY_FAILED = 0.01


@dataclass
class LaneChoices:
    """What is shown how: folded services (nodes), the chosen trace, rows in question, filters.

    The services of the `leading` trace stand on top, in the order it comes through them.
    """

    folded: frozenset[int] = frozenset()
    trace: int = -1
    leading: int = -1
    rows: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    critical_path: bool = True
    errors_only: bool = False
    hits: NDArray[np.bool_] | None = None


class LaneScene(BoxScene):
    """Lanes of all bands, as `choices` want them. `tracks` tell the header what is where."""

    def __init__(
        self,
        look: SpanBoxes,
        lanes: Lanes,
        base: Boxes,
        nodes: list[int],
        choices: LaneChoices,
        strips: Sequence[Strip] = (),
        states: StateStrip | None = None,
    ) -> None:
        super().__init__([], 0)
        self._strips, self._states = strips, states
        self._state_top = np.full(len(look.bands), -1, np.int32)
        self._nodes = nodes
        self._look = look
        self._lanes = lanes
        self._base = base
        self._choices = choices
        self._cap = THREAD_CAP if look.bands.by_thread else CAP
        self.tracks: list[Track] = []
        self.joins = np.zeros((0, 4), np.int64)
        """Where the critical path changes rows: time ns, y from, y to, ns it matters for."""
        self._arrange()

    # The chosen trace

    def _chosen_rows(self) -> NDArray[np.int32]:
        trace = self._choices.trace
        if trace < 0:
            return np.zeros(0, np.int32)
        rows = self._look.study.structure.rows(trace)
        if self._look.bands.by_thread:
            # Threads are never rearranged: what ran above what says who called whom.
            return rows[:0]
        few = len(rows) <= _MOST_CHOSEN * len(self._look.model) or len(rows) < 2000
        return rows if few else rows[:0]

    def _arrange(self) -> None:
        chosen = self._chosen_rows()
        node = self._look.bands.of_span[chosen]
        start = self._look.model.start_ns[chosen]
        order = np.lexsort((start, node))
        chosen, node = chosen[order], node[order].astype(np.int32)
        first = np.searchsorted(node, np.arange(len(self._look.bands) + 1)).astype(np.int64)
        lane, _ = pack(first, chosen, self._look.model.start_ns, self._look.model.duration_ns)
        depth = np.zeros(len(self._look.bands), np.int32)
        np.maximum.at(depth, node, lane + 1)
        self._base.hide(self._lanes.box_of_span[chosen])
        top, height, offset = self._place_groups(depth)
        self._fill_layers(chosen, node, lane, depth, (top, height, offset))

    def _place_groups(
        self, chosen_depth: NDArray[np.int32]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        lanes = self._lanes
        rows = len(lanes.row_first) - 1
        top, height = np.zeros(rows, np.int32), np.zeros(rows, np.int32)
        offset = np.zeros(len(chosen_depth), np.int32)
        y = self._place_strips(4)
        group_of = {node: group for group, node in enumerate(lanes.group_name.tolist())}
        for node in (n for n in self._nodes if n in group_of):
            group = group_of[node]
            a, b = int(lanes.group_first[group]), int(lanes.group_first[group + 1])
            folded = node in self._choices.folded
            if folded:
                top[a:b], height[a:b] = y + 3, _FOLDED
                offset[node] = y + 3
                tall = _FOLDED + 6
            else:
                own = int(chosen_depth[node])
                begin, room = y, self._room_for_states(node, y)
                y += room
                offset[node] = y
                lane, cap = np.arange(b - a), self._cap
                shown = min(b - a, cap)
                at = y + own * ROW
                top[a:b] = at + np.minimum(lane, cap) * ROW
                height[a:b] = np.where(lane < cap, BOX, _STRIP)
                y = begin
                tall = max(room + (own + shown) * ROW + (8 if b - a > cap else 0), _LEAST)
            self.tracks.append(self._track(node, y, tall, folded=folded))
            y += tall + _GAP
        self.height = y
        return top, height, offset

    def _room_for_states(self, node: int, y: int) -> int:
        """Put a thread's states here; the height they take."""
        if self._states is None or not self._states.has[node]:
            return 0
        self._state_top[node] = y
        return STRIP

    def tell(self, x: float, y: float, view: Viewport) -> tuple[TipText, QRectF] | None:
        """What a thread's states say here."""
        at = y + view.scroll
        inside = (self._state_top >= 0) & (self._state_top <= at) & (at < self._state_top + STRIP)
        bands = np.flatnonzero(inside)
        if self._states is None or not len(bands):
            return None
        band, time = int(bands[0]), view.stretch.time_at(x, view.width)
        told = self._states.tell(band, self._look.bands.name[band], time, view)
        place = QRectF(x, float(self._state_top[band]) - view.scroll, 1, STRIP)
        return (told, place) if told else None

    def _place_strips(self, y: int) -> int:
        """Strips from `y` on; where the first band begins."""
        self._strip_layers: list[Layer] = []
        for strip in self._strips:
            rows = 1 if strip.key in self._choices.folded else strip.boxes.rows
            row = np.minimum(np.arange(strip.boxes.rows), _STRIP_CAP)
            top = (y + (row * ROW if rows > 1 else 0 * row)).astype(np.int32)
            height = np.where(row < _STRIP_CAP, BOX, _STRIP).astype(np.int32)
            tall = max(min(rows, _STRIP_CAP) * ROW + (8 if rows > _STRIP_CAP else 0), _LEAST)
            layer = Layer(strip.boxes, top, height, strip.texts.__getitem__)
            layer.faded = len(self._choices.rows) > 0
            self._strip_layers.append(layer)
            lit = np.isin(strip.boxes.item, self._choices.rows)
            if lit.any():
                taken = strip.boxes.take(lit)
                self._strip_layers.append(Layer(taken, top, height, strip.texts.__getitem__))
            self.tracks.append(
                Track(
                    strip.key,
                    strip.name,
                    NO_SWATCH,
                    y,
                    tall,
                    strip.detail,
                    foldable=strip.boxes.rows > 1,
                    folded=strip.key in self._choices.folded,
                )
            )
            y += tall + _GAP
        return y

    def _count(self, spans: int) -> str:
        return plural(spans, "slice" if self._look.bands.by_thread else "span")

    def _track(self, node: int, y: int, tall: int, *, folded: bool) -> Track:
        bands = self._look.bands
        failed = int(bands.errors[node])
        detail = bands.place[node] or self._count(int(bands.spans[node]))
        if failed:
            detail += f", {number(failed)} failed"
        return Track(
            node,
            bands.name[node],
            int(self._look.categories[node]),
            y,
            tall,
            detail,
            duration(int(bands.p95_ns[node])),
            failed=failed >= _MANY_FAILED * int(bands.spans[node]) > 0,
            foldable=True,
            folded=folded,
        )

    # Layers

    def _fill_layers(
        self,
        chosen: NDArray[np.int32],
        node: NDArray[np.int32],
        lane: NDArray[np.int32],
        depth: NDArray[np.int32],
        placed: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]],
    ) -> None:
        top, height, offset = placed
        asked = len(chosen) > 0 or len(self._choices.rows) > 0
        searched = self._choices.hits is not None
        faded = asked or searched or self._choices.errors_only
        self.layers = [self._look.layer(self._base, top, height, faded=faded)]
        self._add_lit(top, height)
        if len(chosen):
            self._add_chosen(chosen, node, lane, depth, offset)
        self._add_hits(top, height)
        self.layers += self._strip_layers
        if self._states is not None:
            self.layers.append(self._states.layer(self._state_top))

    def _add_lit(self, top: NDArray[np.int32], height: NDArray[np.int32]) -> None:
        """Rows in question that are not of the chosen trace, in full colour where they lie."""
        boxes = self._lanes.box_of_span[self._choices.rows]
        boxes = boxes[boxes >= 0]
        lit = np.zeros(len(self._base), np.bool_)
        lit[boxes[self._base.state[boxes] != raster.HIDDEN]] = True
        if lit.any() and not self._choices.errors_only:
            self.layers.append(self._look.layer(self._base.take(lit), top, height, faded=False))

    def _add_chosen(
        self,
        chosen: NDArray[np.int32],
        node: NDArray[np.int32],
        lane: NDArray[np.int32],
        depth: NDArray[np.int32],
        offset: NDArray[np.int32],
    ) -> None:
        before = np.concatenate(([0], np.cumsum(depth)))
        row = before[node] + lane
        start = self._look.model.start_ns[chosen]
        order = np.lexsort((start, row))
        row, chosen = row[order], chosen[order]
        first = np.searchsorted(row, np.arange(int(before[-1]) + 1)).astype(np.int64)
        of_row = np.repeat(np.arange(len(depth)), depth)
        folded = np.isin(of_row, list(self._choices.folded))
        inside = np.arange(int(before[-1])) - before[of_row]
        top = (offset[of_row] + np.where(folded, 0, inside * ROW)).astype(np.int32)
        height = np.where(folded, _FOLDED, BOX).astype(np.int32)
        boxes = self._look.boxes(first, start[order], self._look.model.end_ns[chosen], chosen)
        faded = self._choices.errors_only
        self.layers.append(self._look.layer(boxes, top, height, faded=faded))
        if self._choices.critical_path:
            layer, self.joins = path_layer(self._look, self._choices.trace, self.layers[-1])
            self.layers.append(layer)

    def _add_hits(self, top: NDArray[np.int32], height: NDArray[np.int32]) -> None:
        if self._choices.hits is None:
            return
        for layer in [x for x in self.layers if x.pickable]:
            if (found := hit_layer(self._look, layer, self._choices.hits)) is not None:
                self.layers.append(found)
