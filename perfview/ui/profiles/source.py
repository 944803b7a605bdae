"""The file a function stands in, with what each of its lines costs."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from perfview.profiles.lens import Lens
from perfview.profiles.sources.code_lines import CodeLine, lines_of_source
from perfview.profiles.study import Study
from perfview.ui.profiles.facts.lines import ROW as LINE
from perfview.ui.profiles.facts.lines import LineListing
from perfview.ui.profiles.lensing.bar import LensBar
from perfview.ui.profiles.lensing.chosen import chosen_function
from perfview.ui.profiles.lensing.holder import lens_of
from perfview.ui.profiles.tables.function_list import FunctionList
from perfview.ui.widgets.arrange import on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import button
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.label import Elided, label
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.view import View

_COLUMNS = ("function", "self", "total")
_SIZES = (480, 720)
_ABOVE = 4
"""Lines shown over the one that is gone to."""


_WHERE = (
    "It was looked for where the profile says it was, and beside the profile. "
    "A file that has changed since is not shown."
)


@dataclass(frozen=True)
class _Listing:
    """A function's file. `begins` is its line in it."""

    function: int
    file: str
    begins: int
    lines: list[CodeLine]
    whole: float


class SourceView(View):
    """Follows the chosen function."""

    name = "source"
    title = "Source"
    kind = "profiles"
    position = 45

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.study: Study = document.opened.study
        self.holder = lens_of(document)
        self._file = Elided("", "strong", mode=Qt.TextElideMode.ElideMiddle)
        self._hottest = button("Costliest line", "arrow-down", "flat", tip="Go to it")
        self._says = label("", "3")
        self.listing = LineListing()
        self._list = FunctionList(document, self.holder, _COLUMNS)
        self._work = Background(self)
        self._function = -1
        self._shown: _Listing | None = None
        self._build()
        self._hottest.clicked.connect(self._go_to_hottest)
        self.holder.changed.connect(lambda _: self._ask())
        document.selection.changed.connect(self._on_focus)
        self._on_focus(document.selection.focus, None)

    def _build(self) -> None:
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self.listing)
        head = row((self._file, 1), self._says, self._hottest, gap=12, margin=(12, 4, 8, 4))
        code = QWidget()
        stacked = QVBoxLayout(code)
        stacked.setContentsMargins(0, 0, 0, 0)
        stacked.setSpacing(0)
        stacked.addWidget(on_surface(head, "panel", "bottom"))
        stacked.addWidget(self._scroll, 1)
        pages = QWidget()
        self._pile = QStackedLayout(pages)
        hint = "Its file opens here if it is on this machine."
        self._unreachable = Empty("The source cannot be reached", _WHERE, icon="file-x")
        for page in (Empty("Choose a function", hint, icon="code"), self._unreachable, code):
            self._pile.addWidget(page)
        across = QSplitter()
        across.setChildrenCollapsible(False)
        across.addWidget(self._list)
        across.addWidget(pages)
        across.setSizes(list(_SIZES))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(LensBar(self.document))
        layout.addWidget(across, 1)
        self.keyboard = self._list.pane.table

    def _on_focus(self, focus: Focus, _origin: object) -> None:
        function = chosen_function(self.study, focus)
        if function != self._function:
            self._function = function
            self._ask()

    def _ask(self) -> None:
        if self._function < 0:
            self._pile.setCurrentIndex(0)
            return
        lens, function = self.holder.lens, self._function
        self._work.ask(lambda: self._listed(lens, function), self._show)

    def _listed(self, lens: Lens, function: int) -> _Listing:
        functions, strings = self.study.model.functions, self.study.model.strings
        return _Listing(
            function,
            strings[int(functions.file[function])],
            int(functions.line[function]),
            lines_of_source(self.study, lens, function),
            self.study.call_tree(lens).whole,
        )

    def _show(self, found: _Listing) -> None:
        self._shown = found
        self._pile.setCurrentIndex(2 if found.lines else 1)
        self._file.setText(found.file)
        costly = sum(line.total > 0 for line in found.lines)
        self._says.setText(f"{costly} of {len(found.lines):,} lines cost something")
        self.listing.show_lines(
            found.lines, found.whole, self.study.model.unit(self.holder.lens.metric)
        )
        inside = [line for line in found.lines if line.total > 0 and line.number >= found.begins]
        self._go_to(found.begins or (inside[0].number if inside else 1))

    def _go_to(self, line: int) -> None:
        self.listing.adjustSize()
        self._scroll.verticalScrollBar().setValue(max(0, line - 1 - _ABOVE) * LINE)

    def _go_to_hottest(self) -> None:
        if self._shown is not None and self._shown.lines:
            self._go_to(max(self._shown.lines, key=lambda line: line.own).number)

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        if self._function >= 0:
            self._work.forget()
            self._show(self._listed(self.holder.lens, self._function))

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        self.listing.update()
