"""Two builds of a project: what came, went and grew, and which imports explain it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from perfview.bundles.comparing.answering import answer
from perfview.bundles.comparing.builds import build_diff
from perfview.bundles.study import Study
from perfview.findings.comparison import Comparing, Comparison
from perfview.findings.quantities import number
from perfview.ui.bundles.changes.difference_columns import (
    AT_START,
    CHUNKS,
    MODULES,
    NOUNS,
    PACKAGES,
    SUBJECTS,
    Cause,
    Difference,
    cause_columns,
    causes,
    difference,
    difference_columns,
    gzip_changes,
)
from perfview.ui.bundles.choosing import (
    choose_chunk,
    choose_module,
    choose_package,
    reveal_module,
)
from perfview.ui.bundles.jumping.ways import bind_keys
from perfview.ui.widgets.arrange import column, on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import Segmented
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.label import label
from perfview.ui.widgets.splitter import Splitter
from perfview.ui.widgets.table.columns import Column, Rows
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.pane import TablePane
from perfview.ui.widgets.table.view import Table
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.view import View


class BuildsView(View):
    """The verdict first, then what changed, then the imports that explain it."""

    name = "builds"
    title = "Builds"
    kind = "bundles"
    position = 70

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.study: Study = document.opened.study
        self.verdict = label("Comparing …", "head", wrap=True, selectable=True)
        self.notes = label("", "warn", wrap=True)
        self.notes.hide()
        self.which = Segmented(SUBJECTS, PACKAGES, "What is compared")
        self._panes: dict[int, TablePane] = {}
        self._shown: dict[int, Difference] = {}
        self._packing: dict[int, Background] = {}
        self._causes: list[Cause] = []
        self.causes = Table((), "Imports that explain it")
        self.causes.arrange_by(Arrangement(4, descending=True))
        self._count = label("", "3")
        self._telling, self._explaining = Background(self), Background(self)
        self._build()
        self.which.chosen.connect(self.show_subject)
        self.causes.opened.connect(self._on_cause)
        bind_keys(self)
        self.show_subject(PACKAGES)
        self._ask()

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where there is an earlier build."""
        return document.opened.study.baseline is not None

    def _build(self) -> None:
        self._main = QWidget()
        self._pile = QStackedLayout(self._main)
        head = row(label("Explained by imports", "title"), 1, self._count, margin=(12, 6, 12, 6))
        self._below = QWidget()
        self._below_pile = QStackedLayout(self._below)
        self._below_pile.addWidget(self.causes)
        self._below_pile.addWidget(
            Empty("No import explains it", "The same imports hold; what they lead to changed.")
        )
        below = column(on_surface(head, "panel", "top"), (self._below, 1), gap=0)
        split = Splitter("builds", ((self._main, 3), (below, 1)), (520, 220), down=True)
        said = column(self.verdict, self.notes, gap=6, margin=(16, 12, 16, 12))
        which = row(self.which, 1, margin=(16, 0, 16, 12))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(on_surface(said, "canvas"))
        layout.addWidget(on_surface(which, "canvas", "bottom"))
        layout.addWidget(split, 1)

    def _ask(self) -> None:
        study = self.study
        before = study.baseline
        assert before is not None
        self._telling.ask(lambda: answer(before, study, Comparing(limit=1)), self._tell)
        self._explaining.ask(lambda: causes(build_diff(before, study)), self._show_causes)

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        before = self.study.baseline
        assert before is not None
        self._telling.forget()
        self._explaining.forget()
        self._tell(answer(before, self.study, Comparing(limit=1)))
        self._show_causes(causes(build_diff(before, self.study)))

    def _tell(self, found: Comparison) -> None:
        self.verdict.setText(found.verdict)
        self.notes.setText(" ".join(found.notes))
        self.notes.setVisible(bool(found.notes))

    # What changed

    def show_subject(self, subject: int) -> None:
        """Show packages, modules, chunks or files."""
        self.which.choose(subject)
        if subject not in self._panes:
            self._panes[subject] = pane = self._made(subject)
            self._pile.addWidget(pane)
        self._pile.setCurrentWidget(self._panes[subject])
        self.keyboard = self._panes[subject].table

    def _made(self, subject: int) -> TablePane:
        start = Arrangement(AT_START, descending=True)
        noun = f"changed {NOUNS[subject]}"
        pane = TablePane(f"Changed {SUBJECTS[subject].lower()}", noun, "name", start)
        study = self.study
        before = study.baseline
        assert before is not None

        def columns() -> Sequence[Column]:
            found = self._shown[subject] = difference(build_diff(before, study), subject)
            return difference_columns(found, subject)

        pane.table.chosen.connect(lambda rows: self._on_chosen(subject, rows))
        pane.table.opened.connect(lambda at: self._on_opened(subject, at))
        pane.show_columns(columns, lambda: self._compress(subject))
        return pane

    def _compress(self, subject: int) -> None:
        """Show what changed compressed, too, once both builds are."""
        study, found = self.study, self._shown[subject]
        before, work = study.baseline, self._packing.setdefault(subject, Background(self))
        assert before is not None

        def columns() -> Sequence[Column] | None:
            gzip = gzip_changes(build_diff(before, study), subject, found)
            return None if gzip is None else difference_columns(found, subject, gzip)

        def arrived(columns: Sequence[Column] | None) -> None:
            if columns is not None:
                self._panes[subject].table.set_columns(columns)

        work.ask(columns, arrived)

    def _on_chosen(self, subject: int, rows: Rows) -> None:
        at = int(self._shown[subject].after[rows[0]]) if len(rows) == 1 else -1
        choose = {PACKAGES: choose_package, MODULES: choose_module, CHUNKS: choose_chunk}
        if at >= 0 and subject in choose:
            choose[subject](self.document, self, at)

    def _on_opened(self, subject: int, at: int) -> None:
        """Show why a module or a package is there."""
        after = int(self._shown[subject].after[at])
        if after < 0 or subject not in (PACKAGES, MODULES):
            return
        module = after
        if subject == PACKAGES:
            modules = self.study.modules_of(after)
            module = int(modules[np.argmax(self.study.weights.of_module[modules])])
        reveal_module(self.document, module, "imports")

    # Why

    def _show_causes(self, found: list[Cause]) -> None:
        before = self.study.baseline
        assert before is not None
        self._causes = found
        self.causes.set_columns(cause_columns(build_diff(before, self.study), found))
        self._count.setText(number(len(found)))
        self._below_pile.setCurrentIndex(0 if found else 1)

    def _on_cause(self, at: int) -> None:
        found = self._causes[at]
        if not found.is_gone and len(found.bringing.modules):
            reveal_module(self.document, int(found.bringing.modules[0]), "imports")

    # View

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark rows named like `text`."""
        return self._panes[self.which.index].table.mark(text)

    def find_next(self, step: int = 1) -> None:
        """Go to the next match."""
        self._panes[self.which.index].table.go_to_mark(step)
