"""Zoomed out each service is a ridge: work as area, mean latency as line, errors as ticks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from perfview.findings.quantities import ABSENT, duration, number, plural, three_figures
from perfview.kernels.density import Density, spread
from perfview.kernels.raster import ERROR
from perfview.kernels.ridges import Ridges
from perfview.ui.canvas.atlas import Atlas
from perfview.ui.canvas.colours import packed
from perfview.ui.canvas.scene import Scene, Viewport
from perfview.ui.canvas.tip import TipText
from perfview.ui.lanes.tracks import Track
from perfview.ui.theme import theme
from perfview.ui.traces.lanes.span_boxes import SpanBoxes

_LEAST, _MOST = 40, 64
_BINS_ALTOGETHER = 1 << 21
_COLUMN = 3.0
_AREA = {True: 205 / 255, False: 190 / 255}
_SPACE_BELOW = 4
_NOTHING = np.zeros(1)


def density_of(look: SpanBoxes, marked: NDArray[np.bool_] | None = None) -> Density:
    """Work, counts, latency of all services in fine bins (some 10 ms a million spans).

    `marked` bool by span: counted apart; failed spans when None.
    """
    groups = max(len(look.bands), 1)
    bins = int(np.clip(_BINS_ALTOGETHER // groups, 512, 16384))
    counted = look.state == ERROR if marked is None else marked
    start, length = np.array(look.model.start_ns), np.array(look.model.duration_ns)
    extent = (look.start_ns, look.end_ns)
    of_span = np.ascontiguousarray(look.bands.of_span, np.int32)
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
        self._ridges = Ridges()
        self._density = density
        self._nodes = nodes
        self._row = int(np.clip((room - 2) // max(len(nodes), 1), _LEAST, _MOST))
        self.height = self._row * len(nodes)
        self.tracks = [self._track(node, i * self._row) for i, node in enumerate(nodes)]

    def _track(self, node: int, y: int) -> Track:
        bands, density = self._look.bands, self._density
        count = max(int(bands.spans[node]), 1)
        mean = duration(float(density.length[node, -1]) / count)
        category = int(self._look.categories[node])
        detail = bands.place[node] or plural(count, "span")
        return Track(node, bands.name[node], category, y, self._row - 1, detail, mean)

    def draw(self, image: NDArray[np.uint32], view: Viewport, atlas: Atlas) -> None:
        """Paint the ridges that are in sight."""
        roles, density = theme.current(), self._density
        columns = max(8, int(view.width / _COLUMN))
        origin = view.stretch.start - density.origin + view.stretch.fraction
        step = view.stretch.width / columns / density.width
        window = (origin / density.width, step, columns)
        for i, node in enumerate(self._nodes):
            top = (i * self._row - view.scroll) * view.ratio
            base = top + (self._row - _SPACE_BELOW) * view.ratio
            if base < 0 or top > image.shape[0]:
                continue
            found = self._hits.marked[node] if self._hits else _NOTHING
            sums = (density.work, density.count, density.length, density.marked)
            rows = (*(table[node] for table in sums), found)
            category = int(self._look.categories[node])
            fill = roles.cat[category] if category < len(roles.cat) else roles.control
            inks = (fill, roles.text, roles.bad_fill, roles.find)
            colours = np.array([packed(ink) for ink in inks], np.uint32)
            band = (top, base, view.ratio)
            self._ridges.draw(image, rows, window, band, colours, _AREA[roles.is_dark])

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
        return TipText(self._look.bands.name[node], words, tuple(rows)), place
