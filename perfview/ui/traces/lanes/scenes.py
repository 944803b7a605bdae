"""What the timeline can show of a recording: made off the window's thread, chosen by the zoom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.density import Density
from perfview.traces.measures.lanes import Lanes
from perfview.traces.study import Study
from perfview.ui.canvas.boxes import Boxes
from perfview.ui.canvas.scene import BoxScene, Scene
from perfview.ui.canvas.stretch import Stretch
from perfview.ui.lanes.tracks import Track
from perfview.ui.traces.lanes.band_colours import legend_of
from perfview.ui.traces.lanes.lane_scene import LaneChoices, LaneScene
from perfview.ui.traces.lanes.minimap import Overview, overview_of
from perfview.ui.traces.lanes.ridge_scene import RidgeScene, density_of
from perfview.ui.traces.lanes.span_boxes import SpanBoxes
from perfview.ui.traces.lanes.thread_overview import thread_overview
from perfview.ui.traces.lanes.waterfall_scene import WaterfallScene

if TYPE_CHECKING:
    from perfview.ui.traces.lanes.beside import Beside

_SPANS_A_PIXEL = 4.0
"""Above this many spans a column of pixels, boxes are noise and ridges take their place."""


@dataclass(frozen=True)
class Ground:
    """What the first picture needs: looks, density, overview, bands from top to bottom."""

    look: SpanBoxes
    density: Density
    overview: Overview
    nodes: list[int]
    legend: list[tuple[int, str]]


@dataclass(frozen=True)
class Packed:
    """All spans in lanes, with the merged levels for zooming out."""

    lanes: Lanes
    base: Boxes
    beside: Beside | None
    """What threads have beside their slices; None for requests."""


def lay_ground(study: Study) -> Ground:
    """Fit for a worker thread; tens of milliseconds a million spans once the study is measured."""
    look = SpanBoxes(study)
    density = density_of(look)
    overviewed = thread_overview if look.bands.by_thread else overview_of
    overview = overviewed(study, look.start_ns, look.end_ns)
    return Ground(look, density, overview, look.bands.order.tolist(), legend_of(study))


def pack_all(ground: Ground) -> Packed:
    """Put every span into a lane. Fit for a worker thread."""
    study = ground.look.study
    lanes = study.band_lanes
    boxes = ground.look.boxes(lanes.row_first, lanes.start_ns, lanes.end_ns, lanes.span)
    return Packed(lanes, boxes.merge(), _beside(ground))


def _beside(ground: Ground) -> Beside | None:
    study = ground.look.study
    if not study.model.threads:
        return None
    from perfview.ui.traces.lanes.beside import beside_of

    return beside_of(study, ground.look.bands)


def _folded_at_first(ground: Ground) -> frozenset[int]:
    return frozenset(np.flatnonzero(ground.look.bands.folded).tolist())


class Scenes:
    """Keeps the scenes that fit the present choices, and picks the one for a zoom."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.packed: Packed | None = None
        self.choices = LaneChoices(folded=_folded_at_first(ground))
        self.folded_spans: frozenset[int] = frozenset()
        self._kept: dict[object, Scene] = {}
        self._counted: tuple[NDArray[np.bool_], Density] | None = None

    def choose(self, **parts: object) -> None:
        """Change choices; scenes made for other ones are forgotten."""
        self.choices = replace(self.choices, **parts)  # type: ignore[arg-type]
        self._kept.clear()

    def fold_span(self, row: int) -> None:
        """Fold or unfold a subtree of the waterfall."""
        self.folded_spans ^= {row}
        self._kept.clear()

    def spans_in(self, stretch: Stretch) -> float:
        """About how many spans begin within a stretch."""
        density = self.ground.density
        begin = stretch.start - density.origin + stretch.fraction
        edges = np.array([begin, begin + stretch.width])
        return float(density.between(density.count, edges).sum())

    def services(self, stretch: Stretch, width: int, room: int) -> tuple[Scene, list[Track]]:
        """Ridges when there is too much to see, lanes otherwise.

        Threads always have lanes: merged slices still show what stands on what.
        """
        by_thread = self.ground.look.bands.by_thread
        crowded = not by_thread and self.spans_in(stretch) > _SPANS_A_PIXEL * width
        if crowded or self.packed is None:
            return self._ridges(room)
        return self._lanes(self.packed)

    def _ridges(self, room: int) -> tuple[Scene, list[Track]]:
        key = ("ridges", room)
        scene = self._kept.get(key)
        if not isinstance(scene, RidgeScene):
            ground = self.ground
            hits = self._density_of_hits()
            scene = RidgeScene(ground.look, ground.density, ground.nodes, room, hits)
            self._kept[key] = scene
        return scene, scene.tracks

    def _density_of_hits(self) -> Density | None:
        """Counted once for each search, whatever else is chosen meanwhile."""
        hits = self.choices.hits
        if hits is None:
            return None
        if self._counted is None or self._counted[0] is not hits:
            self._counted = (hits, density_of(self.ground.look, hits))
        return self._counted[1]

    def _lanes(self, packed: Packed) -> tuple[Scene, list[Track]]:
        scene = self._kept.get("lanes")
        if not isinstance(scene, LaneScene):
            look, nodes = self.ground.look, self._ordered_nodes()
            scene = LaneScene(
                look,
                packed.lanes,
                packed.base,
                nodes,
                self.choices,
                packed.beside.strips if packed.beside else (),
                packed.beside.states if packed.beside else None,
            )
            self._kept["lanes"] = scene
        return scene, scene.tracks

    def _ordered_nodes(self) -> list[int]:
        """Services of the leading trace as it comes through them, then the others."""
        ground, leading = self.ground, self.choices.leading
        if leading < 0 or ground.look.bands.by_thread:
            return ground.nodes
        through = ground.look.bands.of_span[ground.look.study.structure.rows(leading)]
        first = [int(node) for node in dict.fromkeys(through.tolist())]
        return first + [node for node in ground.nodes if node not in set(first)]

    def waterfall(self, trace: int) -> tuple[Scene, list[Track]]:
        """One trace, a row a span."""
        scene = self._kept.get(("trace", trace))
        if not isinstance(scene, WaterfallScene):
            choices = replace(self.choices, trace=trace)
            scene = WaterfallScene(self.ground.look, choices, self.folded_spans)
            self._kept[("trace", trace)] = scene
        return scene, scene.tracks


def joins_of(scene: Scene) -> NDArray[np.int64]:
    """Where a scene's critical path changes rows; int64 (n, 4), see `LaneScene.joins`."""
    if isinstance(scene, LaneScene | WaterfallScene):
        return scene.joins
    return np.empty((0, 4), np.int64)


def row_place(scene: Scene, item: int) -> tuple[int, int] | None:
    """Top and bottom of an item's box in the content, None when it is not drawn."""
    if not isinstance(scene, BoxScene):
        return None
    for layer in reversed(scene.layers):
        boxes = np.flatnonzero(layer.boxes.item == item).tolist() if layer.pickable else []
        if boxes:
            row = layer.boxes.row_of(boxes[0])
            return int(layer.top[row]), int(layer.top[row] + layer.height[row])
    return None
