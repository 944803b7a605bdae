"""Layers over the boxes of spans: what a search found, and the critical path."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels import raster
from perfview.traces.measures import critical_path
from perfview.ui.canvas.boxes import Layer
from perfview.ui.traces.lanes.span_boxes import SpanBoxes

_PATH = 3
_SELDOM = 4
_ALWAYS = 1 << 62


def hit_layer(look: SpanBoxes, layer: Layer, hits: NDArray[np.bool_]) -> Layer | None:
    """The boxes of a layer whose spans are hits (bool by span), in yellow; None without any."""
    mine = hits[layer.boxes.item] & (layer.boxes.state != raster.HIDDEN)
    if not mine.any():
        return None
    boxes = layer.boxes.take(mine)
    failed = boxes.state == raster.ERROR
    boxes.state = np.full(len(boxes), raster.HIT, np.uint8)
    found = look.layer(boxes.merge(), layer.top, layer.height, faded=False)
    found.failed = failed
    return found


def path_layer(look: SpanBoxes, trace: int, over: Layer) -> tuple[Layer, NDArray[np.int64]]:
    """The critical path as 3 px of ink under the boxes of `over`, and where it changes rows."""
    found = critical_path.segments(look.study, trace)
    by_item = np.argsort(over.boxes.item, kind="stable")
    items = over.boxes.item[by_item]
    at = np.minimum(np.searchsorted(items, found.row), len(items) - 1)
    drawn = items[at] == found.row
    row = np.searchsorted(over.boxes.first, by_item[at[drawn]], "right") - 1
    begin, end = found.from_ns[drawn], found.to_ns[drawn]
    top = over.top + over.height - _PATH
    joins = _joins(begin, end, row, over)
    order = np.lexsort((begin, row))
    first = np.searchsorted(row[order], np.arange(over.boxes.rows + 1)).astype(np.int64)
    span = found.row[drawn][order]
    boxes = look.boxes(first, begin[order], end[order], span)
    height = np.full(len(top), _PATH, np.int32)
    layer = Layer(boxes, top.astype(np.int32), height, inked=True, labelled=False, pickable=False)
    return layer, joins


def _joins(
    begin: NDArray[np.int64], end: NDArray[np.int64], row: NDArray[np.int64], over: Layer
) -> NDArray[np.int64]:
    """Lines between neighbouring stretches in different rows: time, y from, y to, and the length
    of the longer stretch (huge where the two rows change seldom); from the stripe of the upper row
    to the top of the lower one."""
    changes = np.flatnonzero(np.diff(over.top[row]) != 0)
    here, there = row[changes], row[changes + 1]
    upper = np.where(over.top[here] < over.top[there], here, there)
    lower = np.where(over.top[here] < over.top[there], there, here)
    length = end - begin
    longer = np.maximum(length[changes], length[changes + 1])
    _, pair, times = np.unique(
        upper * len(over.top) + lower, return_inverse=True, return_counts=True
    )
    longer = np.where(times[pair] <= _SELDOM, _ALWAYS, longer)
    y_from = over.top[upper] + over.height[upper]
    return np.stack((begin[changes + 1], y_from, over.top[lower], longer), axis=1).astype(np.int64)
