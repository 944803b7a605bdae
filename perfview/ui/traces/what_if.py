"""What if the chosen operation were faster, gone, side by side or batched: now beside then."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedLayout, QVBoxLayout, QWidget

from perfview.traces.scenarios.scenario import Scenario, Treatment, touched_rows
from perfview.traces.study import Study
from perfview.ui.theme.tokens import ROW
from perfview.ui.traces.scenario.answer import (
    Answer,
    answer_columns,
    histogram,
    reasons,
    requests_to,
    verdict,
    work_out,
)
from perfview.ui.traces.scenario.controls import Controls
from perfview.ui.traces.scenario.histogram import HistogramPicture
from perfview.ui.traces.scenario.subject import Subject, subject_of
from perfview.ui.widgets.arrange import column, on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import chip
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.label import Elided, Swatch, label, set_role
from perfview.ui.widgets.table.columns import Rows
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.view import Table
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.view import View

_WAIT, _ANSWER, _NOTHING, _ONCE = range(4)


class WhatIfView(View):
    """Follows the selection. One question is worked out at a time; while it is, only the newest of
    those that come after is kept, so that dragging the slider never queues work."""

    name = "what-if"
    title = "What if"
    kind = "traces"
    position = 70

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._study: Study = document.opened.study
        self._subject: Subject | None = None
        self._answer: Answer | None = None
        self._is_behind = False
        self._endpoint: int | None = None
        self._background = Background(self)
        self.controls = Controls()
        self.table = Table((), "Requests now and then")
        self.table.arrange_by(Arrangement())
        self.picture = HistogramPicture()
        self.keyboard = self.controls.slider
        self._swatch, self._title, self._detail = Swatch(), Elided("", "title"), label("", "3")
        self._one = chip("This one only", tip="Change the chosen span alone, not its operation")
        self._verdict, self._reasons = Elided("", "head"), Elided("", "3")
        self._pile = QStackedLayout()
        for page in (Empty("Working it out …"), self._answer_page(), *_empty_pages()):
            self._pile.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head())
        layout.addLayout(self._pile, 1)
        self.controls.changed.connect(self.ask)
        self._one.toggled.connect(lambda _on: self._take_subject())
        self.table.chosen.connect(self._on_part)
        self.table.opened.connect(self._open_part)
        document.selection.changed.connect(self._on_focus)
        self._take_subject()

    @property
    def answer(self) -> Answer | None:
        """What is shown, None until it has been worked out."""
        return self._answer

    def ask(self) -> None:
        """Work out what is asked for now; what is under way is finished first."""
        subject, study = self._subject, self._study
        if subject is None:
            self._pile.setCurrentIndex(_NOTHING)
            return
        if self._background.is_busy:
            self._is_behind = True
            return
        self._is_behind = False
        scenario = Scenario(subject.rows, self.controls.treatment, self.controls.faster)
        if scenario.treatment in (Treatment.PARALLEL, Treatment.BATCHED) and not len(
            touched_rows(study, scenario)
        ):
            self._pile.setCurrentIndex(_ONCE)
            return
        self._background.ask(lambda: work_out(study, scenario), self._show)

    def theme_changed(self) -> None:
        """Draw the picture in other colours."""
        self.picture.update()

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark endpoints named like `text`."""
        return self.table.mark(text)

    def find_next(self, step: int = 1) -> None:
        """Choose the next or previous marked endpoint."""
        self.table.go_to_mark(step)

    # What it is about

    def _head(self) -> QWidget:
        about = row(
            self._swatch,
            (self._title, 1),
            self._detail,
            self._one,
            gap=8,
            margin=(12, 6, 12, 2),
        )
        asked = row((self.controls, 1), margin=(12, 2, 12, 8))
        asked.setFixedHeight(ROW.toolbar)
        return on_surface(column(about, asked, gap=0), "panel", "bottom")

    def _on_focus(self, focus: Focus, origin: object) -> None:
        if origin is not self:
            self._take_subject()

    def _take_subject(self) -> None:
        focus = self.document.selection.focus
        self._one.setVisible(focus.row >= 0)
        subject = subject_of(self._study, focus, one=self._one.isChecked())
        before, self._subject = self._subject, subject
        if subject is None:
            self._pile.setCurrentIndex(_NOTHING)
            return
        if before is not None and np.array_equal(before.rows, subject.rows):
            return
        self._endpoint = None
        self._swatch.show_category(subject.category)
        self._title.setText(subject.name)
        self._detail.setText(subject.detail)
        self.ask()

    # What comes of it

    def _answer_page(self) -> QWidget:
        upper = QWidget()
        home = QVBoxLayout(upper)
        home.setContentsMargins(0, 0, 0, 0)
        home.setSpacing(0)
        said = column(self._verdict, self._reasons, gap=2, margin=(16, 12, 16, 8))
        home.addWidget(on_surface(said, "canvas"))
        home.addWidget(self.picture, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(upper)
        split.addWidget(self.table)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        return split

    def _show(self, answer: Answer) -> None:
        self._answer = answer
        self._pile.setCurrentIndex(_ANSWER)
        self.table.set_columns(answer_columns(self._study, answer))
        self._show_part(self._wanted_part(answer))
        if self._is_behind:
            self.ask()

    def _wanted_part(self, answer: Answer) -> int:
        """The endpoint that was looked at, else the one that gains most, else all requests."""
        if self._endpoint in answer.endpoint:
            return answer.endpoint.index(self._endpoint)
        return min(1, len(answer.parts) - 1)

    def _show_part(self, place: int) -> None:
        if self._answer is None:
            return
        self.table.choose(np.array([place], np.int32))
        self.picture.show_histogram(histogram(self._study, self._answer, place))
        self._verdict.setText(verdict(self._answer, place))
        gains = self._answer.parts[place].before.mean > self._answer.parts[place].after.mean
        set_role(self._verdict, "head" if gains else "2")
        self._reasons.setText(reasons(self._study, self._answer))

    def _on_part(self, rows: Rows) -> None:
        if self._answer is not None and len(rows) == 1:
            self._endpoint = self._answer.endpoint[int(rows[0])]
            self._show_part(int(rows[0]))

    def _open_part(self, place: int) -> None:
        """Choose the endpoint's requests in every view."""
        if self._answer is not None:
            traces = requests_to(self._study, self._answer.endpoint[place]).astype(np.int32)
            self.document.selection.reveal(self, groups=traces)


def _empty_pages() -> tuple[Empty, Empty]:
    return (
        Empty("There is nothing to change", "The recording has no spans."),
        Empty(
            "It is called at most once in one place",
            "Choose calls that repeat under one parent.",
        ),
    )
