"""What some recordings have beside their lanes: screenshots and moments above, counters below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from perfview.traces.study import Study
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.lanes.header import LanesHeader
from perfview.ui.lanes.ruler import Ruler
from perfview.ui.traces.lanes.scenes import Packed
from perfview.ui.workspace.selection import Selection

if TYPE_CHECKING:
    from perfview.ui.plots.counter_plots import CounterPlots
    from perfview.ui.traces.lanes.filmstrip import Filmstrip
    from perfview.ui.traces.lanes.page_marks import PageMarks

ABOVE, MARKS, LANES, BELOW = range(4)
"""Rows of the grid the lanes stand in."""


class Sides:
    """Puts itself into the rows above and below the lanes once there is something to show."""

    def __init__(self, grid: QGridLayout, canvas: Canvas, selection: Selection) -> None:
        self._grid, self._canvas, self._selection = grid, canvas, selection
        self._height = 0
        self.filmstrip: Filmstrip | None = None
        self.marks: PageMarks | None = None
        self.counters: CounterPlots | None = None

    def show(self, packed: Packed, gutter: int, origin_ns: int) -> None:
        """Show what the recording has; times count from `origin_ns`."""
        beside = packed.beside
        if beside is None:
            return
        # Loaded when there is something to show.
        from perfview.ui.traces.lanes.filmstrip import Filmstrip
        from perfview.ui.traces.lanes.page_marks import PageMarks

        if beside.frames and self.filmstrip is None:
            self.filmstrip = Filmstrip(beside.frames, self._canvas, gutter, self._selection)
            self._grid.addWidget(self.filmstrip, ABOVE, 0, 1, 3)
        if beside.marks and self.marks is None:
            self.marks = PageMarks(beside.marks, self._canvas, gutter, self._selection)
            self._grid.addWidget(self.marks, MARKS, 0, 1, 3)
        if beside.counted and self.counters is None:
            # Most recordings have no counters: what draws them is loaded when one has.
            from perfview.ui.plots.counter_plots import CounterPlots

            self.counters = CounterPlots(beside.counted, self._canvas, gutter, origin_ns)
            self._grid.addWidget(self.counters, BELOW, 0, 1, 2)
            self.counters.share_room(self._height)

    def share_room(self, height: int) -> None:
        """The whole timeline is this high, px."""
        self._height = height
        if self.counters is not None:
            self.counters.share_room(height)

    def set_gutter(self, width: int) -> None:
        """How wide the column left of the canvas is."""
        for part in (self.filmstrip, self.marks, self.counters):
            if part is not None:
                part.set_gutter(width)


def show_only_counters(
    study: Study, parts: tuple[LanesHeader, Canvas, Ruler], whole: QVBoxLayout
) -> None:
    """Add counters of a recording without slices to a layout, on an axis of their own."""
    from perfview.traces.measures.counter_series import counted_in

    counted = counted_in(study)
    if not counted:
        return
    from perfview.ui.plots.counter_plots import CounterPlots

    header, canvas, ruler = parts
    start = min(int(each.time_ns[0]) for each in counted)
    canvas.set_bounds(start, max(int(each.time_ns[-1]) for each in counted))
    ruler.count_from(start)
    ruler.entitle("Counter", "")
    axis = QHBoxLayout()
    axis.setContentsMargins(0, 0, 0, 0)
    axis.setSpacing(0)
    # Nothing to draw on it, but it keeps the stretch in sight, and the wheel moves it.
    for part in (header, canvas):
        part.setFixedHeight(1)
        axis.addWidget(part, int(part is canvas))
    whole.addWidget(ruler)
    whole.addLayout(axis)
    whole.addWidget(CounterPlots(counted, canvas, header.width(), start))
