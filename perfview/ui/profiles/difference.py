"""Before against after: flame graphs in the colours of change, and the functions that moved."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from perfview.findings.comparison import Comparison
from perfview.profiles.comparing.answering import comparison_of
from perfview.profiles.comparing.profiles import ComparedProfiles, compare_profiles
from perfview.profiles.lens import Lens
from perfview.profiles.study import Study
from perfview.ui.profiles.comparing.banner import ComparisonBanner
from perfview.ui.profiles.comparing.columns import Functions
from perfview.ui.profiles.comparing.legend import DifferenceLegend
from perfview.ui.profiles.comparing.lenses import lenses_of
from perfview.ui.profiles.comparing.picture import DifferencePicture
from perfview.ui.profiles.comparing.scene import DifferenceScene, Layout
from perfview.ui.profiles.lensing.bar import LensBar
from perfview.ui.profiles.lensing.chosen import Chosen, choose, chosen_function
from perfview.ui.profiles.lensing.holder import lens_of
from perfview.ui.profiles.lensing.keys import bind_keys
from perfview.ui.profiles.lensing.menu import show_call_menu
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import Segmented, chip
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.search_field import SearchField
from perfview.ui.widgets.splitter import Splitter
from perfview.ui.widgets.table.columns import Rows
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.pane import TablePane
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.view import View

_AFTER, _BEFORE, _BOTH = range(3)
_SIDES = (420, 300)
_SAME = (400, 400)
_ROWS_TOLD = 20


@dataclass(frozen=True)
class _Answer:
    """What came of comparing."""

    compared: ComparedProfiles
    comparison: Comparison


class DifferenceView(View):
    """Only of profiles that are held against another one; looks at both through the lens."""

    name = "difference"
    title = "Difference"
    kind = "profiles"
    position = 5

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.after: Study = document.opened.study
        baseline = self.after.baseline
        assert baseline is not None
        self.before: Study = baseline
        self.holder = lens_of(document)
        self.compared: ComparedProfiles | None = None
        self.comparison: Comparison | None = None
        self.function = -1
        """The chosen one, as both profiles' functions are numbered together."""
        self.old, self.new = DifferencePicture("Before"), DifferencePicture("What changed")
        names = document.opened.baseline.path.name, document.path.name
        self._banner = ComparisonBanner(*names)
        self._layout = Segmented(
            ["After", "Before", "Side by side"], name="Whose widths boxes have"
        )
        self._own = Segmented(["Total", "Itself"], name="With or without what is called")
        self._beyond = chip("Only above noise", "funnel-simple", tip="Only changes above noise")
        self._shares = chip("By shares", tip="Compare shares of all instead of numbers")
        self._search = SearchField("Find a function", 150)
        unit = self.after.model.unit()
        self._legend = DifferenceLegend(
            *(("faster", "slower") if unit == "ns" else ("less", "more"))
        )
        self._pane = TablePane("What changed", "function", "name …", Arrangement())
        self._pile = QStackedLayout()
        self._rows: Functions | None = None
        self._by_shares: bool | None = None
        """As somebody chose; None: as it fits."""
        self._hits: NDArray[np.bool_] | None = None
        self._hit_rows: list[int] = []
        self._at_hit = -1
        self._work = Background(self)
        self._build()
        self._connect()
        self._compare(self.holder.lens)

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Whether it is held against another profile."""
        return document.opened.study.baseline is not None

    def _build(self) -> None:
        lead = (self._layout, self._own, self._beyond, self._shares)
        bar = LensBar(self.document, *lead, tail=(self._search,), compares=True)
        both = Splitter("difference-across", ((self.old, 1), (self.new, 1)), _SAME)
        self.old.hide()
        picture = QWidget()
        stacked = QVBoxLayout(picture)
        stacked.setContentsMargins(0, 0, 0, 0)
        stacked.setSpacing(0)
        stacked.addWidget(self._legend)
        stacked.addWidget(both, 1)
        below = QWidget()
        below.setLayout(self._pile)
        self._pile.addWidget(self._pane)
        why = "Every difference is small enough to be chance."
        show_all = partial(self._beyond.setChecked, False)
        nothing = Empty("Nothing changed beyond noise", why, "Show all functions", show_all)
        self._pile.addWidget(nothing)
        split = Splitter("difference-down", ((picture, 3), (below, 2)), _SIDES, down=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._banner)
        whole.addWidget(bar)
        whole.addWidget(split, 1)
        self.keyboard = self.new.canvas
        bind_keys(self, bar)

    def _connect(self) -> None:
        for picture, other in ((self.old, self.new), (self.new, self.old)):
            picture.chosen.connect(self._on_picture)
            picture.menu_asked.connect(self._menu)
            picture.moved.connect(partial(self._follow, picture, other))
        self._layout.chosen.connect(lambda _: self._draw())
        self._own.chosen.connect(lambda _: self._draw())
        self._beyond.toggled.connect(lambda _: self._draw())
        self._shares.clicked.connect(self._switch_shares)
        self._search.searched.connect(self.find)
        self._search.stepped.connect(self.find_next)
        self._pane.table.chosen.connect(self._on_rows)
        self.holder.changed.connect(self._compare)
        self.document.selection.changed.connect(self._on_focus)

    # Comparing

    def _switch_shares(self, on: bool) -> None:
        self._by_shares = on
        self._compare(self.holder.lens)

    def _compare(self, lens: Lens) -> None:
        self._work.ask(partial(self._answer, lens), self._show)

    def _answer(self, lens: Lens) -> _Answer:
        lenses = lenses_of(self.before, self.after, lens)
        found = compare_profiles(self.before, self.after, lenses=lenses, normalise=self._by_shares)
        return _Answer(found, comparison_of(found, _ROWS_TOLD))

    def _show(self, answer: _Answer) -> None:
        self.compared, self.comparison = answer.compared, answer.comparison
        self._banner.show_comparison(answer.comparison)
        self._shares.setChecked(answer.comparison.is_normalised)
        self._draw()
        self._on_focus(self.document.selection.focus, None)

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._work.forget()
        self._show(self._answer(self.holder.lens))

    def _draw(self) -> None:
        compared = self.compared
        if compared is None:
            return
        layout = self._layout.index
        self.old.setVisible(layout == _BOTH)
        if layout == _BOTH:
            old, new = (self._scene(compared, side) for side in (Layout.BEFORE, Layout.AFTER))
            end = max(old.end, new.end)
            self.old.show_scene(old, end, "Before")
            self.new.show_scene(new, end, "After")
        else:
            scene = self._scene(compared, Layout.AFTER if layout == _AFTER else Layout.BEFORE)
            self.new.show_scene(scene, scene.end)
        rest = {_AFTER: "what is gone is in the table", _BEFORE: "what is new is in the table"}
        self._legend.say(self._widths(compared), rest.get(layout, ""))
        own, beyond = self._own.index == 1, self._beyond.isChecked()
        rows = self._rows = Functions(compared, own=own, beyond_noise=beyond)
        self._pile.setCurrentIndex(1 if beyond and not len(rows.function) else 0)
        self._pane.show_columns(rows.columns, self._settle)

    def _scene(self, compared: ComparedProfiles, layout: Layout) -> DifferenceScene:
        return DifferenceScene(
            compared,
            layout,
            own=self._own.index == 1,
            beyond_noise=self._beyond.isChecked(),
            hits=self._hits,
            together=self._layout.index == _BOTH,
        )

    def _widths(self, compared: ComparedProfiles) -> str:
        unit = compared.after.spending.unit
        what = "share" if compared.functions.normalised else {"ns": "time"}.get(unit, "amount")
        if self._layout.index == _BOTH:
            return f"width is the {what}, both in one order"
        return f"width is the {what} {'after' if self._layout.index == _AFTER else 'before'}"

    def _follow(self, moved: DifferencePicture, other: DifferencePicture) -> None:
        if self._layout.index == _BOTH and other.scene is not None and moved.scene is not None:
            other.follow(moved)

    def _settle(self) -> None:
        self._choose(self.function, reveal=False)

    # Choosing

    def _choose(self, function: int, path: int = -1, *, reveal: bool) -> None:
        """Show a function as chosen; with `reveal` also go where it is widest."""
        self.function = function
        at = self._rows.row_of(function) if self._rows is not None and function >= 0 else -1
        chosen = np.array([at] if at >= 0 else [], np.int32)
        self._pane.table.choose(chosen, reveal=at >= 0)
        for picture in (self.old, self.new):
            picture.choose(function, path)
            if reveal and not picture.isHidden():
                picture.reveal()

    def _on_picture(self, function: int, path: int) -> None:
        self._choose(function, path, reveal=False)
        self._tell(function)

    def _on_rows(self, rows: Rows) -> None:
        if self._rows is not None and len(rows) == 1:
            self.function = int(self._rows.function[rows[0]])
            for picture in (self.old, self.new):
                picture.choose(self.function)
                if not picture.isHidden():
                    picture.reveal()
            self._tell(self.function)

    def _tell(self, function: int) -> None:
        """Choose it everywhere; what only the profile before has, no other view knows."""
        is_after = 0 <= function < len(self.after.model.functions)
        choose(self.document, self, function if is_after else -1)

    def _on_focus(self, focus: Focus, origin: object) -> None:
        if origin is not self:
            function = chosen_function(self.after, focus)
            if function != self.function:
                self._choose(function, reveal=function >= 0)

    def _menu(self, function: int, place: QPoint) -> None:
        if 0 <= function < len(self.after.model.functions):
            shape = self.after.shape_through(self.holder.lens)
            show_call_menu(self, Chosen(self.after, shape, function), place)

    # View

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark functions named like `text`."""
        words, compared = text.casefold().split(), self.compared
        self._hits, self._hit_rows, self._at_hit = None, [], -1
        if words and compared is not None:
            names = [compared.name_of(f).casefold() for f in range(compared.tree.functions)]
            found = [all(word in name for word in words) for name in names]
            self._hits = np.array(found, np.bool_)
            self._hit_rows = [int(f) for f in compared.ranked() if self._hits[f]]
        self._draw()
        self._search.show_count(len(self._hit_rows))
        return len(self._hit_rows)

    def find_next(self, step: int = 1) -> None:
        """Go to the next match, what moved most first."""
        if self._hit_rows:
            self._at_hit = (self._at_hit + step) % len(self._hit_rows)
            self._search.show_count(len(self._hit_rows), self._at_hit)
            self._choose(self._hit_rows[self._at_hit], reveal=True)
            self._tell(self.function)

    def fit(self) -> None:
        """Zoom into what is chosen, else out to everything."""
        self.new.fit()

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        for picture in (self.old, self.new):
            picture.canvas.redraw()
        self._legend.update()
