"""Boxes of a nested treemap in whole device pixels: their edges, and what those in them cover."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

_SLACK = 1e-6
"""A box is full when less than this part of it is free: less than a pixel's width."""


@kernel(
    "int64(int64[::1], float64[::1], float64[:, ::1], float64, float64, float64, float64, float64,"
    "int64[::1], int32[:, ::1], int32[:, ::1], uint8[::1])",
    _nrt=False,
)
def _edge(first, weight, box, over, header, margin, ratio, slack, shown, edge, covered, headed):  # type: ignore[no-untyped-def]
    count = 0
    for i in range(weight.size):
        x, y, wide, tall = box[i, 0], box[i, 1], box[i, 2], box[i, 3]
        if wide <= 0.0 or tall <= 0.0:
            continue
        left, right = np.rint(x * ratio), np.rint((x + wide) * ratio)
        top, bottom = np.rint(y * ratio), np.rint((y + tall) * ratio)
        if right <= left or bottom <= top:
            continue
        low, high = first[i], first[i + 1]
        shown[count] = i
        edge[count, 0], edge[count, 1] = np.int32(left), np.int32(top)
        edge[count, 2], edge[count, 3] = np.int32(right), np.int32(bottom)
        has_any = low < high and box[low, 2] > 0.0
        headed[count] = has_any
        inside = 0.0
        if has_any:
            for k in range(low, high):
                inside += max(weight[k], 0.0)
        if has_any and inside >= weight[i] * (1.0 - slack):
            above = header if i else over
            # A pixel less all around: those in it may be rounded the other way.
            covered[count, 0] = np.int32(np.rint((x + margin) * ratio)) + 1
            covered[count, 1] = np.int32(np.rint((y + above) * ratio)) + 1
            covered[count, 2] = np.int32(np.rint((x + wide - margin) * ratio)) - 1
            covered[count, 3] = np.int32(np.rint((y + tall - margin) * ratio)) - 1
        else:
            covered[count, 0] = covered[count, 1] = covered[count, 2] = covered[count, 3] = 0
        count += 1
    return count


class TileEdges(NamedTuple):
    """The s boxes that cover a pixel, outer ones first: shown int64, which; edges int32 (s, 4):
    left, top, right, bottom; covered int32 (s, 4): what those in it are sure to cover, empty for
    nothing; headed bool (s): whether others are in it."""

    shown: NDArray[np.int64]
    edges: NDArray[np.int32]
    covered: NDArray[np.int32]
    headed: NDArray[np.bool_]


def tile_edges(
    first: NDArray[np.int64],
    weight: NDArray[np.float64],
    box: NDArray[np.float64],
    ratio: float,
    *,
    header: float,
    margin: float,
    top_header: float,
) -> TileEdges:
    """Boxes as `squarifying.squarify` placed them, by the same header and margin, in pixels of
    which `ratio` are one unit. Neighbours share their edge."""
    k = len(weight)
    shown, headed = np.zeros(k, np.int64), np.zeros(k, np.uint8)
    edges, covered = np.zeros((k, 4), np.int32), np.zeros((k, 4), np.int32)
    count = _edge(
        first,
        weight,
        box,
        top_header,
        header,
        margin,
        ratio,
        _SLACK,
        shown,
        edges,
        covered,
        headed,
    )
    return TileEdges(shown[:count], edges[:count], covered[:count], headed[:count].astype(np.bool_))
