"""The timeline: all traces by service, or one as a waterfall, on the canvas."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QScrollBar, QVBoxLayout, QWidget

from perfview.findings.quantities import duration, plural
from perfview.kernels import raster
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.painting import colour
from perfview.ui.canvas.scene import Hit, Viewport
from perfview.ui.canvas.tip import TipText
from perfview.ui.traces.lanes_header import WIDTH, LanesHeader
from perfview.ui.traces.minimap import Minimap
from perfview.ui.traces.ridge_scene import RidgeScene
from perfview.ui.traces.ruler import Ruler
from perfview.ui.traces.searching import spans_with
from perfview.ui.traces.timeline_bar import SERVICES, TRACE, TimelineBar
from perfview.ui.traces.timeline_scenes import (
    Ground,
    Packed,
    Scenes,
    joins_of,
    lay_ground,
    pack_all,
    row_place,
)
from perfview.ui.traces.walking import chosen_trace, step_from
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.empty import Empty
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.view import View

_TELL_AFTER_MS = 150
_TINY = 0.004


class TimelineView(View):
    """Follows the shared selection and reports what is chosen, marked and visible to it."""

    name = "timeline"
    title = "Timeline"
    kind = "traces"
    position = 10

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.setAccessibleName("Timeline")
        self.study = document.opened.study
        self.canvas = Canvas()
        self.canvas.setAccessibleName("Timeline of spans")
        self.canvas.setAccessibleDescription("The trace list and the details hold the same spans.")
        self.header = LanesHeader(self.canvas)
        self.ruler = Ruler(self.canvas, WIDTH)
        self.minimap = Minimap(self.canvas, WIDTH)
        self.bar = TimelineBar()
        self.scenes: Scenes | None = None
        self.hits = np.zeros(0, np.int32)
        self._at_hit = -1
        self._told: tuple[int | None, int | None] = (None, None)
        self._from_history = False
        self._ground_work, self._lane_work = Background(self), Background(self)
        self._teller = QTimer(self, singleShot=True, interval=_TELL_AFTER_MS)
        self._build()
        self._connect()
        self._ground_work.ask(lambda: lay_ground(self.study), self._show_ground)

    # Set-up

    def _build(self) -> None:
        self._scroll_bar = QScrollBar(Qt.Orientation.Vertical)
        self._scroll_bar.setAccessibleName("Scroll the rows")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        if not len(self.study.model):
            whole.addWidget(Empty("There are no spans in this recording.", icon="timer"))
            return
        whole.addWidget(self.bar)
        whole.addWidget(self.minimap)
        whole.addWidget(self.ruler)
        body = QGridLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        for column, part in enumerate((self.header, self.canvas, self._scroll_bar)):
            body.addWidget(part, 0, column)
        body.setColumnStretch(1, 1)
        whole.addLayout(body, 1)
        self.setFocusProxy(self.canvas)

    def _connect(self) -> None:
        canvas, selection = self.canvas, self.document.selection
        canvas.describe = self._describe
        canvas.overlays += [self._paint_lines, self._paint_joins]
        canvas.viewed.connect(self._on_viewed)
        canvas.clicked.connect(self._on_clicked)
        canvas.activated.connect(self._on_activated)
        canvas.marked.connect(self._on_marked)
        canvas.walked.connect(self._on_walked)
        canvas.fit_asked.connect(self.fit)
        canvas.entered.connect(self.fit)
        canvas.mark_asked.connect(self._mark_selection)
        canvas.escaped.connect(self._step_back)
        self.header.folded.connect(self._on_folded)
        self.header.picked.connect(self._on_picked)
        self._scroll_bar.valueChanged.connect(canvas.scroll_to)
        self._teller.timeout.connect(self._tell_stretch)
        self.bar.mode_chosen.connect(self._on_mode)
        self.bar.filtered.connect(self._on_filtered)
        self.bar.released.connect(lambda: selection.clear(self.bar))
        self.bar.searched.connect(self.find)
        self.bar.stepped.connect(self.find_next)
        self.bar.fit_asked.connect(self._show_everything)
        selection.changed.connect(self._on_selection)
        selection.revealed.connect(self._on_revealed)

    def _show_ground(self, ground: Ground) -> None:
        self.scenes = Scenes(ground)
        self.minimap.show_overview(ground.overview)
        self.canvas.set_bounds(ground.look.start_ns, ground.look.end_ns)
        self.ruler.origin_ns = ground.look.start_ns
        self._follow(self.document.selection.focus)
        self._lane_work.ask(lambda: pack_all(ground), self._show_lanes)

    def _show_lanes(self, packed: Packed) -> None:
        assert self.scenes is not None
        self.scenes.packed = packed
        self._rescene()
        focus = self.document.selection.focus
        if focus.row >= 0 or len(focus.rows):
            self._on_revealed(focus)

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        if not len(self.study.model):
            return
        self._ground_work.forget()
        self._lane_work.forget()
        if self.scenes is None:
            self._show_ground(lay_ground(self.study))
            self._lane_work.forget()
        assert self.scenes is not None
        if self.scenes.packed is None:
            self._show_lanes(pack_all(self.scenes.ground))

    # What is shown

    @property
    def trace(self) -> int:
        """The trace of the waterfall: the chosen one, else the slowest."""
        chosen = chosen_trace(self.study, self.document.selection.focus)
        return chosen if chosen >= 0 else int(np.argmax(self.study.structure.duration_ns))

    def _rescene(self) -> None:
        """Show the scene that fits mode, zoom and choices, if it is another one."""
        if self.scenes is None:
            return
        canvas = self.canvas
        if self.bar.mode == TRACE:
            scene, tracks = self.scenes.waterfall(self.trace)
        else:
            scene, tracks = self.scenes.services(canvas.stretch, canvas.width(), canvas.height())
        if scene is not canvas.scene:
            canvas.show_scene(scene)
            self.header.show_tracks(tracks)
            self._title_columns()
        self._scroll_bar.setRange(0, canvas.lowest_scroll)
        self._scroll_bar.setPageStep(canvas.height())
        self._scroll_bar.setVisible(canvas.lowest_scroll > 0)

    def _title_columns(self) -> None:
        ridges = isinstance(self.canvas.scene, RidgeScene)
        if self.bar.mode == TRACE:
            self.ruler.titles = ("Span", "duration")
        else:
            self.ruler.titles = ("Service", "mean" if ridges else "p95")
        self.ruler.update()

    def _on_viewed(self) -> None:
        self._rescene()
        self._scroll_bar.setValue(self.canvas.scroll_top)
        self._teller.start()

    def _tell_stretch(self) -> None:
        stretch = self.canvas.stretch
        self._told = (stretch.start, stretch.end)
        start, end = self._told
        self.document.selection.change(self, remember=False, start_ns=start, end_ns=end)

    # The shared selection

    def _on_selection(self, focus: Focus, origin: object) -> None:
        if origin is self and focus.range_ns == self.canvas.range_ns and self._is_followed(focus):
            return
        self._follow(focus)
        stretch = (focus.start_ns, focus.end_ns)
        self._from_history = origin is None and stretch not in (self._told, (None, None))
        if self._from_history and focus.start_ns is not None and focus.end_ns is not None:
            self.canvas.zoom_to(focus.start_ns, focus.end_ns, margin=0.0)

    def _is_followed(self, focus: Focus) -> bool:
        trace = chosen_trace(self.study, focus)
        same = self.scenes is None or self.scenes.choices.trace == trace
        return same and self.canvas.selected == ({focus.row} if focus.row >= 0 else set())

    def _follow(self, focus: Focus) -> None:
        """Show what is chosen: trace on top, rows lit, span outlined, range marked."""
        if self.scenes is None:
            return
        trace = chosen_trace(self.study, focus)
        choices = self.scenes.choices
        if trace != choices.trace or focus.rows is not choices.rows:
            self.scenes.choose(trace=trace, rows=focus.rows)
        if self.bar.mode == TRACE:
            self._bound_to_trace()
        self.canvas.select({focus.row} if focus.row >= 0 else set())
        self.canvas.set_range(focus.range_ns)
        self.ruler.range_words = self._range_words(focus.range_ns)
        self.ruler.update()
        self.header.choose(focus.row if self.bar.mode == TRACE else focus.node)
        self.bar.show_recommendation(self._recommendation(focus))
        self._rescene()

    def _recommendation(self, focus: Focus) -> str:
        advice = self.document.opened.advice if focus.recommendation else None
        known = advice.recommendations if advice else ()
        return next((r.title for r in known if r.id == focus.recommendation), "")

    def _on_revealed(self, focus: Focus) -> None:
        if self.scenes is None:
            return
        if not self._from_history:
            self._zoom_to_focus(focus)
        self._from_history = False
        QTimer.singleShot(140, self, self._scroll_to_row)

    def _zoom_to_focus(self, focus: Focus) -> None:
        structure, model = self.study.structure, self.study.model
        trace = chosen_trace(self.study, focus)
        if trace < 0:
            return
        start = int(structure.start_ns[trace])
        end = start + int(structure.duration_ns[trace])
        if focus.row >= 0:
            begin = int(model.start_ns[focus.row])
            length = max(int(model.duration_ns[focus.row]), 1)
            if length < _TINY * (end - start):
                middle, half = begin + length // 2, length * 15
                start, end = max(start, middle - half), min(end, middle + half)
        self.canvas.zoom_to(start, end, margin=0.06)

    def _scroll_to_row(self) -> None:
        row = self.document.selection.focus.row
        place = row_place(self.canvas.scene, row) if row >= 0 else None
        if place:
            self.canvas.bring_into_sight(QRectF(0, place[0], 1, place[1] - place[0]))

    # What hands do

    def _select(self, row: int, *, reveal: bool = False) -> None:
        selection = self.document.selection
        parts: dict[str, Any] = {
            "row": row,
            "rows": np.zeros(0, np.int32),
            "operation": int(self.study.operations.of_span[row]),
            "node": int(self.study.graph.of_span[row]),
            "recommendation": "",
        }
        (selection.reveal if reveal else selection.change)(self, **parts)

    def _on_clicked(self, hit: Hit | None) -> None:
        if hit is not None:
            self._select(hit.item)
        elif not isinstance(self.canvas.scene, RidgeScene):
            self.document.selection.clear(self)

    def _on_activated(self, hit: Hit | None) -> None:
        if hit is None:
            self.canvas.zoom(0.25)
            return
        start = int(self.study.model.start_ns[hit.item])
        self.canvas.zoom_to(start, start + int(self.study.model.duration_ns[hit.item]))

    def _on_walked(self, where: str) -> None:
        row = self.document.selection.focus.row
        if row >= 0:
            step = step_from(self.study, row, where)
            if step >= 0:
                self._select(step)
                self._show_if_outside(step)
        elif where in ("previous", "next"):
            self.canvas.pan((1 if where == "next" else -1) * self.canvas.width() // 8)
        else:
            down = 60 if where == "child" else -60
            self.canvas.scroll_to(self.canvas.scroll_top + down)

    def _show_if_outside(self, row: int) -> None:
        model, stretch = self.study.model, self.canvas.stretch
        start = int(model.start_ns[row])
        end = start + int(model.duration_ns[row])
        narrow = end - start < stretch.width / 400
        if end < stretch.start or start > stretch.end or narrow:
            self._zoom_to_focus(self.document.selection.focus)
        self._scroll_to_row()

    def _on_marked(self, start: int, end: int, done: bool) -> None:
        self.canvas.set_range((start, end))
        self.ruler.range_words = self._range_words((start, end)) if done else duration(end - start)
        self.ruler.update()
        if done:
            self.document.selection.change(self, range_ns=(start, end))

    def _range_words(self, range_ns: tuple[int, int] | None) -> str:
        if range_ns is None:
            return ""
        start, end = range_ns
        model = self.study.model
        inside = (model.start_ns < end) & (model.start_ns + model.duration_ns > start)
        failed = int(np.count_nonzero(inside & (self._look_state() == raster.ERROR)))
        words = f"{duration(end - start)}, {plural(int(np.count_nonzero(inside)), 'span')}"
        return words + (f", {failed:,} failed" if failed else "")

    def _look_state(self) -> np.ndarray:
        assert self.scenes is not None
        return self.scenes.ground.look.state

    def _mark_selection(self) -> None:
        """M: mark the chosen span's time, or else what is visible."""
        row = self.document.selection.focus.row
        start, end = self.canvas.stretch.start, self.canvas.stretch.end
        if row >= 0:
            start = int(self.study.model.start_ns[row])
            end = start + int(self.study.model.duration_ns[row])
        self._on_marked(start, end, True)

    def _step_back(self) -> None:
        """Esc: first the range goes, then what is chosen, then the zoom."""
        focus = self.document.selection.focus
        if focus.range_ns is not None:
            self.document.selection.change(self.bar, range_ns=None)
        elif focus.row >= 0 or len(focus.rows) or focus.recommendation:
            self.document.selection.clear(self.bar)
        else:
            self._show_everything()

    def _on_folded(self, key: int) -> None:
        if self.scenes is None:
            return
        if self.bar.mode == TRACE:
            self.scenes.fold_span(key)
        else:
            self.scenes.choose(folded=self.scenes.choices.folded ^ {key})
        self._rescene()

    def _on_picked(self, key: int) -> None:
        if self.bar.mode == TRACE:
            self._select(key)
        else:
            self.document.selection.change(self.bar, node=key)

    def _on_mode(self, mode: int) -> None:
        if self.scenes is None:
            return
        look = self.scenes.ground.look
        if mode == SERVICES:
            self.canvas.bounds = (look.start_ns, look.end_ns)
            self.ruler.origin_ns = look.start_ns
            self.minimap.setVisible(True)
            focus = self.document.selection.focus
            self._zoom_to_focus(focus)
            if chosen_trace(self.study, focus) < 0:
                self._show_everything()
        self._follow(self.document.selection.focus)

    def _bound_to_trace(self) -> None:
        """The waterfall knows nothing before and after its trace."""
        trace, structure = self.trace, self.study.structure
        start, length = int(structure.start_ns[trace]), int(structure.duration_ns[trace])
        bounds = (start - length // 50, start + length + length // 20 + 1)
        self.ruler.origin_ns = start
        if bounds != self.canvas.bounds:
            self.canvas.set_bounds(*bounds)

    def _on_filtered(self) -> None:
        if self.scenes is not None:
            path, errors = self.bar.critical_path, self.bar.errors_only
            self.scenes.choose(critical_path=path, errors_only=errors)
            self._rescene()

    # View

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark spans with `text` in their name, service, statement or address."""
        found = spans_with(self.study.model, text) if text else np.zeros(0, np.bool_)
        rows = np.flatnonzero(found).astype(np.int32)
        self.hits = rows[np.argsort(self.study.model.start_ns[rows], kind="stable")]
        self._at_hit = -1
        if self.scenes is not None:
            self.scenes.choose(hits=found if len(rows) else None)
            self._rescene()
        self.bar.show_count(len(rows), -1)
        return len(rows)

    def find_next(self, step: int = 1) -> None:
        """Select the next match in time (or the one before)."""
        if not len(self.hits):
            return
        if self._at_hit < 0:
            times = self.study.model.start_ns[self.hits]
            here = int(np.searchsorted(times, self.canvas.stretch.start))
            self._at_hit = (here if step > 0 else here - 1) % len(self.hits)
        else:
            self._at_hit = (self._at_hit + step) % len(self.hits)
        self.bar.show_count(len(self.hits), self._at_hit)
        self._select(int(self.hits[self._at_hit]), reveal=True)

    def fit(self) -> None:
        """Show the chosen span, range or trace; everything when nothing is chosen."""
        focus, model = self.document.selection.focus, self.study.model
        if focus.row >= 0:
            start = int(model.start_ns[focus.row])
            self.canvas.zoom_to(start, start + int(model.duration_ns[focus.row]))
        elif focus.range_ns is not None:
            self.canvas.zoom_to(*focus.range_ns)
        elif chosen_trace(self.study, focus) >= 0:
            self._zoom_to_focus(focus)
        else:
            self._show_everything()

    def _show_everything(self) -> None:
        self.canvas.show_all()

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        self.canvas.redraw()
        self.minimap.theme_changed()
        self.header.update()
        self.ruler.update()

    # Painting over the picture

    def _describe(self, hit: Hit) -> TipText | None:
        return self.scenes.ground.look.tip(hit) if self.scenes else None

    def _paint_lines(self, painter: QPainter, view: Viewport) -> None:
        if self.bar.mode == TRACE:
            return
        painter.setPen(colour("line", 170))
        for track in self.header.tracks:
            y = track.top + track.height + 3 - view.scroll
            if 0 <= y <= view.height:
                painter.drawLine(0, y, view.width, y)
        if isinstance(self.canvas.scene, RidgeScene):
            self._paint_trace_place(painter, view)

    def _paint_trace_place(self, painter: QPainter, view: Viewport) -> None:
        """Among ridges the chosen trace is where, not what."""
        trace = chosen_trace(self.study, self.document.selection.focus)
        if trace < 0:
            return
        start = int(self.study.structure.start_ns[trace])
        end = start + int(self.study.structure.duration_ns[trace])
        x0, x1 = view.stretch.x_of(start, view.width), view.stretch.x_of(end, view.width)
        painter.fillRect(QRectF(x0, 0, max(x1 - x0, 2), view.height), colour("accent", 90))

    def _paint_joins(self, painter: QPainter, view: Viewport) -> None:
        joins = joins_of(self.canvas.scene)
        if not len(joins):
            return
        scale = view.width / view.stretch.width
        x = np.rint((joins[:, 0] - view.stretch.start - view.stretch.fraction) * scale)
        seen = (x >= 0) & (x < view.width)
        lines = np.unique(np.column_stack((x[seen], joins[seen, 1:] - view.scroll)), axis=0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(colour("ink"))
        painter.drawLines([QLineF(a, min(b, c), a, max(b, c) + 2) for a, b, c in lines.tolist()])
