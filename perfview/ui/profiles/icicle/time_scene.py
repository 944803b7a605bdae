"""Stacks over time, thread under thread: only what falls on a pixel is ever made into a box."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from perfview.kernels import raster
from perfview.profiles.measures.kinds import Kind
from perfview.profiles.measures.time_columns import Runs
from perfview.profiles.study import Study
from perfview.ui.canvas.atlas import Atlas
from perfview.ui.canvas.boxes import QUIET_CATEGORY, Boxes, Layer
from perfview.ui.canvas.scene import BoxScene, Viewport
from perfview.ui.canvas.tip import TipText
from perfview.ui.profiles.colouring import function_categories
from perfview.ui.profiles.icicle.activity_strips import activity_words
from perfview.ui.profiles.icicle.lanes import BOX, ROW, STRIP, Laid, Lane

_WIDER = ((1000, 3), (20, 2))
"""Samples a device pixel from which columns are so many of them wide."""


class Found(NamedTuple):
    """A call under the pointer: which thread, path and function, from when to when."""

    thread: int
    path: int
    function: int
    start_ns: int
    end_ns: int


class TimeScene(BoxScene):
    """Lanes of `study`. Items are paths of the lens's shape; `hits` bool (functions) are yellow."""

    def __init__(self, study: Study, laid: Laid, hits: NDArray[np.bool_] | None = None) -> None:
        super().__init__([], laid.height)
        self.study, self.lens, self.lanes = study, laid.lens, laid.lanes
        self.shape = study.shape_through(laid.lens)
        self._category, self._state = self._looks(hits)
        self._drawn_for: tuple[Viewport, ...] = ()

    def _looks(self, hits: NDArray[np.bool_] | None) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        made = len(self.shape.made)
        kinds = self.study.kinds
        state = np.full(len(kinds), raster.NORMAL, np.uint8)
        state[kinds == Kind.COLLECTOR] = raster.UNKNOWN
        if hits is not None:
            state[hits] = raster.HIT
        category = np.append(function_categories(self.study), np.full(made, QUIET_CATEGORY))
        return category.astype(np.uint8), np.append(state, np.zeros(made, np.uint8)).astype(
            np.uint8
        )

    def draw(self, image: NDArray[np.uint32], view: Viewport, atlas: Atlas) -> None:
        """Make the boxes that are in sight, and paint them."""
        self.see(view)
        super().draw(image, view, atlas)

    def see(self, view: Viewport) -> None:
        """Make the boxes that are in sight."""
        if self._drawn_for != (view,):
            self._drawn_for = (view,)
            self._labels.clear()
            self.layers = [self._layer(lane, view) for lane in self._in_sight(view)]

    def _in_sight(self, view: Viewport) -> list[Lane]:
        top, bottom = view.scroll, view.scroll + view.height
        return [
            lane
            for lane in self.lanes
            if lane.rows and lane.top + lane.height > top and lane.top < bottom
        ]

    def _layer(self, lane: Lane, view: Viewport) -> Layer:
        above = lane.top + STRIP
        first = max(0, (view.scroll - above) // ROW)
        last = min(lane.rows, (view.scroll + view.height - above) // ROW + 1)
        begin = view.stretch.start + view.stretch.fraction
        pixels = _columns(lane, begin, view)
        rows_seen = (first, max(first, last))
        found = lane.chart.runs(begin, begin + view.stretch.width, pixels, rows_seen)
        rows = max(last - first, 0)
        boxes = self._boxes(found, begin, view.stretch.width / pixels)
        top = (above + (first + np.arange(rows)) * ROW).astype(np.int32)
        layer = Layer(boxes, top, np.full(rows, BOX, np.int32), self.name_of)
        layer.failed = np.zeros(len(boxes), np.bool_)
        return layer

    def _boxes(self, found: Runs, begin_ns: float, ns_per_pixel: float) -> Boxes:
        function = self.shape.function[found.path]
        return Boxes(
            found.first,
            np.rint(begin_ns + found.x0 * ns_per_pixel).astype(np.int64),
            np.rint(begin_ns + found.x1 * ns_per_pixel).astype(np.int64),
            self._category[function],
            self._state[function],
            function,
            found.path,
        )

    def name_of(self, function: int) -> str:
        """A function's name."""
        return self.study.name_of(function, self.shape) or "(no name)"

    def lane_at(self, y: float) -> Lane | None:
        """The lane at a height of the content."""
        return next((e for e in self.lanes if e.top <= y < e.top + e.height), None)

    def call_at(self, x: float, y: float, view: Viewport) -> Found | None:
        """The call of the box at a place of the picture, with its true beginning and end: of the
        calls a box stands for the one in the middle of the pixel, else in the middle of the box."""
        lane = self.lane_at(y + view.scroll)
        if lane is None:
            return None
        self.see(view)
        hit = self.hit(x, y, view)
        if hit is None:
            return None
        path, boxes = hit.item, hit.layer.boxes
        begin, end = int(boxes.start[hit.box]), int(boxes.end[hit.box])
        pixel = view.stretch.width / max(view.width, 1)
        since = view.stretch.time_at(x, view.width) - pixel / 2
        chart = lane.chart
        call = chart.call_of(path, since, since + pixel) or chart.call_of(path, begin, end)
        if call is None:
            return None
        function = int(self.shape.function[path])
        return Found(lane.thread, path, function, call.start_ns, call.end_ns)

    def tell(self, x: float, y: float, view: Viewport) -> tuple[TipText, QRectF] | None:
        """How busy a thread was, over its strip."""
        lane = self.lane_at(y + view.scroll)
        if lane is None or y + view.scroll >= lane.top + STRIP:
            return None
        time = view.stretch.time_at(x, view.width)
        if not lane.begins_ns <= time < lane.ends_ns:
            return None
        place = QRectF(x, lane.top - view.scroll, 1, STRIP)
        return activity_words(lane, time, view.ns_per_pixel), place

    def find(self, items: set[int]) -> list[tuple[Layer, int]]:
        """None: boxes live for one picture only, what is chosen is outlined over it."""
        return []

    def each_box(self, wanted: Callable[[Boxes], NDArray[np.bool_]]) -> list[tuple[Layer, int]]:
        """The boxes of the picture that are wanted, with their layers."""
        return [
            (layer, int(box))
            for layer in self.layers
            for box in np.flatnonzero(wanted(layer.boxes))
        ]


def _columns(lane: Lane, begin_ns: float, view: Viewport) -> int:
    """Into how many columns a lane is cut: a device pixel each, but where many samples fall on one,
    some pixels together; narrower ones would only be noise, and take longer than a frame may."""
    pixels = max(1, round(view.width * view.ratio))
    # Whole numbers: asked for fractions, numpy would turn all of the bounds into floats first.
    ends = np.array((begin_ns, begin_ns + view.stretch.width)).astype(np.int64)
    first, last = np.searchsorted(lane.chart.line.bound, ends)
    dense = (int(last) - int(first)) / pixels
    wide = next((width for least, width in _WIDER if dense >= least), 1)
    return max(1, pixels // wide)
