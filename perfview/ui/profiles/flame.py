"""The flame graph of a profile: by weight, by time, or from the inside out; functions under it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.profiles.lens import Lens
from perfview.profiles.study import Study
from perfview.ui.canvas.legend import Legend
from perfview.ui.profiles.colouring import legend_of
from perfview.ui.profiles.facts.function_panel import NARROWEST, FunctionPanel
from perfview.ui.profiles.icicle.picture import TreePicture
from perfview.ui.profiles.icicle.scene import ALL, TreeScene
from perfview.ui.profiles.icicle.trees import Order, tree_for
from perfview.ui.profiles.lensing.bar import LensBar
from perfview.ui.profiles.lensing.chosen import Chosen, choose, chosen_function
from perfview.ui.profiles.lensing.holder import lens_of
from perfview.ui.profiles.lensing.keys import bind_copy, bind_keys
from perfview.ui.profiles.lensing.menu import show_call_menu
from perfview.ui.profiles.lensing.remains import Remains
from perfview.ui.profiles.tables.function_list import FunctionList
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import Segmented, chip
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.later import Later
from perfview.ui.widgets.search_field import SearchField
from perfview.ui.widgets.splitter import Splitter
from perfview.ui.widgets.toast import toast
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.view import View

_ORDERS = (Order.HEAVY, Order.CALLERS)
_SIZES = (420, 260)
_PANEL = (900, 300)
_COLUMNS = ("function", "module", "self", "total", "self_share", "over_time")


class FlameView(View):
    """Click chooses a function, double click zooms into a call, Esc goes out again."""

    name = "flame"
    title = "Flame graph"
    kind = "profiles"
    position = 10

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.study: Study = document.opened.study
        self.holder = lens_of(document)
        self.picture = TreePicture(self.study)
        self._order = Segmented(["Left heavy", "Callers"], name="How it is folded")
        self._dim = chip("Dim libraries", tip="Let own code stand out")
        self._search = SearchField("Find a function")
        self._legend = Legend()
        self._list = FunctionList(document, self.holder, _COLUMNS)
        self.panel = Later(lambda: FunctionPanel(document, self.holder), NARROWEST)
        self._work = Background(self)
        self._build()
        if len(self.study.model.stacks):
            self._connect()
            self._fold(self.holder.lens)

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        if not len(self.study.model.stacks):
            whole.addWidget(Empty("Nothing was sampled", "The profile has no stack.", icon="flame"))
            return
        bar = LensBar(self.document, self._order, self._dim, tail=(self._search,))
        whole.addWidget(bar)
        picture = QWidget()
        stacked = QVBoxLayout(picture)
        stacked.setContentsMargins(0, 0, 0, 0)
        stacked.setSpacing(0)
        stacked.addWidget(self._legend)
        stacked.addWidget(self.picture, 1)
        down = Splitter("flame-down", ((picture, 3), (self._list, 2)), _SIZES, down=True)
        across = Splitter("flame-across", ((down, 1), (self.panel, 0)), _PANEL)
        self.panel.hide()
        self.remains = Remains(self.document, across)
        whole.addWidget(self.remains, 1)
        self.keyboard = self.picture.canvas
        bind_keys(self, bar)
        bind_copy(self.picture.canvas, self)

    def _connect(self) -> None:
        picture, selection = self.picture, self.document.selection
        picture.chosen.connect(self._choose)
        picture.menu_asked.connect(self._menu)
        self._order.chosen.connect(lambda _: self._fold(self.holder.lens))
        self._dim.toggled.connect(picture.dim_libraries)
        self._search.searched.connect(self.find)
        self._search.stepped.connect(self.find_next)
        self.holder.changed.connect(self._fold)
        selection.changed.connect(self._on_focus)
        selection.revealed.connect(lambda focus: QTimer.singleShot(0, self, self._reveal))

    # Folding

    def _fold(self, lens: Lens) -> None:
        order = _ORDERS[self._order.index]
        self._work.ask(lambda: self._scene(lens, order), self._show)

    def _scene(self, lens: Lens, order: Order) -> TreeScene:
        unit = self.study.model.unit(lens.metric)
        return self.picture.scene_of(tree_for(self.study, lens, order), unit)

    def _show(self, scene: TreeScene) -> None:
        is_first = self.picture.scene is None
        self.picture.show_scene(scene)
        self._legend.show_entries(legend_of(self.study))
        self._on_focus(self.document.selection.focus, None)
        if is_first and len(self.document.selection.focus.rows):
            self._reveal()

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        if len(self.study.model.stacks):
            self._work.forget()
            self._show(self._scene(self.holder.lens, _ORDERS[self._order.index]))
            self.remains.settle()

    # The shared selection

    def _on_focus(self, focus: Focus, _origin: object) -> None:
        function = chosen_function(self.study, focus)
        self.panel.setVisible(function >= 0)
        self.picture.point_at(focus.row, function, focus.rows)

    def _choose(self, path: int, function: int) -> None:
        """A path of the picture was chosen, `ALL` for none."""
        shape = self.picture.shape
        if path == ALL or shape is None:
            choose(self.document, self)
            return
        upright = _ORDERS[self._order.index] is Order.HEAVY
        stack = Chosen(self.study, shape, function, path).stack if upright else -1
        choose(self.document, self, function, stack)

    def _menu(self, path: int, function: int, place: QPoint) -> None:
        shape = self.picture.shape
        if shape is not None and path != ALL:
            upright = _ORDERS[self._order.index] is Order.HEAVY
            chosen = Chosen(self.study, shape, function, path if upright else -1)
            show_call_menu(self, chosen, place)

    def _reveal(self) -> None:
        rows = self.document.selection.focus.rows
        self.picture.reveal(rows)
        upright = _ORDERS[self._order.index] is Order.HEAVY
        if len(rows) and upright and self.holder.is_filtered and not self.picture.shows(rows):
            toast(self, "The filters leave these calls out; “Reset all” shows them")

    # View

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark functions named like `text`, or whose file is."""
        count = self.picture.find(text)
        self._search.show_count(count)
        return count

    def find_next(self, step: int = 1) -> None:
        """Go to the next match, heaviest first."""
        count, at = self.picture.find_next(step)
        self._search.show_count(count, at)

    def fit(self) -> None:
        """Zoom into the chosen call; everything when none is chosen."""
        self.picture.fit()

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        self.picture.canvas.redraw()
        self._legend.update()
