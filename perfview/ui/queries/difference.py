"""Two recordings of a database: which statements got slower, run more often, are new."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtWidgets import QMenu, QWidget

from perfview.findings.comparison import Comparing, Comparison
from perfview.queries.comparing.answering import answer
from perfview.queries.study import Study
from perfview.ui.queries.changes.change_columns import CHANGE, change_columns
from perfview.ui.queries.changes.matching import Matches, matched
from perfview.ui.queries.choosing import (
    choose_statement,
    chosen_statements,
    plan_of,
    reveal_statement,
)
from perfview.ui.queries.jumping.menu import fill_statement_menu
from perfview.ui.queries.jumping.ways import bind_keys
from perfview.ui.queries.page.facts import plan_words
from perfview.ui.queries.page.parts import Section, code_part, scrolled
from perfview.ui.queries.page.sql_text import lines_of
from perfview.ui.queries.plan.boxes import PlanBoxes
from perfview.ui.queries.plan.density import DENSE, MANY, ROOMY
from perfview.ui.queries.plan.outline import Outline, heats_known, outline_of
from perfview.ui.widgets.arrange import column, on_surface
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.label import label
from perfview.ui.widgets.splitter import Splitter
from perfview.ui.widgets.table.columns import Column, Rows
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.pane import TablePane
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.table_view import TableView

_SIZES = (380, 380)
_NO_PLAN = "No plan was recorded."


class DifferenceView(TableView):
    """The verdict first, then what changed, then the plans before and after."""

    name = "difference"
    title = "Difference"
    kind = "queries"
    position = 5

    def __init__(self, document: Document) -> None:
        super().__init__(
            document, TablePane("Changes", "statement", "a table, slower, new …", Arrangement())
        )
        self.study: Study = document.opened.study
        before = self.study.baseline
        assert before is not None
        self.before = before
        self.found: Matches | None = None
        self.verdict = label("Comparing …", "head", wrap=True, selectable=True)
        self.notes = label("", "warn", wrap=True)
        self._telling, self._drawing = Background(self), Background(self)
        self.boxes = (PlanBoxes(self.before), PlanBoxes(self.study))
        self._build()
        bind_keys(self)
        self._pane.table.menu_asked.connect(self._on_menu)
        self._pane.show_columns(self.columns, self._on_shown)
        study = self.study
        self._telling.ask(
            lambda: answer(before, study, Comparing(limit=1)), self._tell, self.verdict.hide
        )

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where there is an earlier recording."""
        return document.opened.study.baseline is not None

    def _build(self) -> None:
        self.notes.hide()
        said = column(self.verdict, self.notes, gap=6, margin=(16, 12, 16, 12))
        self.sql = Section("Statement")
        self.sides = (Section("Plan before"), Section("Plan now"))
        self._none = (label(_NO_PLAN, "3"), label(_NO_PLAN, "3"))
        homes: list[QWidget] = []
        for side, boxes, none in zip(self.sides, self.boxes, self._none, strict=True):
            side.fill(none, boxes)
            homes.append(scrolled(column(side, 1, margin=(12, 10, 12, 12)), side.title.text(), 240))
        first = column(self.sql, 1, margin=(12, 10, 12, 12))
        across = Splitter(
            "queries-difference-plans",
            ((scrolled(first, "Statement", 180), 1), (homes[0], 2), (homes[1], 2)),
            (230, 360, 360),
        )
        above = column(on_surface(said, "canvas", "bottom"), (self._pane, 1), gap=0)
        layout = self.layout()
        assert layout is not None
        parts = ((above, 1), (on_surface(column((across, 1)), "panel", "top"), 1))
        layout.addWidget(Splitter("queries-difference", parts, _SIZES, down=True))

    def columns(self) -> Sequence[Column]:
        """One row a statement of either recording."""
        self.found = matched(self.before, self.study)
        return change_columns(self.before, self.study, self.found)

    def _on_shown(self) -> None:
        columns = self._pane.table.table.columns
        key = next(at for at, each in enumerate(columns) if each.key == CHANGE)
        self._pane.table.sort(key, descending=True)
        self.fit()
        if self.found is not None and len(self.found):
            rows = self.rows_of(self.document.selection.focus)
            first = rows[:1] if len(rows) else np.zeros(1, np.int32)
            self._pane.table.choose(first, reveal=True)
            self._show_row(int(first[0]))

    def _tell(self, found: Comparison) -> None:
        self.verdict.setText(found.verdict)
        self.notes.setText(" ".join(found.notes))
        self.notes.setVisible(bool(found.notes))

    # The chosen statement

    def _show_row(self, row: int) -> None:
        if self.found is None:
            return
        rows = (int(self.found.before[row]), int(self.found.after[row]))
        studies = (self.before, self.study)
        shown = 1 if rows[1] >= 0 else 0
        self.sql.fill(code_part(lines_of(studies[shown], rows[shown]), "sql"))

        def outlines() -> list[Outline | None]:
            plans = [plan_of(study, row) for study, row in zip(studies, rows, strict=True)]
            return [
                outline_of(study, plan) if plan >= 0 else None
                for study, plan in zip(studies, plans, strict=True)
            ]

        self._drawing.ask(outlines, self._draw)

    def _draw(self, outlines: list[Outline | None]) -> None:
        for at, outline in enumerate(outlines):
            study, boxes = (self.before, self.study)[at], self.boxes[at]
            self._none[at].setVisible(outline is None)
            boxes.setVisible(outline is not None)
            self.sides[at].note.setText(plan_words(study, outline.plan if outline else -1))
            heat = heats_known(study, outline)[0] if outline is not None else 0
            dense = outline is not None and len(outline) > MANY
            boxes.show_plan(outline, heat, DENSE if dense else ROOMY)

    # The shared selection

    def rows_of(self, focus: Focus) -> Rows:
        """The row of the chosen statement."""
        if self.found is None:
            return np.zeros(0, np.int32)
        chosen = chosen_statements(self.study, focus)
        return np.flatnonzero(np.isin(self.found.after, chosen)).astype(np.int32)

    def _on_focus(self, focus: Focus, origin: object) -> None:
        super()._on_focus(focus, origin)
        rows = self.rows_of(focus)
        if origin is not self and len(rows):
            self._show_row(int(rows[0]))

    def on_chosen(self, rows: Rows) -> None:
        """Show a statement before and after, and choose it everywhere."""
        if not len(rows) or self.found is None:
            return
        self._show_row(int(rows[0]))
        after = int(self.found.after[rows[0]])
        if after >= 0:
            choose_statement(self.document, self, after)

    def on_opened(self, row: int) -> None:
        """Show its page."""
        if self.found is not None and self.found.after[row] >= 0:
            reveal_statement(self.document, int(self.found.after[row]), "statements")

    def _on_menu(self, menu: QMenu, row: int) -> None:
        if self.found is not None and self.found.after[row] >= 0:
            fill_statement_menu(menu, self, self.document, int(self.found.after[row]))
