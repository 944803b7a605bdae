"""The timeline: all traces by service, or one as a waterfall, on the canvas."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QScrollBar, QVBoxLayout, QWidget

from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.scene import Hit
from perfview.ui.canvas.tip import TipText
from perfview.ui.lanes.header import MEDIUM, NARROW, WIDE, LanesHeader
from perfview.ui.lanes.ruler import Ruler
from perfview.ui.traces.lanes.bar import TRACE, TimelineBar
from perfview.ui.traces.lanes.drawing import Drawing
from perfview.ui.traces.lanes.hands import Hands, range_words
from perfview.ui.traces.lanes.minimap import Minimap
from perfview.ui.traces.lanes.ridge_scene import RidgeScene
from perfview.ui.traces.lanes.scenes import (
    Ground,
    Packed,
    Scenes,
    lay_ground,
    pack_all,
    row_place,
)
from perfview.ui.traces.lanes.sides import LANES, Sides, show_only_counters
from perfview.ui.traces.lanes.span_search import SpanSearch
from perfview.ui.traces.lanes.stretch import stretch_of
from perfview.ui.traces.no_spans import no_spans
from perfview.ui.traces.walking import chosen_trace
from perfview.ui.traces.wording import words_of
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.label import spoken
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.view import View

_TELL_AFTER_MS = 150
_MOTION_MS = 140
_AROUND_ROW = 24


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
        self._gutter = MEDIUM if len(self.study.model.threads.tracks) else NARROW
        self.header = LanesHeader(self.canvas)
        self.header.set_gutter(self._gutter)
        self.ruler = Ruler(self.canvas, self._gutter)
        self.minimap = Minimap(self.canvas, self._gutter, words_of(self.study))
        self.bar = TimelineBar(by_thread=len(self.study.model.threads.tracks) > 0)
        self.scenes: Scenes | None = None
        self._search = SpanSearch(self.study)
        self._drawing = Drawing(self.study, self.canvas, self.header)
        selection = document.selection
        self._hands = Hands(self.study, self.canvas, self.ruler, selection, self._show_row)
        self._told: tuple[int | None, int | None] = (None, None)
        self._from_history = False
        self._ground_work, self._lane_work = Background(self), Background(self)
        self._teller = QTimer(self, singleShot=True, interval=_TELL_AFTER_MS)
        self._build()
        if len(self.study.model):
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
            whole.addWidget(no_spans(self.study), 1)
            show_only_counters(self.study, (self.header, self.canvas, self.ruler), whole)
            return
        whole.addWidget(self.bar)
        whole.addWidget(self.minimap)
        whole.addWidget(self.ruler)
        body = QGridLayout()
        self._sides = Sides(body, self.canvas, self.document.selection)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        for column, part in enumerate((self.header, self.canvas, self._scroll_bar)):
            body.addWidget(part, LANES, column)
        body.setColumnStretch(1, 1)
        whole.addLayout(body, 1)
        self.keyboard = self.canvas

    def _connect(self) -> None:
        canvas, selection = self.canvas, self.document.selection
        canvas.describe = self._describe
        canvas.viewed.connect(self._on_viewed)
        canvas.fit_asked.connect(self.fit)
        canvas.entered.connect(self.fit)
        self.header.folded.connect(self._on_folded)
        self.header.picked.connect(self._on_picked)
        self._scroll_bar.valueChanged.connect(canvas.scroll_to)
        self._teller.timeout.connect(self._tell_stretch)
        self.bar.mode_chosen.connect(self._on_mode)
        self.bar.filtered.connect(self._on_filtered)
        self.bar.released.connect(lambda: selection.clear())
        self.bar.searched.connect(self.find)
        self.bar.stepped.connect(self.find_next)
        self.bar.fit_asked.connect(canvas.show_all)
        selection.changed.connect(self._on_selection)
        selection.revealed.connect(self._on_revealed)

    def _show_ground(self, ground: Ground) -> None:
        self.scenes = Scenes(ground)
        self.minimap.show_overview(ground.overview)
        self.bar.legend.show_entries(ground.legend)
        self.canvas.set_bounds(ground.look.start_ns, ground.look.end_ns)
        self.ruler.count_from(ground.look.start_ns)
        focus = self.document.selection.focus
        if focus.start_ns is not None and focus.end_ns is not None:
            # Another view, or this file read before, left the stretch that is looked at.
            self.canvas.zoom_to(focus.start_ns, focus.end_ns, margin=0.0, animate=False)
            self._from_history = True
        self._follow(focus)
        self._lane_work.ask(lambda: pack_all(ground), self._show_lanes)

    def _show_lanes(self, packed: Packed) -> None:
        assert self.scenes is not None
        self.scenes.packed = packed
        self._sides.show(packed, self.header.width(), self.scenes.ground.look.start_ns)
        self._rescene()
        focus = self.document.selection.focus
        if focus.row >= 0 or len(focus.rows):
            self._on_revealed(focus)

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        if not len(self.study.model):
            return
        self._ground_work.forget()
        if self.scenes is None:
            self._show_ground(lay_ground(self.study))
        self._lane_work.forget()
        assert self.scenes is not None
        if self.scenes.packed is None:
            self._show_lanes(pack_all(self.scenes.ground))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if len(self.study.model):
            self._sides.share_room(self.height())

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
        if self.bar.mode == TRACE:
            self.ruler.entitle("Span", "duration")
        else:
            ridges = isinstance(self.canvas.scene, RidgeScene)
            self.ruler.entitle(self._band_word, "mean" if ridges else "p95")

    def _on_viewed(self) -> None:
        self._rescene()
        self._scroll_bar.setValue(self.canvas.scroll_top)
        self._teller.start()

    def _tell_stretch(self) -> None:
        if self.scenes is None:
            return
        stretch = self.canvas.stretch
        self._told = (stretch.start, stretch.end)
        start, end = self._told
        self.document.selection.change(self, remember=False, start_ns=start, end_ns=end)

    # The shared selection

    def _on_selection(self, focus: Focus, origin: object) -> None:
        if origin is self:
            return
        stretch = (focus.start_ns, focus.end_ns)
        self._from_history = stretch not in (self._told, (None, None))
        self._follow(focus)
        if self._from_history and focus.start_ns is not None and focus.end_ns is not None:
            self.canvas.zoom_to(focus.start_ns, focus.end_ns, margin=0.0)

    def _follow(self, focus: Focus) -> None:
        """Show what is chosen: trace on top, rows lit, span outlined, range marked."""
        if self.scenes is None:
            return
        trace, choices = chosen_trace(self.study, focus), self.scenes.choices
        self._drawing.trace = trace
        self._drawing.flows.choose(focus.row)
        place = row_place(self.canvas.scene, focus.row) if focus.row >= 0 else None
        if trace != choices.trace or focus.rows is not choices.rows:
            leading = choices.leading if trace >= 0 else -1
            self.scenes.choose(trace=trace, rows=focus.rows, leading=leading)
        if self.bar.mode == TRACE:
            self._bound_to_trace()
        self.canvas.select({focus.row} if focus.row >= 0 else set())
        self.canvas.setAccessibleDescription(self.scenes.ground.look.spoken(focus.row))
        self.canvas.set_range(focus.range_ns)
        self.ruler.say(range_words(self.study, focus.range_ns))
        self.header.choose(focus.row if self.bar.mode == TRACE else self._chosen_band(focus))
        self.bar.show_recommendation(self._recommendation(focus))
        self._rescene()
        self._keep_height(focus.row, place)

    def _keep_height(self, row: int, before: tuple[int, int] | None) -> None:
        """A span in sight stays at its height, though it now lies on top of its service."""
        after = row_place(self.canvas.scene, row) if before else None
        top = self.canvas.scroll_top
        if before and after and top <= before[0] <= top + self.canvas.height():
            self.canvas.scroll_to(top + after[0] - before[0])

    def _recommendation(self, focus: Focus) -> str:
        advice = self.document.opened.advice if focus.recommendation else None
        known = advice.recommendations if advice else ()
        return next((spoken(r.title) for r in known if r.id == focus.recommendation), "")

    def _on_revealed(self, focus: Focus) -> None:
        if self.scenes is None:
            return
        trace = chosen_trace(self.study, focus)
        if trace != self.scenes.choices.leading and self.bar.mode != TRACE:
            self.scenes.choose(leading=trace)
            self.canvas.scroll_to(0)
        if not self._from_history:
            self._zoom_to_focus(focus)
        self._from_history = False
        self._rescene()
        self._scroll_to_row()
        QTimer.singleShot(_MOTION_MS, self, self._scroll_to_row)

    def _zoom_to_focus(self, focus: Focus) -> None:
        stretch = stretch_of(self.study, focus, by_thread=self._by_thread)
        if stretch is not None:
            self.canvas.zoom_to(*stretch, margin=0.06)

    def _scroll_to_row(self) -> None:
        row = self.document.selection.focus.row
        place = row_place(self.canvas.scene, row) if row >= 0 else None
        if place:
            around = QRectF(0, place[0] - _AROUND_ROW, 1, place[1] - place[0] + 2 * _AROUND_ROW)
            self.canvas.bring_into_sight(around)

    def _show_row(self, row: int) -> None:
        """Move only when the span is out of sight or too narrow to see."""
        model, stretch = self.study.model, self.canvas.stretch
        start = int(model.start_ns[row])
        end = start + int(model.duration_ns[row])
        narrow = end - start < stretch.width / 400
        if end < stretch.start or start > stretch.end or narrow:
            self._zoom_to_focus(self.document.selection.focus)
        self._scroll_to_row()

    # Header and tools

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
            self._hands.select(key)
            self._show_row(key)
        elif not self._by_thread:
            self.document.selection.change(None, node=key)
        else:
            self.header.choose(key)

    @property
    def _by_thread(self) -> bool:
        return self.scenes is not None and self.scenes.ground.look.bands.by_thread

    @property
    def _band_word(self) -> str:
        return "Thread" if self._by_thread else "Service"

    def _chosen_band(self, focus: Focus) -> int:
        """The band to mark: the chosen service, or the thread of the chosen slice."""
        if not self._by_thread or self.scenes is None:
            return focus.node
        return int(self.scenes.ground.look.bands.of_span[focus.row]) if focus.row >= 0 else -1

    def _on_mode(self, mode: int) -> None:
        if self.scenes is None:
            return
        gutter = WIDE if mode == TRACE else self._gutter
        for part in (self.header, self.ruler, self.minimap, self._sides):
            part.set_gutter(gutter)
        self.canvas.scroll_to(0)
        focus, look = self.document.selection.focus, self.scenes.ground.look
        if mode != TRACE:
            self.canvas.set_bounds(look.start_ns, look.end_ns)
            self.ruler.count_from(look.start_ns)
            self._zoom_to_focus(focus)
        self._follow(focus)

    def _bound_to_trace(self) -> None:
        """The waterfall knows nothing before and after its trace."""
        trace, structure = self.trace, self.study.structure
        start, length = int(structure.start_ns[trace]), int(structure.duration_ns[trace])
        bounds = (start - length // 50, start + length + length // 20 + 1)
        self.ruler.count_from(start)
        if bounds != self.canvas.bounds:
            self.canvas.set_bounds(*bounds)

    def _on_filtered(self) -> None:
        if self.scenes is not None:
            path, errors = self.bar.critical_path, self.bar.errors_only
            self.scenes.choose(critical_path=path, errors_only=errors)
            self._rescene()

    def _describe(self, hit: Hit) -> TipText | None:
        return self.scenes.ground.look.tip(hit) if self.scenes else None

    # View

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark spans with `text` in their name, service, statement or address."""
        count = self._search.look_for(text)
        if self.scenes is not None:
            self.scenes.choose(hits=self._search.found)
            self._rescene()
        self.bar.show_count(count, -1)
        return count

    def find_next(self, step: int = 1) -> None:
        """Select the next match in time (or the one before)."""
        row = self._search.step(step, self.canvas.stretch.start)
        if row >= 0:
            self.bar.show_count(len(self._search), self._search.at)
            self._hands.select(row, reveal=True)

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
            self.canvas.show_all()

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        self.canvas.redraw()
        self.minimap.theme_changed()
        self.header.update()
        self.ruler.update()
