"""Zoomed out each service is a ridge: work as area, mean latency as line, errors as ticks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from perfview.findings.quantities import ABSENT, duration, number, plural, three_figures
from perfview.kernels.density import Density, spread
from perfview.kernels.raster import ERROR
from perfview.kernels.ridges import fill_between, stroke
from perfview.ui.canvas.atlas import Atlas
from perfview.ui.canvas.colours import packed
from perfview.ui.canvas.scene import Scene, Viewport
from perfview.ui.canvas.tip import TipText
from perfview.ui.theme import theme
from perfview.ui.traces.span_boxes import SpanBoxes
from perfview.ui.traces.tracks import Track

_LEAST, _MOST = 40, 64
_BINS_ALTOGETHER = 1 << 21
_COLUMN = 3.0
_AREA = {True: 205 / 255, False: 190 / 255}
_SPACE_BELOW, _SPACE_ABOVE, _TICK = 4, 6, 3
_AREA_SHARE = 0.8
_SOFT, _LOUD_FROM = 0.4, 0.6
_THIRDS = np.ones(3) / 3


def density_of(look: SpanBoxes, marked: NDArray[np.bool_] | None = None) -> Density:
    """Work, counts, latency of all services in fine bins (some 10 ms a million spans).

    `marked` bool by span: counted apart; failed spans when None.
    """
    groups = max(len(look.graph.name), 1)
    bins = int(np.clip(_BINS_ALTOGETHER // groups, 512, 16384))
    counted = look.state == ERROR if marked is None else marked
    start, length = np.array(look.model.start_ns), np.array(look.model.duration_ns)
    extent = (look.start_ns, look.end_ns)
    of_span = np.ascontiguousarray(look.graph.of_span, np.int32)
    return spread(start, length, of_span, counted.astype(np.uint8), groups, extent, bins)


class RidgeScene(Scene):
    """One ridge a service, in the order of `nodes`; rows share the height there is.

    `hits` marks spans that are searched for: where some began, a yellow line stands on the ridge.
    """

    def __init__(
        self,
        look: SpanBoxes,
        density: Density,
        nodes: list[int],
        room: int,
        hits: Density | None = None,
    ) -> None:
        self._look = look
        self._hits = hits
        self._density = density
        self._nodes = nodes
        self._row = int(np.clip((room - 2) // max(len(nodes), 1), _LEAST, _MOST))
        self.height = self._row * len(nodes)
        self.tracks = [self._track(node, i * self._row) for i, node in enumerate(nodes)]

    def _track(self, node: int, y: int) -> Track:
        graph, density = self._look.graph, self._density
        count = max(int(graph.spans[node]), 1)
        mean = duration(float(density.length[node, -1]) / count)
        category = int(self._look.categories[node])
        return Track(
            node, graph.name[node], category, y, self._row - 1, plural(count, "span"), mean
        )

    def draw(self, image: NDArray[np.uint32], view: Viewport, atlas: Atlas) -> None:
        """Paint the ridges that are in sight."""
        pixels = image.shape[1]
        columns = max(8, int(view.width / _COLUMN))
        origin = view.stretch.start - self._density.origin + view.stretch.fraction
        edges = origin + np.linspace(0.0, view.stretch.width, columns + 1)
        density = self._density
        work = density.between(density.work, edges)
        count = density.between(density.count, edges)
        length = density.between(density.length, edges)
        failed = density.between(density.marked, edges)
        hits = self._hits.between(self._hits.marked, edges) if self._hits else None
        at = (np.arange(pixels) + 0.5) * columns / pixels - 0.5
        for i, node in enumerate(self._nodes):
            y = (i * self._row - view.scroll) * view.ratio
            if y + self._row * view.ratio < 0 or y > image.shape[0]:
                continue
            latency = _latency(length[node], count[node])
            series = (_smooth(work[node]), _smooth(latency))
            self._draw_one(image, y, node, series, at, view.ratio)
            base = y + (self._row - _SPACE_BELOW) * view.ratio
            red, yellow = theme.current().bad_fill, theme.current().find
            _draw_marks(image, failed[node], at, (base, base + _TICK * view.ratio), red)
            if hits is not None:
                band = (y + 1, y + 1 + (_TICK + 1) * view.ratio)
                _draw_marks(image, hits[node], at, band, yellow)

    def _draw_one(
        self,
        image: NDArray[np.uint32],
        y: float,
        node: int,
        series: tuple[NDArray[np.float64], NDArray[np.float64]],
        at: NDArray[np.float64],
        ratio: float,
    ) -> None:
        roles = theme.current()
        category = int(self._look.categories[node])
        fill = roles.cat[category] if category < len(roles.cat) else roles.control
        work, latency = series
        base = y + (self._row - _SPACE_BELOW) * ratio
        tall = (self._row - _SPACE_BELOW - _SPACE_ABOVE) * ratio
        column = np.arange(len(work), dtype=np.float64)
        shape = np.interp(at, column, work) / max(float(work.max(initial=0.0)), 1.0)
        upper = (base - shape * tall * _AREA_SHARE).astype(np.float32)
        floor = np.full(len(at), base, np.float32)
        fill_between(image, upper, floor, packed(fill), _AREA[roles.is_dark])
        height = np.interp(at, column, latency) / max(float(latency.max(initial=0.0)), 1.0)
        line = (base - 2 * ratio - height * (tall - 2 * ratio)).astype(np.float32)
        if _any(latency):
            stroke(image, line, packed(roles.text), 1.3 * ratio)

    def tell(self, x: float, y: float, view: Viewport) -> tuple[TipText, QRectF] | None:
        """What a service did in the pixels around here."""
        row = int((y + view.scroll) // self._row)
        if not 0 <= row < len(self._nodes):
            return None
        node, density = self._nodes[row], self._density
        pixel = view.ns_per_pixel
        middle = view.stretch.time_at(x, view.width) - density.origin
        edges = np.array([middle - 2 * pixel, middle + 2 * pixel])
        sums = (density.count, density.length, density.work, density.marked)
        count, length, work, failed = (float(density.between(s, edges)[node, 0]) for s in sums)
        rows = [
            ("spans", f"{three_figures(count / (4 * pixel) * 1e9)}/s"),
            ("mean", duration(length / count) if count > 0.01 else ABSENT),
            ("at work", f"{three_figures(work / (4 * pixel))} at a time"),
        ]
        if failed >= 0.5:
            rows.append(("failed", number(round(failed))))
        place = QRectF(x, row * self._row - view.scroll, 1, self._row)
        words = f"at {duration(max(middle, 0))}"
        return TipText(self._look.graph.name[node], words, tuple(rows)), place


def _draw_marks(
    image: NDArray[np.uint32],
    count: NDArray[np.float64],
    at: NDArray[np.float64],
    band: tuple[float, float],
    fill: str,
) -> None:
    """A band in `fill` over the columns that count something.

    Where every column has a few, only the columns with many are loud.
    """
    here = count[np.clip(np.rint(at).astype(np.int64), 0, len(count) - 1)]
    most = float(here.max(initial=0.0))
    upper = np.full(len(at), band[0], np.float32)
    for share, strength in ((0.0, _SOFT), (_LOUD_FROM, 1.0)):
        marks = (here > 0.01) & (here >= share * most)
        if marks.any():
            lower = np.where(marks, band[1], band[0]).astype(np.float32)
            fill_between(image, upper, lower, packed(fill), strength)


def _any(series: NDArray[np.float64]) -> bool:
    """Whether there is anything to draw."""
    return bool(series.max(initial=0.0) > 0.0)


def _latency(length: NDArray[np.float64], count: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean latency by column; where nothing began, between its neighbours."""
    there = count > 1e-6
    if not there.any():
        return np.zeros(len(count))
    where = np.flatnonzero(there)
    return np.interp(np.arange(len(count)), where, length[where] / count[where])


def _smooth(series: NDArray[np.float64]) -> NDArray[np.float64]:
    soft = np.convolve(series, _THIRDS, "same")
    soft[:1], soft[-1:] = series[:1], series[-1:]
    return soft
