"""Every thread over time: how busy it was, and the stacks in the order they were seen."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from perfview.findings.quantities import duration
from perfview.profiles.evidence_ids import place_of
from perfview.profiles.lens import Lens
from perfview.profiles.measures.moments import moments_of
from perfview.profiles.measures.names import functions_like
from perfview.profiles.study import Study
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.legend import Legend
from perfview.ui.canvas.scene import Hit
from perfview.ui.canvas.scroll_bar import CanvasScrollBar
from perfview.ui.canvas.tip import TipText
from perfview.ui.lanes.header import MEDIUM, NARROW, LanesHeader
from perfview.ui.lanes.ruler import Ruler
from perfview.ui.profiles.colouring import legend_of
from perfview.ui.profiles.icicle.activity_strips import ActivityStrips
from perfview.ui.profiles.icicle.call_marks import CallMarks
from perfview.ui.profiles.icicle.lanes import Laid, lay_out
from perfview.ui.profiles.icicle.thread_tracks import track_of
from perfview.ui.profiles.icicle.time_scene import Found, TimeScene
from perfview.ui.profiles.lensing.bar import LensBar
from perfview.ui.profiles.lensing.chosen import Chosen, choose, chosen_function
from perfview.ui.profiles.lensing.holder import lens_of
from perfview.ui.profiles.lensing.keys import bind_copy, bind_keys
from perfview.ui.profiles.lensing.menu import show_call_menu
from perfview.ui.profiles.lensing.remains import Remains
from perfview.ui.profiles.naming import busiest_threads, in_order, process_title, thread_title
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import Segmented
from perfview.ui.widgets.search_field import SearchField
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.view import View

_MOST_OPENED = 3
_SHORT_NAME = 14


class ThreadsView(View):
    """Shift-drag marks a range: every other view then counts only its samples."""

    name = "threads"
    title = "Time order"
    kind = "profiles"
    position = 20

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.study: Study = document.opened.study
        self.holder = lens_of(document)
        self.canvas = Canvas()
        self.canvas.setAccessibleName("Stacks over time")
        self.canvas.setAccessibleDescription("The functions table holds the same functions.")
        self.header = LanesHeader(self.canvas)
        gutter = self._gutter()
        self.header.set_gutter(gutter)
        self.ruler = Ruler(self.canvas, gutter)
        self._legend = Legend()
        self._search = SearchField("Find a function")
        self._scroll_bar = CanvasScrollBar(self.canvas, "Scroll the threads")
        self._work = Background(self)
        self._strips = ActivityStrips(self.canvas)
        self.scene: TimeScene | None = None
        self._marks = CallMarks()
        self._wanted = ""
        self._order = Segmented(["Busiest first", "By name"], name="The order of threads")
        self._order.setVisible(len(self.study.model.threads) > 1)
        self._hits: list[int] = []
        self._at_hit = -1
        threads = busiest_threads(self.study)
        few = len(threads) <= _MOST_OPENED
        self._opened = set(threads if few else threads[:1])
        self._has_processes = len({process_title(self.study, each) for each in threads}) > 1
        self._build()
        self._connect()
        self._ask(self.holder.lens)

    def _gutter(self) -> int:
        """Room for the names there are."""
        threads = range(len(self.study.model.threads))
        longest = max((len(thread_title(self.study, each)) for each in threads), default=0)
        return MEDIUM if longest > _SHORT_NAME else NARROW

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Whether it is known when samples were taken."""
        return bool(document.opened.study.model.has_times)

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        bar = LensBar(self.document, self._order, tail=(self._search,))
        whole.addWidget(bar)
        picture = QWidget()
        stacked = QVBoxLayout(picture)
        stacked.setContentsMargins(0, 0, 0, 0)
        stacked.setSpacing(0)
        stacked.addWidget(self._legend)
        stacked.addWidget(self.ruler)
        body = QGridLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        for column, part in enumerate((self.header, self.canvas, self._scroll_bar)):
            body.addWidget(part, 0, column)
        stacked.addLayout(body, 1)
        self.remains = Remains(self.document, picture)
        whole.addWidget(self.remains, 1)
        self.keyboard = self.canvas
        bind_keys(self, bar)
        bind_copy(self.canvas, self)
        self.ruler.entitle("thread", "busy")

    def _connect(self) -> None:
        canvas = self.canvas
        canvas.describe = self._describe
        canvas.overlays += [self._strips.paint, self._marks.paint]
        canvas.clicked.connect(self._on_clicked)
        canvas.activated.connect(self._on_activated)
        canvas.marked.connect(self._on_marked)
        canvas.menu_asked.connect(self._on_menu)
        canvas.fit_asked.connect(self.fit)
        canvas.entered.connect(self.fit)
        canvas.escaped.connect(self._step_back)
        self.header.folded.connect(self._fold)
        self.header.picked.connect(self._pick_thread)
        self._search.searched.connect(self.find)
        self._search.stepped.connect(self.find_next)
        self._order.chosen.connect(lambda _: self._ask(self.holder.lens))
        self.holder.changed.connect(self._ask)
        self.document.selection.changed.connect(self._on_focus)
        self.document.selection.revealed.connect(self._on_revealed)

    # What is shown

    def _ask(self, lens: Lens) -> None:
        self._work.ask(partial(lay_out, self.study, lens, *self._threads(lens)), self._show)

    def _threads(self, lens: Lens) -> tuple[list[int], set[int]]:
        """The threads to show, those of a process together, and which of them are open."""
        listed = in_order(self.study, by_name=self._order.index == 1)
        threads = [thread for thread in listed if not lens.threads or thread in lens.threads]
        few = len(threads) <= _MOST_OPENED and lens.threads
        return threads, set(threads) if few else set(self._opened)

    def _show(self, laid: Laid) -> None:
        is_first, lanes = self.scene is None, laid.lanes
        hits = functions_like(self.study, self._wanted) if self._wanted else None
        self.scene = TimeScene(self.study, laid, hits)
        self._strips.show_lanes(lanes)
        self.canvas.show_scene(self.scene)
        self._legend.show_entries(legend_of(self.study))
        if is_first:
            end = max((lane.ends_ns for lane in lanes), default=1)
            self.canvas.set_bounds(min((lane.begins_ns for lane in lanes), default=0), end)
        of_several = self._has_processes
        self.header.show_tracks(
            [track_of(self.study, lane, with_process=of_several) for lane in lanes]
        )
        self._on_focus(self.document.selection.focus, None)
        self._scroll_bar.follow()

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._work.forget()
        lens = self.holder.lens
        self._show(lay_out(self.study, lens, *self._threads(lens)))
        self.remains.settle()

    # What hands do

    def _fold(self, thread: int) -> None:
        self._opened ^= {thread}
        self._ask(self.holder.lens)

    def _pick_thread(self, thread: int) -> None:
        self.header.choose(thread)
        if thread not in self._opened:
            self._fold(thread)

    def _call(self, hit: Hit | None) -> Found | None:
        if hit is None or self.scene is None:
            return None
        middle = hit.place.center()
        return self.scene.call_at(middle.x(), middle.y(), self.canvas.viewport)

    def _on_clicked(self, hit: Hit | None) -> None:
        found = self._marks.call = self._call(hit)
        if found is None:
            choose(self.document, self)
        else:
            choose(self.document, self, found.function, self._stack_of(found))

    def _stack_of(self, found: Found) -> int:
        assert self.scene is not None
        return Chosen(self.study, self.scene.shape, found.function, found.path).stack

    def _on_menu(self, hit: Hit | None, place: QPoint) -> None:
        found = self._call(hit)
        if found is not None and self.scene is not None:
            chosen = Chosen(self.study, self.scene.shape, found.function, found.path)
            show_call_menu(self, chosen, place)

    def _on_activated(self, hit: Hit | None) -> None:
        found = self._call(hit)
        if found is not None:
            self.canvas.zoom_to(found.start_ns, found.end_ns)

    def _on_marked(self, start: int, end: int, done: bool) -> None:
        self.canvas.set_range((start, end))
        self.ruler.say(duration(end - start))
        self.ruler.update()
        if done:
            self.document.selection.change(self, range_ns=(start, end))

    def _step_back(self) -> None:
        """Esc: first the zoom, then the range, then what is chosen."""
        bounds = self.canvas.bounds
        if self.canvas.stretch.width < (bounds[1] - bounds[0]) * 0.999:
            self.canvas.show_all()
        elif self.canvas.range_ns is not None:
            self.document.selection.change(self, range_ns=None)
        else:
            self._on_clicked(None)

    # The shared selection

    def _on_focus(self, focus: Focus, _origin: object) -> None:
        if self.scene is not None:
            function = chosen_function(self.study, focus)
            self._marks.point_at(self.scene, function, focus.rows)
        self.canvas.set_range(focus.range_ns)
        start, end = focus.range_ns or (0, 0)
        self.ruler.say(duration(end - start) if focus.range_ns else "")
        self.ruler.update()
        self.canvas.update()

    def _on_revealed(self, focus: Focus) -> None:
        """Open the threads that evidence was seen on, and show the time from first to last."""
        rows = focus.rows if len(focus.rows) else np.array([focus.row], np.int32)
        found = moments_of(self.study, rows)
        if found is None:
            return
        new = set(found.threads[:_MOST_OPENED]) - self._opened
        if new:
            self._opened |= new
            self._ask(self.holder.lens)
        if len(focus.rows):
            self.canvas.zoom_to(found.start_ns, found.end_ns)

    def _describe(self, hit: Hit) -> TipText | None:
        found = self._call(hit)
        if found is None or self.scene is None:
            return None
        is_recorded = found.function < len(self.study.model.functions)
        place = place_of(self.study, found.function) if is_recorded else ""
        rows = (
            ("lasted", duration(found.end_ns - found.start_ns)),
            ("from", duration(found.start_ns)),
            ("thread", thread_title(self.study, found.thread)),
        )
        return TipText(self.scene.name_of(found.function), place, rows)

    # View

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark functions named like `text`."""
        self._wanted, self._hits, self._at_hit = text, [], -1
        if text:
            found = np.flatnonzero(functions_like(self.study, text))
            heaviest = np.argsort(-self.study.functions.total[found], kind="stable")
            self._hits = [int(function) for function in found[heaviest]]
        self._search.show_count(len(self._hits))
        self._ask(self.holder.lens)
        return len(self._hits)

    def find_next(self, step: int = 1) -> None:
        """Choose the next function that is named so, heaviest first."""
        if self._hits:
            self._at_hit = (self._at_hit + step) % len(self._hits)
            self._search.show_count(len(self._hits), self._at_hit)
            self._marks.call = None
            choose(self.document, None, self._hits[self._at_hit])

    def fit(self) -> None:
        """Zoom into the chosen call, else the marked range, else out to everything."""
        call = self._marks.call
        if call is not None:
            self.canvas.zoom_to(call.start_ns, call.end_ns)
        elif self.canvas.range_ns is not None:
            self.canvas.zoom_to(*self.canvas.range_ns)
        else:
            self.canvas.show_all()

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        self.canvas.redraw()
        self._legend.update()
