"""What else a server's log tells: lock waits, errors, temporary files, checkpoints."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu

from perfview.filtering.grammar import parse
from perfview.queries.filtering.tables import events_that
from perfview.queries.model import (
    CANCELLED,
    CHECKPOINT,
    CONNECTION,
    DEADLOCK,
    DISCONNECTION,
    ERROR,
    EVENT_KINDS,
    LOCK_WAIT,
    OTHER_EVENT,
    TEMPORARY_FILE,
    VACUUM,
)
from perfview.queries.sql.masking import masked_message
from perfview.queries.study import Study
from perfview.ui.queries.choosing import choose_statement, chosen_statements, reveal_statement
from perfview.ui.queries.events.event_columns import AT_START, event_columns
from perfview.ui.queries.jumping.menu import fill_statement_menu
from perfview.ui.queries.jumping.ways import bind_keys
from perfview.ui.queries.page.parts import Section, code_part, scrolled
from perfview.ui.queries.page.sql_text import lines_of
from perfview.ui.widgets.arrange import column, on_surface
from perfview.ui.widgets.button import Segmented, button
from perfview.ui.widgets.label import label
from perfview.ui.widgets.splitter import Splitter
from perfview.ui.widgets.table.columns import Column, Rows
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.pane import TablePane
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.table_view import TableView

_MOST_KINDS = 3
_ROOMY = 700
_TELLING = (
    DEADLOCK, LOCK_WAIT, ERROR, CANCELLED, TEMPORARY_FILE, CHECKPOINT, VACUUM, CONNECTION,
    DISCONNECTION, OTHER_EVENT,
)  # fmt: skip
"""Kinds that have a button, the gravest first; the filter knows all: ``kind=vacuum``."""
_SIZES = (520, 240)


class EventsView(TableView):
    """One row an event; below it all of its message, and the statement it is about."""

    name = "events"
    title = "Events"
    kind = "queries"
    position = 60

    @classmethod
    def title_for(cls, document: Document) -> str:
        """Locks, where the log tells of nothing else."""
        kinds = document.opened.study.model.events.kind
        return "Locks" if len(kinds) and (kinds == LOCK_WAIT).all() else cls.title

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where a log tells of anything beside statements."""
        return len(document.opened.study.model.events) > 0

    def __init__(self, document: Document) -> None:
        start = Arrangement(AT_START)
        super().__init__(document, TablePane("Events", "event", "kind=error duration>1s …", start))
        self.study: Study = document.opened.study
        counts = np.bincount(self.study.model.events.kind, minlength=len(EVENT_KINDS))
        self._kinds = [kind for kind in _TELLING if counts[kind]][:_MOST_KINDS]
        self._event = -1
        self._pane.read_filter(lambda text: events_that(self.study, parse(text)))
        self._build()
        bind_keys(self)
        self._pane.table.menu_asked.connect(self._on_menu)
        self._pane.show_columns(self.columns, self._on_shown)

    def _build(self) -> None:
        words = ["All", *(f"{EVENT_KINDS[kind]}s".capitalize() for kind in self._kinds)]
        self.which = Segmented(words, 0, "Which events")
        self.which.hide()
        self.which.chosen.connect(self.show_kind)
        self._pane.put_first(self.which)
        self.literals = button("Show literals", "eye", "flat", tip="Show it as it was written")
        self.literals.clicked.connect(lambda: self._tell(masks=False))
        self.message, self.statement = Section("Message", self.literals), Section("Statement")
        below = scrolled(
            column(self.message, self.statement, 1, gap=14, margin=(12, 10, 12, 12)), "Event", 300
        )
        layout = self.layout()
        assert layout is not None
        layout.removeWidget(self._pane)
        parts = ((self._pane, 1), (on_surface(below, "panel", "top"), 0))
        layout.addWidget(Splitter("queries-events", parts, _SIZES, down=True))
        self.show_event(-1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room kinds are asked for in the filter."""
        super().resizeEvent(event)
        self.which.setVisible(len(self._kinds) > 1 and self.width() >= _ROOMY)

    def show_kind(self, which: int) -> None:
        """Show all events (0), or those of one sort."""
        self.which.choose(which)
        kinds = self.study.model.events.kind
        rows = None if not which else np.flatnonzero(kinds == self._kinds[which - 1])
        self._pane.table.restrict(None if rows is None else rows.astype(np.int32))

    def show_event(self, event: int) -> None:
        """Tell all of an event, without literals; -1 tells none."""
        self._event = event
        self._tell(masks=True)

    def _tell(self, *, masks: bool) -> None:
        model, event = self.study.model, self._event
        self.literals.setVisible(masks and event >= 0)
        if event < 0:
            self.message.fill(label("Choose an event to see all of what was told.", "3"))
            self.statement.fill()
            return
        detail = model.events.detail[event]
        text = model.strings[int(detail if detail >= 0 else model.events.text[event])]
        told = label(masked_message(text) if masks else text, "2", wrap=True, selectable=True)
        self.message.fill(told)
        statement = int(model.events.statement[event])
        lines = lines_of(self.study, statement) if statement >= 0 else []
        self.statement.fill(*([code_part(lines, "sql")] if lines else []))

    def _on_shown(self) -> None:
        self.fit()
        if self._event < 0:
            rows = self.rows_of(self.document.selection.focus)
            self.show_event(int(rows[0]) if len(rows) else 0)

    # The shared selection

    def columns(self) -> Sequence[Column]:
        """One row an event."""
        return event_columns(self.study)

    def rows_of(self, focus: Focus) -> Rows:
        """The events of the chosen statement; the one in hand if it is among them."""
        chosen = chosen_statements(self.study, focus)
        of = self.study.model.events.statement
        rows = np.flatnonzero(np.isin(of, chosen) & (of >= 0)).astype(np.int32)
        return np.array([self._event], np.int32) if self._event in rows else rows

    def on_chosen(self, rows: Rows) -> None:
        """Tell an event, and choose its statement everywhere."""
        if not len(rows):
            return
        self.show_event(int(rows[0]))
        statement = int(self.study.model.events.statement[rows[0]])
        if statement >= 0:
            choose_statement(self.document, self, statement)

    def on_opened(self, row: int) -> None:
        """Show the page of its statement."""
        statement = int(self.study.model.events.statement[row])
        if statement >= 0:
            reveal_statement(self.document, statement, "statements")

    def _on_menu(self, menu: QMenu, row: int) -> None:
        statement = int(self.study.model.events.statement[row])
        if statement >= 0:
            fill_statement_menu(menu, self, self.document, statement)
