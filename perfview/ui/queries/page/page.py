"""The page of one statement, below the table: its plan, an index that would help, when it runs."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from perfview.findings.quantities import plural
from perfview.queries.study import Study
from perfview.ui.queries.choosing import choose_statement, reveal_plan, shown_statement
from perfview.ui.queries.jumping.menu import copy_text
from perfview.ui.queries.page.bars import TimeBars
from perfview.ui.queries.page.facts import StatementFacts, facts_of
from perfview.ui.queries.page.gaining import WithIndex, gain_columns, with_index
from perfview.ui.queries.page.index_section import BEFORE, IndexSection, foreseen_boxes
from perfview.ui.queries.page.over_time import WAYS
from perfview.ui.queries.page.parts import (
    Section,
    asker_rows,
    code_part,
    fact_rows,
    sample_parts,
    scrolled,
    table_rows,
)
from perfview.ui.queries.page.sections import Sections
from perfview.ui.queries.page.spread_bars import SpreadBars
from perfview.ui.queries.plan.boxes import PlanBoxes
from perfview.ui.queries.plan.density import density_for
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import on_surface
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import Segmented, button
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.label import label
from perfview.ui.widgets.splitter import Splitter
from perfview.ui.widgets.table.view import Table
from perfview.ui.widgets.turns import Step, Turns
from perfview.ui.workspace.document import Document

_SETTLE_MS = 40
_NARROW = 580
_SIZES = (540, 310)
_NO_PLAN = "No plan was recorded."
_HOW_TO_PLAN = {
    "postgres": (
        "PostgreSQL writes plans of slow statements to its log with auto_explain; a file of "
        "EXPLAIN (ANALYZE, FORMAT JSON) can be opened, too."
    ),
    "mysql": "A file of EXPLAIN FORMAT=JSON can be opened.",
}
_MOST_GAINING = 8
_BOTH, _NOW, _THEN = range(3)
_PLANS = ("Both", "Now", "With index")
_FORESEEN = "as the planner foresees it"


class StatementPage(QWidget):
    """Follows the selection."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self._study: Study = document.opened.study
        self.facts: StatementFacts | None = None
        self.index: WithIndex | None = None
        self._wanted = -1
        self._telling, self._advising = Background(self), Background(self)
        self._turns, self._index_turns = Turns(self), Turns(self)
        self.boxes = PlanBoxes(self._study)
        self.bars, self.spread = TimeBars(), SpreadBars()
        self.gaining = Table((), "Who else gains")
        self._make_sections()
        self._build()
        self._pause = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._pause.timeout.connect(self._ask)
        document.selection.changed.connect(self._on_focus)
        document.advised.connect(self._ask_index)
        self._ask()

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._pause.stop()
        self._telling.forget()
        self._advising.forget()
        self._wanted = shown_statement(self._study, self.document.selection.focus)
        if self._wanted >= 0:
            self._show(facts_of(self._study, self._wanted))
            self._turns.finish()
            self._show_index(with_index(self._study, self._wanted))
            self._index_turns.finish()

    # Set-up

    def _make_sections(self) -> None:
        self.which = Segmented(_PLANS, _BOTH, "Which plan")
        self._whole = button(
            "", "arrow-square-out", "flat", tip="Show the plan in a view of its own"
        )
        self.plan = Section("Plan", self.which, self._whole)
        self.now = Section("Now")
        hint = _HOW_TO_PLAN.get(self._study.model.dialect, "")
        self.without_plan = label(f"{_NO_PLAN} {hint}".strip(), "3", wrap=True)
        self.with_index = IndexSection()
        self.gains = Section("Who gains")
        self.way = Segmented(WAYS, 0, "What the bars show")
        self.times = Section("Over time", self.way)
        self.took = Section("How long it takes")
        self.asked = Section("Asked from")
        self.numbers = Section("In numbers")
        self.copy = button("Copy", "copy", "flat", tip="Copy the statement without its literals")
        self.sql = Section("Statement", self.copy)
        self.literals = button("Show literals", "eye", "flat", tip="Show it as it was really run")
        self.samples = Section("As it was run", self.literals)
        self.tables = Section("Tables it touches")

    def _build(self) -> None:
        self.plan.fill(self.without_plan, self.boxes)
        self.gains.fill(self.gaining)
        self.times.fill(self.bars)
        self.took.fill(self.spread)
        self._columns = (Sections(), Sections())
        left, right = self._columns
        parts = ((scrolled(left, "Plan", 300), 5), (scrolled(right, "Statement", 276), 3))
        self._split = Splitter("queries-page", parts, _SIZES)
        self._pile = QStackedLayout()
        self._pile.addWidget(
            Empty("Choose a statement", "Its plan and who asks for it stand here.")
        )
        self._pile.addWidget(self._split)
        home = QWidget()
        home.setLayout(self._pile)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(on_surface(home, "panel", "top"))
        self.which.chosen.connect(lambda _which: self._show_which())
        self.way.chosen.connect(lambda _way: self._show_bars())
        self.with_index.check_asked.connect(self.document.check_wanted)
        self.copy.clicked.connect(self._copy_sql)
        self.literals.clicked.connect(self._show_samples)
        self._whole.clicked.connect(self._go_to_plan)
        self.boxes.opened.connect(lambda _node: self._go_to_plan())
        self.gaining.opened.connect(self._go_to_gaining)
        for section in (self.now, self.gains, self.asked, self.samples, self.tables):
            section.hide()

    def _arranged(self, *, has_plan: bool) -> list[Step]:
        """Steps to where sections stand. Without a plan what would stand beside it takes its place:
        no half of a page is empty."""
        beside = (self.times, self.took, self.asked, self.sql, self.tables, self.numbers,
                  self.samples)  # fmt: skip
        index = (self.now, self.with_index, self.gains)
        left, right = self._columns
        if has_plan:
            return left.stand((self.plan, *index)) + right.stand(beside)
        steps = left.stand((self.sql, *index, self.times, self.plan))
        return steps + right.stand((self.took, self.asked, self.tables, self.numbers, self.samples))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._split.turn((260, 260), down=self.width() < _NARROW)

    # The shared selection

    def _on_focus(self, _focus: object, _origin: object) -> None:
        self._pause.start()

    def _ask(self) -> None:
        statement = shown_statement(self._study, self.document.selection.focus)
        if statement == self._wanted:
            return
        self._wanted = statement
        if statement < 0:
            self._telling.forget()
            self._pile.setCurrentIndex(0)
            return
        study = self._study
        self._telling.ask(lambda: facts_of(study, statement), self._show)
        self._ask_index()

    def _ask_index(self, _advice: object = None) -> None:
        study, statement = self._study, self._wanted
        if statement >= 0:
            self._advising.ask(lambda: with_index(study, statement), self._show_index)

    # What is shown

    def _show(self, facts: StatementFacts) -> None:
        self.facts = facts
        self._pile.setCurrentIndex(1)
        steps: list[Step] = [
            self._show_plan,
            self._show_bars,
            lambda: self.sql.fill(code_part(facts.sql, facts.language)),
            lambda: self.asked.fill(*([asker_rows(facts.askers)] if facts.askers else [])),
            self._show_tables,
            lambda: self.numbers.fill(fact_rows(facts.numbers)),
        ]
        self._hide_samples()
        self._turns.do([*self._arranged(has_plan=facts.outline is not None), *steps])

    def _hide_samples(self) -> None:
        """What the statement before was run with is seen no longer, nor anything of this one."""
        kept = self.facts.samples if self.facts is not None else 0
        self.samples.fill()
        self.samples.setVisible(kept > 0)
        self.samples.note.setText(f"{plural(kept, 'sample')} kept")
        self.literals.setVisible(True)

    def _show_plan(self) -> None:
        facts = self.facts
        if facts is None:
            return
        outline = facts.outline
        self.plan.note.setText(facts.plan_words)
        self.without_plan.setVisible(outline is None)
        self.boxes.setVisible(outline is not None)
        self._whole.setVisible(outline is not None)
        if outline is None:
            self.boxes.show_plan(None, 0)
            return
        self.boxes.show_plan(outline, facts.heats[0], density_for(len(outline)))

    def _show_bars(self) -> None:
        facts = self.facts
        if facts is None:
            return
        self.times.setVisible(facts.over_time is not None)
        self.took.setVisible(facts.spread is not None)
        self.spread.show_spread(facts.spread)
        ways = facts.over_time.ways if facts.over_time is not None else []
        for way in range(len(WAYS)):
            self.way.allow(way, way in ways, "" if way in ways else "No times are told")
        if ways and self.way.index not in ways:
            self.way.choose(ways[0])
        self.bars.show_bars(facts.over_time, self.way.index)
        if facts.spread is not None:
            self.took.note.setText(plural(facts.spread.timed, "call"))

    def _show_tables(self) -> None:
        facts = self.facts
        if facts is not None:
            suggested = [self.index.suggestion] if self.index is not None else []
            self.tables.fill(*table_rows(facts.tables, suggested))

    def _show_index(self, found: WithIndex | None) -> None:
        self.index = found
        steps: list[Step] = [self._show_tables, lambda: self.with_index.show_index(found)]
        self._index_turns.do([*steps, self._show_which, self._show_gains])

    def _show_gains(self) -> None:
        found = self.index
        self.gains.setVisible(found is not None and len(found.statements) > 1)
        if found is None:
            return
        self.gaining.set_columns(gain_columns(self._study, found))
        lines = min(len(found.statements), _MOST_GAINING)
        self.gaining.setFixedHeight(ROW.header + lines * ROW.table + 4)
        self.gains.note.setText(
            f"{plural(len(found.statements), 'statement')} on {found.suggestion.table}"
        )

    def _show_which(self) -> None:
        """The plan as it is, as it would be with the index, or both."""
        index, facts = self.index, self.facts
        has_plan = facts is not None and facts.outline is not None
        foreseen = index.plans if index is not None else None
        offers = index is not None and (has_plan or foreseen is not None)
        self.which.setVisible(offers and has_plan)
        which = self.which.index if self.which.isVisibleTo(self.plan) else _BOTH
        self.boxes.setVisible(has_plan and which != _THEN)
        self.with_index.setVisible(index is not None and which != _NOW)
        # What nobody recorded, the planner has told along with the other.
        if index is not None and foreseen is not None and not has_plan:
            self.now.note.setText(_FORESEEN)
            self.now.fill(foreseen_boxes(index, BEFORE))
        else:
            self.now.fill()

    def _show_samples(self) -> None:
        facts = self.facts
        if facts is not None:
            self.samples.fill(*sample_parts(self._study, facts.statement, facts.language))
            self.literals.setVisible(False)

    # Hands

    def _copy_sql(self) -> None:
        if self.facts is not None:
            copy_text(self, "\n".join(self.facts.sql), "statement")

    def _go_to_plan(self) -> None:
        if self.facts is not None and self.facts.outline is not None:
            reveal_plan(self.document, self.facts.outline.plan)

    def _go_to_gaining(self, at: int) -> None:
        if self.index is not None:
            choose_statement(self.document, None, int(self.index.statements[at]))

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        self.boxes.update()
        self.update()
