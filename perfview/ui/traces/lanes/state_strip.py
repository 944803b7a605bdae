"""What the scheduler did with each thread, as a thin strip over its slices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import duration
from perfview.kernels import raster
from perfview.traces.measures.bands import Bands
from perfview.traces.study import Study
from perfview.traces.threads import ThreadState, TrackKind
from perfview.ui.canvas.boxes import QUIET_CATEGORY, Boxes, Layer
from perfview.ui.canvas.scene import Viewport
from perfview.ui.canvas.tip import TipText

STRIP = 8
"""Height a strip takes, with the air under it."""

_OUT_OF_SIGHT = -100
_WORDS = {
    ThreadState.RUNNING: "Running",
    ThreadState.RUNNABLE: "Ready, waiting for a processor",
    ThreadState.SLEEPING: "Sleeping",
    ThreadState.BLOCKED: "Blocked, uninterruptible (the disk, most often)",
    ThreadState.OTHER: "In another state",
}
_LOOKS = {
    ThreadState.RUNNING: (1, 0, 6),
    ThreadState.RUNNABLE: (4, 0, 6),
    ThreadState.SLEEPING: (QUIET_CATEGORY, 4, 2),
    ThreadState.BLOCKED: (5, 2, 4),
    ThreadState.OTHER: (7, 4, 2),
}
"""Category, and top and height inside the strip: what waits is lower, whatever its colour."""


@dataclass(frozen=True)
class StateStrip:
    """Boxes in a row per band and state, band-major; an item is a place among the states.

    has bool (b): which bands have any.
    """

    study: Study
    boxes: Boxes
    has: NDArray[np.bool_]

    def layer(self, top: NDArray[np.int32]) -> Layer:
        """The strips where `top` (int32 (b), negative: not shown) says."""
        looks = np.array([_LOOKS[state] for state in ThreadState], np.int32)
        tops = np.where(top[:, None] >= 0, top[:, None] + looks[:, 1], _OUT_OF_SIGHT)
        heights = np.where(top[:, None] >= 0, looks[:, 2], 0)
        return Layer(
            self.boxes,
            tops.ravel().astype(np.int32),
            heights.ravel().astype(np.int32),
            labelled=False,
            pickable=False,
        )

    def tell(self, band: int, name: str, time_ns: int, view: Viewport) -> TipText | None:
        """What the thread of a band did at a time; None where nothing is known."""
        for state in ThreadState:
            row = band * len(ThreadState) + int(state)
            box = self.boxes.at(row, time_ns, view.ns_per_pixel)
            if box >= 0:
                return self._words(state, int(self.boxes.item[box]), name)
        return None

    def _words(self, state: ThreadState, item: int, name: str) -> TipText:
        states = self.study.model.threads.states
        rows = [("for", duration(int(states.duration_ns[item])))]
        if states.processor[item] >= 0:
            rows.append(("on processor", str(int(states.processor[item]))))
        return TipText(_WORDS[state], name, tuple(rows))


def state_strip(study: Study, bands: Bands) -> StateStrip | None:
    """None when the recording has nothing of the scheduler. Fit for a worker thread."""
    states, tracks = study.model.threads.states, study.model.threads.tracks
    if not len(states):
        return None
    band_of_track = np.full(len(tracks), -1, np.int64)
    is_thread = tracks.kind == np.uint8(TrackKind.THREAD)
    band_of_track[tracks.of_span] = bands.of_span
    band_of_track[~is_thread] = -1
    band = band_of_track[states.track]
    kind = np.minimum(states.state, np.uint8(ThreadState.OTHER)).astype(np.int64)
    kept = np.flatnonzero(band >= 0).astype(np.int32)
    row = band[kept] * len(ThreadState) + kind[kept]
    order = np.lexsort((states.start_ns[kept], row))
    kept, row = kept[order], row[order]
    rows = len(bands) * len(ThreadState)
    start = states.start_ns[kept]
    category = np.array([_LOOKS[state][0] for state in ThreadState], np.uint8)
    boxes = Boxes(
        first=np.searchsorted(row, np.arange(rows + 1)).astype(np.int64),
        start=start,
        end=start + states.duration_ns[kept],
        category=category[kind[kept]],
        state=np.full(len(kept), raster.NORMAL, np.uint8),
        label=np.zeros(len(kept), np.int32),
        item=kept,
    )
    has = np.zeros(len(bands), np.bool_)
    has[band[kept]] = True
    return StateStrip(study, boxes.merge(), has)
