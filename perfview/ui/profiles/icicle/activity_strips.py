"""How busy each thread was, pixel by pixel and by sort of code, in the strip over its stacks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from perfview.findings.quantities import percent
from perfview.kernels.stacked_areas import stacked_areas
from perfview.profiles.measures.kinds import Kind
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.painting import colour
from perfview.ui.canvas.scene import Viewport
from perfview.ui.canvas.tip import TipText
from perfview.ui.profiles.icicle.lanes import STRIP, Lane
from perfview.ui.theme import theme

_PAD = 3
_SORTS = (
    ("own code", (Kind.OWN,), "accent", 170),
    ("libraries", (Kind.LIBRARY,), "accent", 95),
    ("runtime", (Kind.RUNTIME, Kind.NATIVE, Kind.UNKNOWN), "control", 130),
    ("collecting, compiling", (Kind.COLLECTOR, Kind.COMPILER), "warn", 190),
)
"""From the ground up: what it is called, the kinds, a role of the theme and how much of it."""


class ActivityStrips:
    """Paints over a canvas whose lanes it is told."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._lanes: list[Lane] = []
        self._drawn: dict[int, tuple[object, QImage]] = {}

    def show_lanes(self, lanes: list[Lane]) -> None:
        """Paint these from now on."""
        self._lanes = lanes
        self._drawn.clear()
        self._canvas.update()

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Draw the strips in sight."""
        for lane in self._lanes:
            y = lane.top - view.scroll
            if y + STRIP > 0 and y < view.height:
                place = QRectF(0, y + _PAD, view.width, STRIP - 2 * _PAD)
                painter.drawImage(place, self._image(lane, view))

    def _image(self, lane: Lane, view: Viewport) -> QImage:
        """The strip's pixels, the same as long as nothing moves."""
        key = (view.stretch, view.width, view.ratio, theme.current())
        known = self._drawn.get(lane.thread)
        if known is None or known[0] != key:
            known = self._drawn[lane.thread] = key, self._made(lane, view)
        return known[1]

    def _made(self, lane: Lane, view: Viewport) -> QImage:
        columns = max(1, round(view.width * view.ratio))
        begin = view.stretch.start + view.stretch.fraction
        edges = (begin + np.arange(columns + 1) * (view.stretch.width / columns)).astype(np.float64)
        heights = _by_sort(lane.activity.shares(edges))
        sampled = (edges[1:] > lane.begins_ns) & (edges[:-1] < lane.ends_ns)
        rows, ground = max(1, round((STRIP - 2 * _PAD) * view.ratio)), _channels(colour("panel"))
        pixels = stacked_areas(heights, sampled, rows, _fills(ground), ground)
        image = QImage(
            pixels.data,
            columns,
            len(pixels),
            columns * 4,
            QImage.Format.Format_ARGB32_Premultiplied,
        )
        return image.copy()


def activity_words(lane: Lane, time_ns: float, pixel_ns: float) -> TipText:
    """What there is to say of a pixel of a lane's strip."""
    edges = np.array([time_ns - pixel_ns / 2, time_ns + pixel_ns / 2])
    shares = _by_sort(lane.activity.shares(edges))[0].tolist()
    said = zip((name for name, *_ in _SORTS), shares, strict=True)
    rows = tuple((name, percent(share)) for name, share in said if share)
    return TipText(f"{percent(min(sum(shares), 1.0))} busy", "", rows)


def _by_sort(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares by kind (k, kinds) summed by sort (k, sorts)."""
    return np.stack([shares[:, list(kinds)].sum(axis=1) for _, kinds, *_ in _SORTS], axis=1)


def _channels(made: QColor) -> NDArray[np.float64]:
    return np.array([made.red(), made.green(), made.blue()], np.float64)


def _fills(ground: NDArray[np.float64]) -> NDArray[np.float64]:
    """The colours of the sorts on a ground, float64 (sorts, 3)."""
    parts = [(_channels(colour(role)), alpha / 255) for *_, role, alpha in _SORTS]
    return np.stack([fill * part + ground * (1 - part) for fill, part in parts])
