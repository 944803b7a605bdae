"""The statements of a recording, what they took of the database, and the page of one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtWidgets import QMenu

from perfview.filtering.grammar import parse
from perfview.queries.filtering.fields import SEVERAL
from perfview.queries.filtering.tables import statements_that
from perfview.queries.study import Study
from perfview.ui.queries.choosing import (
    choose_statement,
    chosen_statements,
    reveal_statement,
    shown_statement,
)
from perfview.ui.queries.jumping.menu import fill_statement_menu
from perfview.ui.queries.jumping.ways import bind_keys
from perfview.ui.queries.page.page import StatementPage
from perfview.ui.queries.tables.statement_columns import place_of, statement_columns
from perfview.ui.queries.tables.tags import Tags
from perfview.ui.widgets.button import Segmented
from perfview.ui.widgets.later import Later
from perfview.ui.widgets.splitter import Splitter
from perfview.ui.widgets.table.columns import Column, Rows
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.pane import TablePane
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.table_view import TableView

_HINT = "table=orders mean>10ms kind=select …"
_ORDERS = (("By total", "share"), ("By mean", "mean_ns"), ("By calls", "calls"))
_SMALL = 0.001
_ENOUGH = 12
_MOST = 0.5
_SIZES = (340, 480)


class StatementsView(TableView):
    """One row a statement; below it the page of the chosen one."""

    name = "statements"
    title = "Statements"
    kind = "queries"
    position = 10

    def __init__(self, document: Document) -> None:
        super().__init__(document, TablePane("Statements", "statement", _HINT, Arrangement()))
        self.study: Study = document.opened.study
        self.tags = Tags()
        self.tags.tell(document.findings)
        self.order = Segmented([words for words, _ in _ORDERS], 0, "Order")
        self._pane.put_first(self.order)
        self.only_large = self._pane.add_chip(
            "Hide under 0.1 %", self._large, "Leave out what takes next to nothing"
        )
        self._pane.read_filter(lambda text: statements_that(self.study, parse(text)))
        self._below = Later(lambda: StatementPage(document), 0, waits=True)
        self._build()
        self._connect()
        bind_keys(self)
        self.show_columns()

    @property
    def page(self) -> StatementPage:
        """The page of the chosen statement; made a turn after the table."""
        made = self._below.make()
        assert isinstance(made, StatementPage)
        return made

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where any statement is told."""
        return len(document.opened.study.model.statements) > 0

    def _build(self) -> None:
        layout = self.layout()
        assert layout is not None
        layout.removeWidget(self._pane)
        parts = ((self._pane, 2), (self._below, 3))
        layout.addWidget(Splitter("queries-statements", parts, _SIZES, down=True))

    def _connect(self) -> None:
        self.order.chosen.connect(self.sort_by)
        self._pane.table.menu_asked.connect(self._on_menu)
        self.document.found.connect(self._tell_tags)
        self.document.advised.connect(self._tell_tags)

    def columns(self) -> Sequence[Column]:
        """The columns, and what the filter will ask for: both take a while."""
        made = statement_columns(self.study, self.tags)
        for several in SEVERAL.values():
            several(self.study)
        return made

    def show_columns(self) -> None:
        """Fill the table; choose the heaviest statement if nothing is chosen."""
        self._pane.show_columns(self.columns, self._on_shown)

    def sort_by(self, order: int) -> None:
        """The most first: by time of all calls, of one call, or by calls."""
        columns = self._pane.table.table.columns
        self.order.choose(order)
        self._pane.table.sort(place_of(columns, _ORDERS[order][1]), descending=True)

    def _on_shown(self) -> None:
        self.sort_by(self.order.index)
        self.order.allow(1, self.study.totals.is_timed, "No times are told")
        share = self.study.totals.share
        few = np.count_nonzero(share < _SMALL) < _ENOUGH
        # Where nothing stands out, next to nothing is all there is.
        tells = float(share[share >= _SMALL].sum()) >= _MOST
        self.only_large.setVisible(not few)
        self.only_large.setChecked(not few and tells and not self._is_hidden())
        self.fit()

    def _large(self) -> Rows:
        return np.flatnonzero(self.study.totals.share >= _SMALL).astype(np.int32)

    def _is_hidden(self) -> bool:
        """Whether what is chosen would not be among the large ones."""
        rows = self.rows_of(self.document.selection.focus)
        return len(rows) > 0 and not np.isin(rows, self._large()).all()

    def _on_reveal(self, focus: Focus) -> None:
        if self.only_large.isChecked() and self._is_hidden():
            self.only_large.setChecked(False)
        super()._on_reveal(focus)

    def _tell_tags(self, _told: object = None) -> None:
        if self.tags.tell(self.document.findings):
            self._pane.table.viewport().update()

    def rows_of(self, focus: Focus) -> Rows:
        """The chosen statement, or those a recommendation points at; else the one whose page is
        shown."""
        chosen = chosen_statements(self.study, focus)
        shown = shown_statement(self.study, focus)
        return chosen if len(chosen) or shown < 0 else np.array([shown], np.int32)

    def on_chosen(self, rows: Rows) -> None:
        """Choose one everywhere."""
        choose_statement(self.document, self, int(rows[0]) if len(rows) else -1)

    def on_opened(self, row: int) -> None:
        """Show its plan, where one is known."""
        if np.any(self.study.model.plans.statement == row):
            reveal_statement(self.document, row, "plans")

    def _on_menu(self, menu: QMenu, row: int) -> None:
        fill_statement_menu(menu, self, self.document, row)

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        self.update()
