"""One trace as a waterfall: a row a span in the order of calls; large traces packed by depth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import duration, plural
from perfview.kernels import raster
from perfview.ui.canvas.boxes import Layer
from perfview.ui.canvas.scene import BoxScene
from perfview.ui.lanes.tracks import Track
from perfview.ui.traces.lanes.lane_scene import LaneChoices
from perfview.ui.traces.lanes.over_layers import hit_layer, path_layer
from perfview.ui.traces.lanes.span_boxes import SpanBoxes

ROW = 20
_BOX = 17
_MOST_SPANS = 3000
"""Beyond this many spans a row each is no longer read; depth takes its place."""


class WaterfallScene(BoxScene):
    """`choices.trace`, its spans below each other; subtrees of `folded` spans are one row."""

    def __init__(self, look: SpanBoxes, choices: LaneChoices, folded: frozenset[int]) -> None:
        super().__init__([], 0)
        self._look = look
        self._choices = choices
        self._folded = folded
        self.tracks: list[Track] = []
        self.joins = np.zeros((0, 4), np.int64)
        rows = look.study.structure.rows(choices.trace)
        self.layers = [self._one_each(rows) if len(rows) <= _MOST_SPANS else self._packed()]
        self._emphasise(self.layers[0])
        if choices.critical_path:
            layer, self.joins = path_layer(look, choices.trace, self.layers[0])
            self.layers.append(layer)
        if choices.hits is not None:
            found = hit_layer(look, self.layers[0], choices.hits)
            self.layers += [found] if found else []

    def _one_each(self, rows: NDArray[np.int32]) -> Layer:
        order = self._in_order_of_calls(rows)
        spans = np.array([row for row, _ in order], np.int32)
        top = 4 + ROW * np.arange(len(spans), dtype=np.int32)
        self.height = 8 + ROW * len(spans)
        self.tracks = [
            self._track(row, depth, int(y)) for (row, depth), y in zip(order, top, strict=True)
        ]
        start = self._look.model.start_ns[spans]
        first = np.arange(len(spans) + 1, dtype=np.int64)
        boxes = self._look.boxes(first, start, self._look.model.end_ns[spans], spans)
        return self._look.layer(boxes, top, np.full(len(spans), _BOX, np.int32), faded=False)

    def _in_order_of_calls(self, rows: NDArray[np.int32]) -> list[tuple[int, int]]:
        """(span, depth), parents before children, children by start; folded subtrees left out."""
        structure = self._look.study.structure
        roots = [int(r) for r in rows if structure.parent[r] < 0]
        stack = [(row, 0) for row in reversed(roots)]
        order = []
        while stack:
            row, depth = stack.pop()
            order.append((row, depth))
            if row not in self._folded:
                stack += [(int(c), depth + 1) for c in structure.children(row)[::-1]]
        return order

    def _track(self, row: int, depth: int, y: int) -> Track:
        look = self._look
        band = int(look.bands.of_span[row])
        return Track(
            row,
            look.model.strings[look.model.name[row]] or "(no name)",
            int(look.category[row] if look.bands.by_thread else look.categories[band]),
            y,
            ROW - 1,
            value=duration(int(look.model.duration_ns[row])),
            failed=bool(look.state[row] == raster.ERROR),
            foldable=len(look.study.structure.children(row)) > 0,
            folded=row in self._folded,
            depth=depth,
        )

    def _packed(self) -> Layer:
        lanes = self._look.study.lanes_by_trace(np.array([self._choices.trace], np.int32))
        rows = len(lanes.row_first) - 1
        boxes = self._look.boxes(lanes.row_first, lanes.start_ns, lanes.end_ns, lanes.span).merge()
        top = 4 + ROW * np.arange(rows, dtype=np.int32)
        self.height = 8 + ROW * rows
        root = int(self._look.study.structure.root[self._choices.trace])
        words = f"{plural(len(boxes), 'span')}, rows by depth"
        track = self._track(root, 0, 4)
        self.tracks = [
            Track(root, track.name, track.category, 4, self.height - 8, words, track.value)
        ]
        return self._look.layer(boxes, top, np.full(rows, _BOX, np.int32), faded=False)

    def _emphasise(self, layer: Layer) -> None:
        """What is not in question sinks: other than the rows asked about, or than errors."""
        boxes = layer.boxes
        keep = boxes.state == raster.ERROR
        asked = len(self._choices.rows) > 1
        if asked:
            keep |= np.isin(boxes.item, self._choices.rows)
        if (asked and keep.any()) or self._choices.errors_only:
            boxes.state = np.where(keep, boxes.state, raster.DIM).astype(np.uint8)
