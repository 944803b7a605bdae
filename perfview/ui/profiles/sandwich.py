"""The sandwich: a function between all that calls it, above, and all that it calls, below."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from perfview.profiles.lens import Lens
from perfview.profiles.measures.sandwich import callees_tree, callers_tree
from perfview.profiles.study import Study
from perfview.ui.profiles.icicle.picture import TreePicture
from perfview.ui.profiles.icicle.scene import ALL, TreeScene
from perfview.ui.profiles.lensing.bar import LensBar
from perfview.ui.profiles.lensing.chosen import Chosen, choose, chosen_function
from perfview.ui.profiles.lensing.holder import lens_of
from perfview.ui.profiles.lensing.keys import bind_copy, bind_keys
from perfview.ui.profiles.lensing.menu import show_call_menu
from perfview.ui.profiles.lensing.remains import Remains
from perfview.ui.profiles.tables.function_list import FunctionList
from perfview.ui.profiles.wording import amount, share
from perfview.ui.widgets.arrange import on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.label import Elided, label
from perfview.ui.widgets.splitter import Splitter
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.view import View

_SIZES = (520, 700)
_HALVES = (300, 360)
_COLUMNS = ("function", "self", "total")


@dataclass(frozen=True)
class _Halves:
    """What calls a function and what it calls."""

    function: int
    callers: TreeScene
    callees: TreeScene
    whole: float


class SandwichView(View):
    """Follows the chosen function; a click on another one moves there."""

    name = "sandwich"
    title = "Sandwich"
    kind = "profiles"
    position = 35

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.study: Study = document.opened.study
        self.holder = lens_of(document)
        self.callers = TreePicture(self.study, upward=True, crowned=False, name="Callers")
        self.callees = TreePicture(self.study, crowned=False, name="Callees")
        self._title, self._cost = Elided("", "strong"), label("", "3")
        self._list = FunctionList(document, self.holder, _COLUMNS, compact=True)
        self._work = Background(self)
        self._function = -1
        self._build()
        self._connect()
        self._on_focus(document.selection.focus, None)

    def _build(self) -> None:
        head = row((self._title, 1), self._cost, gap=12, margin=(12, 6, 12, 6))
        lower = QWidget()
        stacked = QVBoxLayout(lower)
        stacked.setContentsMargins(0, 0, 0, 0)
        stacked.setSpacing(0)
        stacked.addWidget(on_surface(head, "raised", "bottom"))
        stacked.addWidget(self.callees, 1)
        halves = Splitter("sandwich-down", ((self.callers, 1), (lower, 1)), _HALVES, down=True)
        pictures = QWidget()
        self._pile = QStackedLayout(pictures)
        hint = "Its callers will stand above it, what it calls below."
        self._pile.addWidget(Empty("Choose a function", hint, icon="stack"))
        self._pile.addWidget(halves)
        across = Splitter("sandwich-across", ((self._list, 0), (pictures, 1)), _SIZES)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        bar = LensBar(self.document)
        layout.addWidget(bar)
        self.remains = Remains(self.document, across)
        layout.addWidget(self.remains, 1)
        self.keyboard = self._list.pane.table
        bind_keys(self, bar)
        for picture in (self.callers, self.callees):
            bind_copy(picture.canvas, self)

    def _connect(self) -> None:
        for picture in (self.callers, self.callees):
            picture.chosen.connect(self._choose)
            picture.menu_asked.connect(self._menu)
        self.holder.changed.connect(lambda _: self._ask())
        self.document.selection.changed.connect(self._on_focus)

    def _on_focus(self, focus: Focus, _origin: object) -> None:
        function = chosen_function(self.study, focus)
        if function != self._function:
            self._function = function
            self._ask()

    def _ask(self) -> None:
        self._pile.setCurrentIndex(1 if self._function >= 0 else 0)
        if self._function >= 0:
            lens, function = self.holder.lens, self._function
            self._work.ask(lambda: self._halves(lens, function), self._show)

    def _halves(self, lens: Lens, function: int) -> _Halves:
        study = self.study
        above, below = callers_tree(study, lens, function), callees_tree(study, lens, function)
        unit = study.model.unit(lens.metric)
        upper, lower = self.callers.scene_of(above, unit), self.callees.scene_of(below, unit)
        return _Halves(function, upper, lower, study.call_tree(lens).whole)

    def _show(self, halves: _Halves) -> None:
        self.callers.show_scene(halves.callers)
        self.callees.show_scene(halves.callees)
        self._title.setText(self.study.name_of(halves.function) or "(no name)")
        total, unit = halves.callees.tree.whole, halves.callees.unit
        self._cost.setText(f"{amount(total, unit)}, {share(total, halves.whole)} of everything")

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        if self._function >= 0:
            self._work.forget()
            self._show(self._halves(self.holder.lens, self._function))

    def _choose(self, path: int, function: int) -> None:
        if path != ALL and 0 <= function < len(self.study.model.functions):
            choose(self.document, self, function)

    def _menu(self, path: int, function: int, place: QPoint) -> None:
        shape = self.callees.shape
        if shape is not None and path != ALL:
            show_call_menu(self, Chosen(self.study, shape, function), place)

    # View

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark functions named like `text` in both halves."""
        return self.callers.find(text) + self.callees.find(text)

    def fit(self) -> None:
        """Everything."""
        self.callers.fit()
        self.callees.fit()

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        self.callers.canvas.redraw()
        self.callees.canvas.redraw()
