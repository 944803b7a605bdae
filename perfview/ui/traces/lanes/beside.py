"""What the timeline shows of threads beside their slices; loaded only where there are threads."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.traces.measures.bands import Bands
from perfview.traces.measures.counter_series import Counted, counted_in
from perfview.traces.study import Study
from perfview.ui.traces.lanes.filmstrip import Frame, frames_of
from perfview.ui.traces.lanes.page_marks import Mark, marks_of
from perfview.ui.traces.lanes.state_strip import StateStrip, state_strip
from perfview.ui.traces.lanes.strip import Strip
from perfview.ui.traces.lanes.strips import strips_of


@dataclass(frozen=True)
class Beside:
    """Strips above the threads, counters below, screenshots, moments, the threads' states."""

    strips: list[Strip]
    counted: list[Counted]
    frames: list[Frame]
    marks: list[Mark]
    states: StateStrip | None


def beside_of(study: Study, bands: Bands) -> Beside:
    """All of it. Fit for a worker thread."""
    return Beside(
        strips=strips_of(study),
        counted=counted_in(study),
        frames=frames_of(study),
        marks=marks_of(study),
        states=state_strip(study, bands),
    )
