"""Threads one under another: each a strip of activity, and its stacks under it while it is open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from perfview.profiles.lens import Lens
from perfview.profiles.measures.activity import Activity, activities
from perfview.profiles.measures.time_columns import Chart, charts
from perfview.profiles.study import Study
from perfview.ui.profiles.colouring import function_categories

ROW = 17
BOX = 16
STRIP = 26
"""The height of a thread's strip of activity, its title beside it."""
_GAP = 8


@dataclass(frozen=True)
class Lane:
    """A thread in the picture: its `chart` and `activity`. `top` in logical pixels of the content;
    rows: how many depths are shown under its strip, 0 while it is folded."""

    thread: int
    top: int
    rows: int
    chart: Chart
    activity: Activity

    @property
    def height(self) -> int:
        """Of the strip and the rows under it."""
        return STRIP + self.rows * ROW

    @property
    def begins_ns(self) -> int:
        """When it was first sampled."""
        return self.chart.line.start

    @property
    def ends_ns(self) -> int:
        """When its last sample ended."""
        return self.chart.line.end


@dataclass(frozen=True)
class Laid:
    """Threads one under another, seen through a lens; `height` of all of them."""

    lens: Lens
    lanes: list[Lane]
    height: int


def lay_out(study: Study, lens: Lens, threads: list[int], opened: set[int]) -> Laid:
    """Put threads one under another, opened ones with all their depths. For a working thread: it
    looks at every sample once, and gets the colours ready."""
    function_categories(study)
    lanes, top = [], 4
    drawn = zip(
        threads, charts(study, lens, threads), activities(study, lens, threads), strict=True
    )
    for thread, chart, activity in drawn:
        rows = _depth(chart) if thread in opened else 0
        lanes.append(Lane(thread, top, rows, chart, activity))
        top += lanes[-1].height + _GAP
    return Laid(lens, lanes, top)


def _depth(chart: Chart) -> int:
    """How many frames the deepest stack of a thread has."""
    seen = np.unique(chart.stack)
    paths = chart.seen.path_of_stack[seen[seen >= 0]]
    return int(chart.seen.shape.depth[paths[paths >= 0]].max(initial=-1)) + 1
