"""Statements run again and again: N+1 and its kin, with the code that asks and one request."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtWidgets import QMenu, QStackedLayout, QWidget

from perfview.findings.quantities import duration, number, percent, plural
from perfview.queries.loops.loop import Loop
from perfview.queries.study import Study
from perfview.ui.queries.choosing import (
    choose_call,
    choose_statement,
    chosen_call,
    chosen_statements,
    reveal_statement,
)
from perfview.ui.queries.jumping.menu import fill_statement_menu
from perfview.ui.queries.jumping.trace import is_of_trace, show_in_trace
from perfview.ui.queries.jumping.ways import bind_keys
from perfview.ui.queries.page.parts import Section, code_part, scrolled
from perfview.ui.queries.page.sql_text import lines_of
from perfview.ui.queries.repeated.loop_columns import SPENT, loop_columns, loop_words
from perfview.ui.queries.repeated.request import Request, request_of, slowest_first
from perfview.ui.queries.repeated.waterfall import Waterfall
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import column, on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import button
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.label import Elided, label
from perfview.ui.widgets.later import Later
from perfview.ui.widgets.splitter import Splitter
from perfview.ui.widgets.table.columns import Column, Rows
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.pane import TablePane
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.table_view import TableView

_SIZES, _ACROSS = (300, 460), (340, 600)
_SEEN = {
    "trace": "requests told by their trace ids",
    "transaction": "requests told by transactions",
    "time": "requests told by time only",
}


class LoopsView(TableView):
    """Above the loops, below the statements of one and a request of it, call by call."""

    name = "loops"
    title = "N+1"
    kind = "queries"
    position = 40

    def __init__(self, document: Document) -> None:
        start = Arrangement(SPENT, descending=True)
        super().__init__(document, TablePane("Loops", "loop", "a table, a word, N+1 …", start))
        self.study: Study = document.opened.study
        self.loops: list[Loop] = []
        self._loop, self._request = -1, 0
        self._order: Rows = np.zeros(0, np.int32)
        self._reading = Background(self)
        self.waterfall = Waterfall(self.study)
        self._build()
        self._connect()
        bind_keys(self)
        self._pane.show_columns(self.columns, self._on_shown)

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where single calls are told."""
        return len(document.opened.study.model.calls) > 0

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._reading.forget()
        if self._loop >= 0:
            self._show_request(self._read())

    # Set-up

    def _build(self) -> None:
        self._words = label("", "2", wrap=True)
        self.repeated, self.source = Section("Repeated"), Section("Fed by")
        self.caller = Section("Asked by")
        told = column(self._words, self.repeated, self.source, self.caller, 1,
                      gap=14, margin=(12, 12, 12, 12))  # fmt: skip
        self._back = button("", "caret-left", "flat", tip="The request before (,)")
        self._on = button("", "caret-right", "flat", tip="The next request (.)")
        self._back.setShortcut(",")
        self._on.setShortcut(".")
        self._which, self._name = label("", "strong"), Elided("", "3")
        tip = "The chosen call, or the first one, among the spans around it"
        self._trace = button("Show in the trace", "tree-structure", "flat", tip=tip)
        self._trace.setVisible(is_of_trace(self.document))
        bar = row(
            self._back,
            self._on,
            self._which,
            (self._name, 1),
            self._trace,
            margin=(8, 0, 12, 0),
            gap=6,
        )
        bar.setFixedHeight(ROW.toolbar)
        calls = column(on_surface(bar, "panel", "bottom"),
                       (scrolled(self.waterfall, "Calls", 300), 1), gap=0)  # fmt: skip
        across = ((scrolled(told, "The loop", 220), 1), (calls, 2))
        below = on_surface(column((Splitter("queries-loop", across, _ACROSS), 1)), "panel", "top")
        split = Splitter(
            "queries-loops",
            ((self._pane, 2), (Later(lambda: below, 0, waits=True), 3)),
            _SIZES,
            down=True,
        )
        home = QWidget()
        self._pile = QStackedLayout(home)
        self._pile.addWidget(split)
        self._pile.addWidget(
            Empty(
                "No loops",
                "Within a request no statement is run again and again where once would do.",
            )
        )
        layout = self.layout()
        assert layout is not None
        layout.removeWidget(self._pane)
        split.insertWidget(0, self._pane)
        layout.addWidget(home)

    def _connect(self) -> None:
        self._back.clicked.connect(lambda: self.step(-1))
        self._on.clicked.connect(lambda: self.step(1))
        self._trace.clicked.connect(self._show_in_trace)
        self.waterfall.picked.connect(lambda call: choose_call(self.document, self, call))
        self._pane.table.menu_asked.connect(self._on_menu)

    def columns(self) -> Sequence[Column]:
        """One row a loop."""
        self.loops = self.study.loops
        return loop_columns(self.study, self.loops)

    def _on_shown(self) -> None:
        self._pile.setCurrentIndex(0 if self.loops else 1)
        if not self.loops:
            return
        self._on_reveal(self.document.selection.focus)
        if self._loop < 0:
            spent = [loop.spent_ns for loop in self.loops]
            self._show_loop(int(np.argmax(spent)))
            self._pane.table.choose(np.array([self._loop], np.int32), reveal=True)

    # The shared selection

    def rows_of(self, focus: Focus) -> Rows:
        """The loops of what is chosen: of its statement, or those it feeds."""
        chosen = set(chosen_statements(self.study, focus).tolist())
        own = [at for at, loop in enumerate(self.loops) if loop.statement in chosen]
        fed = [at for at, loop in enumerate(self.loops) if loop.source in chosen]
        return np.array(own or fed, np.int32)

    def _on_focus(self, focus: Focus, origin: object) -> None:
        super()._on_focus(focus, origin)
        self._follow(focus, origin)

    def _on_reveal(self, focus: Focus) -> None:
        super()._on_reveal(focus)
        self._follow(focus, None)

    def _follow(self, focus: Focus, origin: object) -> None:
        rows = self.rows_of(focus)
        if origin is not self and len(rows) and self._loop not in rows:
            self._show_loop(int(rows[0]))
        self.waterfall.choose(chosen_call(self.study, focus))

    def on_chosen(self, rows: Rows) -> None:
        """Show a loop, and choose its statement everywhere."""
        if len(rows):
            self._show_loop(int(rows[0]))
            choose_statement(self.document, self, self.loops[int(rows[0])].statement)

    def on_opened(self, row: int) -> None:
        """Show the page of its statement."""
        reveal_statement(self.document, self.loops[row].statement, "statements")

    def _on_menu(self, menu: QMenu, row: int) -> None:
        fill_statement_menu(menu, self, self.document, self.loops[row].statement)

    # What is shown

    def _show_loop(self, at: int) -> None:
        self._loop, self._request = at, 0
        loop = self.loops[at]
        self._order = slowest_first(self.study, loop)
        self._words.setText(_sentence(loop))
        self.repeated.fill(code_part(lines_of(self.study, loop.statement), "sql"))
        self.repeated.note.setText(loop_words(loop))
        self._show_source(loop)
        frames = self.study.model.strings[loop.caller] if loop.caller >= 0 else ""
        self.caller.fill(*([code_part(frames.splitlines(), "")] if frames else []))
        self._ask()

    def _show_source(self, loop: Loop) -> None:
        if loop.source < 0:
            self.source.fill()
            return
        self.source.fill(code_part(lines_of(self.study, loop.source), "sql"))
        self.source.note.setText("its rows give the keys")

    def step(self, by: int) -> None:
        """Show another request of the loop, the slowest first."""
        if self._loop >= 0 and len(self._order):
            self._request = min(max(self._request + by, 0), len(self._order) - 1)
            self._ask()

    def _show_in_trace(self) -> None:
        request = self.waterfall.request
        chosen = chosen_call(self.study, self.document.selection.focus)
        if request is not None and len(request):
            call = chosen if chosen in request.calls else int(request.calls[0])
            show_in_trace(self, self.document, call)

    def _ask(self) -> None:
        self._reading.ask(self._read, self._show_request)

    def _read(self) -> Request:
        return request_of(self.study, self.loops[self._loop], int(self._order[self._request]))

    def _show_request(self, request: Request) -> None:
        self.waterfall.show_request(request)
        self.waterfall.choose(chosen_call(self.study, self.document.selection.focus))
        count = len(self._order)
        self._which.setText(f"Request {number(self._request + 1)} of {number(count)}")
        words = [request.name, plural(request.total, "call")]
        words += [] if request.is_timed else ["one after the other: the file tells no moments"]
        self._name.setText(", ".join(word for word in words if word))
        self._back.setEnabled(self._request > 0)
        self._on.setEnabled(self._request < count - 1)


def _sentence(loop: Loop) -> str:
    times = len(loop.calls) / max(len(loop.requests), 1)
    words = f"{number(times)} times in each of {plural(len(loop.requests), 'request')}"
    if loop.spent_ns > 0:
        words += f", {duration(loop.spent_ns)} in all"
    if loop.saved_ns > 0:
        words += f"; asked once each, about {duration(loop.saved_ns)} less"
    seen = _SEEN.get(loop.seen_by, "")
    share = f", in {percent(loop.share)} of those that run what feeds it" if loop.share < 1 else ""
    return f"{words}. {seen[:1].upper()}{seen[1:]}{share}." if seen else f"{words}{share}."
