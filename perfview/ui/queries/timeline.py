"""How much the database had to do over time, by statement, and what happened meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu

from perfview.filtering.grammar import parse
from perfview.findings.quantities import duration, plural
from perfview.queries.filtering.tables import statements_that
from perfview.queries.model import NO_TIME
from perfview.queries.study import Study
from perfview.ui.queries.choosing import choose_statement, chosen_statements, reveal_statement
from perfview.ui.queries.jumping.menu import fill_statement_menu
from perfview.ui.queries.jumping.ways import bind_keys
from perfview.ui.queries.load.content import (
    BUSY,
    CALLS,
    WAYS,
    InRange,
    LoadContent,
    categories_of,
    content_of,
    extent_of,
    in_range,
)
from perfview.ui.queries.load.picture import LoadPicture
from perfview.ui.queries.page.numbers import when
from perfview.ui.queries.tables.range_columns import KEY, range_columns
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import column, on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import Segmented, button
from perfview.ui.widgets.label import Elided
from perfview.ui.widgets.splitter import Splitter
from perfview.ui.widgets.table.columns import Column, Rows
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.pane import TablePane
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.table_view import TableView

_SETTLE_MS = 60
_SIZES = (420, 380)


class TimelineView(TableView):
    """Bars of the heaviest statements; marking a stretch tells below what ran in it."""

    name = "timeline"
    title = "Timeline"
    kind = "queries"
    position = 30

    def __init__(self, document: Document) -> None:
        hint = "table=orders kind=select …"
        super().__init__(document, TablePane("Statements then", "statement", hint, Arrangement()))
        self.study: Study = document.opened.study
        self._extent = extent_of(self.study) or (0, 1)
        self._stretch = self._extent
        self._found: InRange | None = None
        self._drawing, self._counting = Background(self), Background(self)
        self.picture = LoadPicture()
        self._pane.read_filter(self._matching)
        self._build()
        self._connect()
        if not self.study.totals.is_timed:
            self.way.choose(CALLS)
            self.way.allow(BUSY, False, "No times are told")
        bind_keys(self)
        self.keyboard = self.picture
        self._look()
        self._count()

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where calls tell when they began."""
        return bool((document.opened.study.model.calls.start_ns != NO_TIME).any())

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._drawing.forget()
        self._counting.forget()
        self._draw(content_of(self.study, *self._stretch))
        self._show_range(in_range(self.study, *self._counted))

    # Set-up

    def _build(self) -> None:
        self.way = Segmented(WAYS, 0, "What is stacked")
        self._said = Elided("", "3")
        self._whole = button("All of it", "arrows-out", "flat", tip="Show the whole recording (F)")
        self._closer = button("Look closer", "magnifying-glass-plus", "flat",
                              tip="Show only the marked stretch (Enter)")  # fmt: skip
        bar = row(self.way, (self._said, 1), self._closer, self._whole, margin=(10, 0, 8, 0))
        bar.setFixedHeight(ROW.toolbar)
        above = column(on_surface(bar, "panel", "bottom"), (self.picture, 1), gap=0)
        layout = self.layout()
        assert layout is not None
        layout.removeWidget(self._pane)
        parts = ((above, 1), (on_surface(self._pane, "panel", "top"), 1))
        layout.addWidget(Splitter("queries-timeline", parts, _SIZES, down=True))
        self._closer.hide()
        self._whole.hide()

    def _connect(self) -> None:
        picture = self.picture
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._look)
        self.way.chosen.connect(lambda _way: self._redraw())
        picture.brushed.connect(self._on_brush)
        picture.looked.connect(self._look_at)
        picture.whole_asked.connect(self.fit)
        picture.picked.connect(self._on_pick)
        picture.event_picked.connect(self._on_event)
        self._whole.clicked.connect(self.fit)
        self._closer.clicked.connect(self._look_closer)
        self._pane.table.menu_asked.connect(self._on_menu)

    # The picture

    def _look_at(self, start_ns: int, stop_ns: int) -> None:
        """Show another stretch, within the recording."""
        low, high = self._extent
        span = min(stop_ns - start_ns, high - low)
        start_ns = min(max(start_ns, low), high - span)
        self._stretch = (start_ns, start_ns + span)
        self._settle.start()

    def _look(self) -> None:
        study, stretch = self.study, self._stretch
        self._whole.setVisible(stretch != self._extent)
        self._drawing.ask(lambda: content_of(study, *stretch), self._draw)
        if self.picture.range_ns is None:
            self._count()

    def _draw(self, content: LoadContent) -> None:
        categories = categories_of(self.study)
        own = [categories[int(each)] for each in content.statements]
        self.picture.show_content(content, own, self.way.index)
        self._follow_choice(self.document.selection.focus)
        self._say()

    def _redraw(self) -> None:
        if self.picture.content is not None:
            self._draw(self.picture.content)

    def _say(self) -> None:
        start, stop = self._counted
        words = duration(stop - start)
        if self._found is not None:
            calls = int(self._found.calls.sum())
            words = f"{plural(calls, 'call')} in {words}"
        first = when(self.study, start)
        self._said.setText(f"{words}, from {first}" if first else words)

    # The range

    @property
    def _counted(self) -> tuple[int, int]:
        return self.picture.range_ns or self._stretch

    def _on_brush(self, range_ns: tuple[int, int] | None) -> None:
        self._closer.setVisible(range_ns is not None)
        self.document.selection.change(self, range_ns=range_ns)
        self._count()

    def _look_closer(self) -> None:
        if self.picture.range_ns is not None:
            self._look_at(*self.picture.range_ns)

    def _count(self) -> None:
        study, (start, stop) = self.study, self._counted
        self._counting.ask(lambda: in_range(study, start, stop), self._show_range)

    def _show_range(self, found: InRange) -> None:
        self._found = found
        self._pane.show_columns(lambda: range_columns(self.study, found), self._on_shown)
        self._say()

    def _on_shown(self) -> None:
        columns = self._pane.table.table.columns
        key = next(at for at, each in enumerate(columns) if each.key == KEY)
        self._pane.table.sort(key, descending=True)
        self._on_reveal(self.document.selection.focus)

    def _matching(self, text: str) -> np.ndarray:  # type: ignore[type-arg]
        kept = statements_that(self.study, parse(text))
        return kept[self._found.statements] if self._found is not None else kept[:0]

    # The shared selection

    def columns(self) -> Sequence[Column]:
        """One row a statement that ran in the marked stretch."""
        return range_columns(self.study, in_range(self.study, *self._counted))

    def rows_of(self, focus: Focus) -> Rows:
        """The chosen statement, where it ran."""
        if self._found is None:
            return np.zeros(0, np.int32)
        chosen = chosen_statements(self.study, focus)
        return np.flatnonzero(np.isin(self._found.statements, chosen)).astype(np.int32)

    def on_chosen(self, rows: Rows) -> None:
        """Choose a statement everywhere."""
        if len(rows) and self._found is not None:
            choose_statement(self.document, self, int(self._found.statements[rows[0]]))
            self._follow_choice(self.document.selection.focus)

    def on_opened(self, row: int) -> None:
        """Show its page."""
        if self._found is not None:
            statement = int(self._found.statements[row])
            reveal_statement(self.document, statement, "statements")

    def _on_focus(self, focus: Focus, origin: object) -> None:
        super()._on_focus(focus, origin)
        self._follow_choice(focus)

    def _follow_choice(self, focus: Focus) -> None:
        """Let the chosen statement stand out, where it is drawn apart; not the heaviest one that
        is chosen only because something has to be."""
        content = self.picture.content
        if content is None:
            return
        chosen = chosen_statements(self.study, focus)
        places = np.flatnonzero(np.isin(content.statements, chosen))
        self.picture.choose(int(places[0]) if len(places) else -1)

    def _on_pick(self, place: int) -> None:
        content = self.picture.content
        if content is not None and place >= 0:
            choose_statement(self.document, None, int(content.statements[place]))

    def _on_event(self, event: int) -> None:
        statement = int(self.study.model.events.statement[event])
        if statement >= 0:
            choose_statement(self.document, None, statement)
        self.document.view_wanted.emit("events")

    def _on_menu(self, menu: QMenu, row: int) -> None:
        if self._found is not None:
            statement = int(self._found.statements[row])
            fill_statement_menu(menu, self, self.document, statement)

    # View

    def fit(self) -> None:
        """Show the whole recording."""
        self._look_at(*self._extent)

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        self.picture.redraw()
