"""What hands do on the timeline, told to the shared selection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from perfview.findings.quantities import duration, number, plural
from perfview.traces.model import SpanStatus
from perfview.traces.study import Study
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.scene import Hit
from perfview.ui.lanes.ruler import Ruler
from perfview.ui.traces.lanes.ridge_scene import RidgeScene
from perfview.ui.traces.walking import step_from
from perfview.ui.traces.wording import words_of
from perfview.ui.workspace.selection import Selection


def range_words(study: Study, range_ns: tuple[int, int] | None) -> str:
    """How long a range is and what lies in it: `716 ms, 226 spans, 2 failed`; "" without one."""
    if range_ns is None:
        return ""
    start, end = range_ns
    model = study.model
    inside = (model.start_ns < end) & (model.start_ns + model.duration_ns > start)
    failed = int(np.count_nonzero(inside & (model.status == SpanStatus.ERROR)))
    words = f"{duration(end - start)}, {plural(int(np.count_nonzero(inside)), words_of(study).row)}"
    return f"{words}, {number(failed)} failed" if failed else words


class Hands:
    """Listens to a canvas. `show_row` brings a span into sight after a step with the arrow keys."""

    def __init__(
        self,
        study: Study,
        canvas: Canvas,
        ruler: Ruler,
        selection: Selection,
        show_row: Callable[[int], None],
    ) -> None:
        self._study = study
        self._canvas = canvas
        self._ruler = ruler
        self._selection = selection
        self._show_row = show_row
        canvas.clicked.connect(self._click)
        canvas.activated.connect(self._activate)
        canvas.walked.connect(self._walk)
        canvas.marked.connect(self._mark)
        canvas.mark_asked.connect(self._mark_selection)
        canvas.escaped.connect(self._step_back)

    def select(self, row: int, *, reveal: bool = False) -> None:
        """Choose a span, with its operation and service; a recommendation is let go of."""
        parts: dict[str, Any] = {
            "row": row,
            "rows": np.zeros(0, np.int32),
            "operation": int(self._study.operations.of_span[row]),
            "node": int(self._study.graph.of_span[row]),
            "recommendation": "",
        }
        (self._selection.reveal if reveal else self._selection.change)(None, **parts)

    def _click(self, hit: Hit | None) -> None:
        if hit is not None:
            self.select(hit.item)
        elif not isinstance(self._canvas.scene, RidgeScene):
            self._selection.clear()

    def _activate(self, hit: Hit | None) -> None:
        if hit is None:
            self._canvas.zoom(0.25)
        else:
            self._canvas.zoom_to(*self._extent(hit.item))

    def _extent(self, row: int) -> tuple[int, int]:
        start = int(self._study.model.start_ns[row])
        return start, start + int(self._study.model.duration_ns[row])

    def _walk(self, where: str) -> None:
        row = self._selection.focus.row
        if row >= 0:
            step = step_from(self._study, row, where)
            if step >= 0:
                self.select(step)
                self._show_row(step)
        elif where in ("previous", "next"):
            self._canvas.pan((1 if where == "next" else -1) * self._canvas.width() // 8)
        elif where == "child":
            self._enter_slowest()
        elif where == "parent":
            self._canvas.scroll_to(self._canvas.scroll_top - 60)

    def _enter_slowest(self) -> None:
        """Down, with nothing chosen: begin at the slowest request in sight."""
        structure, stretch = self._study.structure, self._canvas.stretch
        ends = structure.start_ns + structure.duration_ns
        seen = np.flatnonzero((structure.start_ns < stretch.end) & (ends > stretch.start))
        if len(seen):
            row = int(structure.root[seen[np.argmax(structure.duration_ns[seen])]])
            self.select(row)
            self._show_row(row)

    def _mark(self, start: int, end: int, done: bool) -> None:
        self._canvas.set_range((start, end))
        self._ruler.say(duration(end - start))
        if done:
            self._selection.change(None, range_ns=(start, end))

    def _mark_selection(self) -> None:
        """M: mark the chosen span's time, or else what is visible."""
        row, stretch = self._selection.focus.row, self._canvas.stretch
        start, end = self._extent(row) if row >= 0 else (stretch.start, stretch.end)
        self._mark(start, end, True)

    def _step_back(self) -> None:
        """Esc: first the range goes, then what is chosen, then the zoom."""
        focus = self._selection.focus
        if focus.range_ns is not None:
            self._selection.change(None, range_ns=None)
        elif focus.row >= 0 or len(focus.rows) or focus.recommendation:
            self._selection.clear()
        else:
            self._canvas.show_all()
