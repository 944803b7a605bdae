"""Plans of statements: a list of them, and the chosen one step by step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtWidgets import QMenu, QStackedLayout, QWidget

from perfview.queries.plans.reading import plan_as_text
from perfview.queries.sql.masking import masked_message
from perfview.queries.study import Study
from perfview.ui.queries.choosing import (
    choose_plan,
    chosen_plan,
    chosen_statement,
    execution_of,
)
from perfview.ui.queries.jumping.menu import copy_text, fill_statement_menu
from perfview.ui.queries.jumping.ways import bind_keys
from perfview.ui.queries.page.facts import plan_words
from perfview.ui.queries.page.parts import scrolled
from perfview.ui.queries.plan.boxes import PlanBoxes
from perfview.ui.queries.plan.density import density_for
from perfview.ui.queries.plan.node_panel import NodePanel
from perfview.ui.queries.plan.outline import HEATS, Outline, heat_of, heats_known, outline_of
from perfview.ui.queries.plan.words import title_of
from perfview.ui.queries.tables.plan_columns import AT_START, plan_columns
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import column, on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import Segmented, button
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

_SIZES, _ACROSS = (230, 560), (660, 280)


class PlansView(TableView):
    """Above the list, below the plan as boxes with everything known of the chosen step beside."""

    name = "plans"
    title = "Plans"
    kind = "queries"
    position = 20

    def __init__(self, document: Document) -> None:
        start = Arrangement(AT_START, descending=True)
        super().__init__(document, TablePane("Plans", "plan", "a table, a word …", start))
        self.study: Study = document.opened.study
        self._plan, self._hits = -1, np.zeros(0, np.int32)
        self._drawing = Background(self)
        self.boxes, self.panel = PlanBoxes(self.study), NodePanel(self.study)
        self._build()
        self._connect()
        bind_keys(self)
        self.show_columns()
        self._show_plan(self._plan_meant(document.selection.focus))

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where there are plans."""
        return len(document.opened.study.model.plans) > 0

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._drawing.forget()
        if self._plan >= 0:
            self._draw(outline_of(self.study, self._plan))

    # Set-up

    def _build(self) -> None:
        self.heat = Segmented(HEATS, 0, "What boxes are coloured by")
        self._said, self._part = Elided("", "3"), label("", "2")
        self._whole = button("Whole plan", "arrows-out", "flat", tip="Show all of it (Esc)")
        self._copy = button("Copy", "copy", "flat", tip="Copy the plan as EXPLAIN prints it")
        bar = row(self.heat, (self._said, 1), self._part, self._whole, self._copy,
                  margin=(10, 0, 8, 0))  # fmt: skip
        bar.setFixedHeight(ROW.toolbar)
        inside = column(self.boxes, 1, margin=(0, 8, 0, 8))
        self._scroll = scrolled(inside, "Plan", 320)
        across = ((self._scroll, 1), (scrolled(self.panel, "The chosen step", 200), 0))
        picture = column(
            on_surface(bar, "panel", "bottom"), (Splitter("queries-plan", across, _ACROSS), 1),
            gap=0,
        )  # fmt: skip
        home = QWidget()
        self._pile = QStackedLayout(home)
        self._pile.addWidget(on_surface(picture, "panel", "top"))
        self._pile.addWidget(
            Empty(
                "No plan of this statement was recorded", "", "Show the slowest plan", self._slowest
            )
        )
        parts = ((self._pane, 1), (Later(lambda: home, 0, waits=True), 3))
        layout = self.layout()
        assert layout is not None
        layout.removeWidget(self._pane)
        layout.addWidget(Splitter("queries-plans", parts, _SIZES, down=True))

    def _connect(self) -> None:
        self.heat.chosen.connect(self.boxes.colour_by)
        self.boxes.picked.connect(self.panel.show_node)
        self.boxes.opened.connect(self._look_into)
        self.boxes.left.connect(self._leave)
        self._whole.clicked.connect(self._leave)
        self._copy.clicked.connect(self._copy_plan)
        self._pane.table.menu_asked.connect(self._on_menu)
        self.document.selection.changed.connect(self._follow)
        self.document.selection.revealed.connect(self._follow)

    # The shared selection

    def _plan_meant(self, focus: Focus) -> int:
        plan = chosen_plan(self.study, focus)
        return plan if plan >= 0 or chosen_statement(self.study, focus) >= 0 else self._largest()

    def _largest(self) -> int:
        plans = range(len(self.study.model.plans))
        return max(plans, key=lambda plan: execution_of(self.study, plan))

    def _slowest(self) -> None:
        choose_plan(self.document, None, self._largest())

    def _follow(self, focus: Focus, _origin: object = None) -> None:
        plan = self._plan_meant(focus)
        if plan != self._plan:
            self._show_plan(plan)

    def rows_of(self, focus: Focus) -> Rows:
        """The plan of what is chosen."""
        plan = chosen_plan(self.study, focus)
        return np.array([plan], np.int32) if plan >= 0 else np.zeros(0, np.int32)

    def on_chosen(self, rows: Rows) -> None:
        """Choose a plan and its statement everywhere."""
        if len(rows):
            choose_plan(self.document, self, int(rows[0]))

    def on_opened(self, row: int) -> None:
        """Let keys go to its steps."""
        self.boxes.setFocus()
        self.boxes.choose(0)

    def _on_menu(self, menu: QMenu, row: int) -> None:
        statement = int(self.study.model.plans.statement[row])
        if statement >= 0:
            fill_statement_menu(menu, self, self.document, statement)

    def columns(self) -> Sequence[Column]:
        """One row a plan."""
        return plan_columns(self.study)

    # The picture

    def _show_plan(self, plan: int) -> None:
        self._plan = plan
        self._pile.setCurrentIndex(0 if plan >= 0 else 1)
        if plan >= 0:
            study = self.study
            self._drawing.ask(lambda: outline_of(study, plan), self._draw)

    def _draw(self, outline: Outline) -> None:
        known = heats_known(self.study, outline)
        for way in range(len(HEATS)):
            self.heat.allow(way, way in known, "" if way in known else "This plan was not run")
        by = self.heat.index if self.heat.index in known else known[0]
        self.heat.choose(by)
        self.boxes.show_plan(outline, by, density_for(len(outline)))
        self._scroll.verticalScrollBar().setValue(0)
        self._said.setText(plan_words(self.study, self._plan))
        heat = np.nan_to_num(heat_of(self.study, outline, by))
        self.panel.show_node(int(outline.nodes[int(np.argmax(heat))]) if len(heat) else -1)
        self._tell_part(-1)

    def _look_into(self, node: int) -> None:
        outline = self.boxes.outline
        if outline is not None:
            self.boxes.zoom_to(outline.place_of(node))
            self._tell_part(node)

    def _leave(self) -> None:
        if self.boxes.is_zoomed:
            self.boxes.zoom_to(0)
            self._tell_part(-1)
        else:
            self._pane.table.setFocus()

    def _tell_part(self, node: int) -> None:
        is_part = self.boxes.is_zoomed
        self._whole.setVisible(is_part)
        self._part.setVisible(is_part)
        self._part.setText(f"within {title_of(self.study, node)}" if is_part else "")

    def _copy_plan(self) -> None:
        model = self.study.model
        text = plan_as_text(model.strings, model.plans, model.plan_nodes, self._plan)
        lines = [masked_message(line) if _holds_values(line) else line for line in text.split("\n")]
        copy_text(self, "\n".join(lines), "plan")

    # View

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark steps named like `text`, and plans."""
        self._hits = self.boxes.mark(text)
        return len(self._hits) + super().find(text)

    def find_next(self, step: int = 1) -> None:
        """Go to the next step that was found, else the next plan."""
        if len(self._hits):
            self.boxes.go_to_mark(step)
        else:
            super().find_next(step)

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        self.update()


def _holds_values(line: str) -> bool:
    """Whether a line of a plan may quote a statement's values: conditions do, costs do not."""
    plain = line.strip().removeprefix("->")
    return "(cost=" not in plain and not plain.startswith(("Planning Time", "Execution Time"))
