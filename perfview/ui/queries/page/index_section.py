"""What an index would change for one statement: its plan then, its cost, the index itself."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from perfview.findings.quantities import size
from perfview.ui.queries.jumping.menu import copy_text
from perfview.ui.queries.page.before_after import BeforeAfter, factor_words
from perfview.ui.queries.page.gaining import WithIndex
from perfview.ui.queries.page.parts import Section, code_part
from perfview.ui.queries.page.path_box import PathBox
from perfview.ui.queries.page.sql_text import index_lines
from perfview.ui.queries.plan.boxes import PlanBoxes
from perfview.ui.queries.plan.density import density_for
from perfview.ui.queries.plan.outline import COST, outline_of
from perfview.ui.widgets.arrange import row
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import label, spoken

BEFORE, AFTER = 0, 1
"""Places of the two plans that a planner foresaw."""
_WIDE_LETTERS = 64


class IndexSection(Section):
    """Hidden where no index is suggested; `check_asked` says that a planner should be asked."""

    check_asked = Signal()

    def __init__(self) -> None:
        self.faster = label("", "save")
        copy = button("", "copy", "flat", tip="Copy the statement that makes the index")
        super().__init__("With an index", self.faster, copy)
        self.found: WithIndex | None = None
        self.boxes: PlanBoxes | None = None
        copy.clicked.connect(self._copy)
        self.hide()

    def show_index(self, found: WithIndex | None) -> None:
        """Show what it changes; None hides the section."""
        self.found, self.boxes = found, None
        if found is None:
            self.fill()
            return
        self.faster.setText(factor_words(found.factor))
        self.note.setText(found.how)
        suggestion = found.suggestion
        parts: list[QWidget] = [
            self._path(found),
            BeforeAfter(found.before, found.after, "with the index"),
            code_part(index_lines(found.ddl), "sql", "+", _WIDE_LETTERS),
        ]
        told = [f"about {size(suggestion.bytes)}"] if suggestion.bytes >= 0 else []
        told += [*suggestion.reasons[:3], *suggestion.doubts[:1]]
        if told:
            parts.append(label(" ".join(_sentence(each) for each in told), "2", wrap=True))
        if found.can_be_checked:
            parts.append(row(self._way_to_check(), 1))
        self.fill(*parts)

    def _path(self, found: WithIndex) -> QWidget:
        """The plan that the planner foresaw, else the way in words."""
        if found.plans is None:
            return PathBox(found.suggestion, found.helped)
        self.boxes = foreseen_boxes(found, AFTER)
        return self.boxes

    def _way_to_check(self) -> QWidget:
        tip = "Let a PostgreSQL say what its planner makes of the index"
        made = button("Ask a database …", "database", tip=tip)
        made.clicked.connect(self.check_asked)
        return made

    def _copy(self) -> None:
        if self.found is not None:
            copy_text(self, self.found.ddl, "index")


def foreseen_boxes(found: WithIndex, which: int) -> PlanBoxes:
    """One of the two plans that a planner foresaw, by its costs."""
    assert found.plans is not None
    made = PlanBoxes(found.plans)
    outline = outline_of(found.plans, which)
    made.show_plan(outline, COST, density_for(len(outline)), is_quiet=which == AFTER)
    return made


def _sentence(text: str) -> str:
    text = spoken(text)
    told = text[:1].upper() + text[1:]
    return told if told.endswith((".", "!", "?")) else f"{told}."
