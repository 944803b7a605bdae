"""One function beside the picture: what it costs, who calls it, what it calls, which lines."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from perfview.profiles.lens import Lens
from perfview.profiles.study import Study
from perfview.profiles.transforms.transform import Change, Transform
from perfview.ui.profiles.code.line_painting import language_of_file
from perfview.ui.profiles.facts.function_facts import FunctionFacts, facts_of
from perfview.ui.profiles.facts.lines import LinesBox
from perfview.ui.profiles.facts.mini_sandwich import Middle, MiniSandwich
from perfview.ui.profiles.facts.neighbours import Among, NeighbourTable
from perfview.ui.profiles.lensing.chosen import choose, chosen_function
from perfview.ui.profiles.lensing.holder import LensHolder
from perfview.ui.widgets.arrange import column, on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import Elided, label, set_tip
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus

NARROWEST = 240
"""Pixels it needs at the least."""

_CHANGES = (
    ("Focus", Change.FOCUS_FUNCTION, "Only what it calls, whoever calls it (Shift+F)"),
    ("Merge", Change.MERGE_FUNCTION, "Leave it out and give its time to its callers (Shift+M)"),
    ("Drop", Change.DROP_FUNCTION, "Leave out all samples with it (Shift+D)"),
)
_VIEWS = (
    ("sandwich", "stack", "Show callers and callees (Shift+S)"),
    ("source", "code", "Show source"),
)


class FunctionPanel(QWidget):
    """Follows the chosen function and the lens."""

    def __init__(self, document: Document, holder: LensHolder) -> None:
        super().__init__()
        self._document, self._holder = document, holder
        self._study: Study = document.opened.study
        self._work = Background(self)
        self._function = -1
        self.setMinimumWidth(NARROWEST)
        self.setAccessibleName("The chosen function")
        on_surface(self, "panel")
        self._build()
        document.selection.changed.connect(self._on_focus)
        holder.changed.connect(lambda _: self._ask())
        self._on_focus(document.selection.focus, None)

    def _build(self) -> None:
        self._title = Elided("", "title")
        close = button("", "x", "flat", tip="Choose no function")
        close.clicked.connect(lambda: self._choose(-1))
        self._place = Elided("", "3", mode=Qt.TextElideMode.ElideMiddle)
        self._part, self._more = label("", "strong"), Elided("", "3")
        self.sandwich = MiniSandwich()
        self._callers = NeighbourTable("Called from")
        self._callees = NeighbourTable("Spends it in")
        self._lines = LinesBox()
        for part in (self.sandwich, self._callers, self._callees):
            part.picked.connect(self._choose)
        self._lines.picked.connect(lambda _: self._go("source"))
        head = row((self._title, 1), close, gap=8, margin=(12, 6, 6, 0))
        body = column(
            self._place,
            row(self._part, (self._more, 1), gap=8),
            self.sandwich,
            self._ways(),
            self._callers,
            self._callees,
            self._lines,
            1,
            gap=8,
            margin=(12, 2, 12, 12),
        )
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body.setProperty("role", "inside")
        scroll.setWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(head)
        layout.addWidget(scroll, 1)

    def _ways(self) -> QWidget:
        """What can be done with the function, and where else it is shown."""
        made = []
        for words, change, tip in _CHANGES:
            press = button(words, kind="flat", tip=tip)
            press.clicked.connect(partial(self._transform, change))
            made.append(press)
        shows = []
        for name, icon, tip in _VIEWS:
            press = button("", icon, "flat", tip=tip)
            press.clicked.connect(partial(self._go, name))
            shows.append(press)
        return row(*made, 1, *shows, gap=2)

    def _on_focus(self, focus: Focus, _origin: object) -> None:
        function = chosen_function(self._study, focus)
        if function != self._function:
            self._function = function
            self._ask()

    def _ask(self) -> None:
        if self._function >= 0:
            lens, function = self._holder.lens, self._function
            ask = partial(facts_of, self._study, lens, function)
            self._work.ask(ask, partial(self.show_facts, lens))

    def show_facts(self, lens: Lens, facts: FunctionFacts) -> None:
        """Show what there is to say of a function through a lens."""
        study, unit = self._study, self._study.model.unit(lens.metric)
        self._title.setText(facts.name)
        self._place.setText(facts.place)
        self._place.setVisible(bool(facts.place))
        self._part.setText(facts.part(unit))
        self._more.setText(facts.more(unit))
        set_tip(self._more, facts.all_of_it(unit))
        self.sandwich.show_boxes(facts.boxes, Middle(facts.name, facts.category, facts.total, unit))
        among = Among(study, facts.shape, facts.total, unit)
        self._callers.show_neighbours(facts.callers, among)
        self._callees.show_neighbours(facts.callees, among, facts.own)
        file = facts.place.rpartition(":")[0] or facts.place
        self._lines.show_lines(facts.lines, facts.total, unit, language_of_file(file))

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        if self._function >= 0:
            self._work.forget()
            lens = self._holder.lens
            self.show_facts(lens, facts_of(self._study, lens, self._function))

    def _choose(self, function: int) -> None:
        choose(self._document, None, function)

    def _transform(self, change: Change) -> None:
        if self._function >= 0:
            self._holder.apply(Transform(change, self._function))

    def _go(self, view: str) -> None:
        self._document.view_wanted.emit(view)
