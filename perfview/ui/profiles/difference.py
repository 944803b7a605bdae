"""Before against after: one flame graph in the colours of change, and the functions that moved."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from perfview.findings.comparison import Comparison
from perfview.profiles.comparing.answering import comparison_of
from perfview.profiles.comparing.profiles import ComparedProfiles, compare_profiles
from perfview.profiles.study import Study
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.painting import outline
from perfview.ui.canvas.scene import Hit, Viewport
from perfview.ui.canvas.tip import TipText
from perfview.ui.profiles.comparing.banner import ComparisonBanner
from perfview.ui.profiles.comparing.columns import Functions
from perfview.ui.profiles.comparing.legend import DifferenceLegend
from perfview.ui.profiles.comparing.scene import ALL, DifferenceScene, Layout
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import Segmented, chip
from perfview.ui.widgets.search_field import SearchField
from perfview.ui.widgets.table.columns import Rows
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.pane import TablePane
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.view import View

_LAYOUTS = (Layout.AFTER, Layout.BEFORE)
_WIDTHS = ("width is the time after", "width is the time before")
_SIZES = (420, 300)
_CHANGE = 3
_MOST_OUTLINES = 2000


class DifferenceView(View):
    """Only of profiles that are held against another one."""

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
        self.compared: ComparedProfiles | None = None
        self.comparison: Comparison | None = None
        self.function = -1
        self.canvas = Canvas()
        self.canvas.setAccessibleName("Flame graph of what changed")
        self.canvas.setAccessibleDescription("The table holds the same numbers.")
        self._banner = ComparisonBanner(document.opened.baseline.path.name, document.path.name)
        self._layout = Segmented(["After", "Before"], name="Whose widths boxes have")
        self._own = Segmented(["Total", "Itself"], name="With or without what is called")
        self._beyond = chip("Only changes above noise", "funnel-simple")
        self._shares = chip("By shares", tip="Compare shares of all instead of numbers")
        self._search = SearchField("Find a function")
        less, more = ("faster", "slower") if self._is_time else ("less", "more")
        self._legend = DifferenceLegend(less, more)
        self._pane = TablePane("What changed", "function", "name …", Arrangement())
        self._rows: Functions | None = None
        self._wanted = ""
        self._work = Background(self)
        self._build()
        self._connect()
        self._compare(None)

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Whether it is held against another profile."""
        return document.opened.study.baseline is not None

    @property
    def _is_time(self) -> bool:
        return self.after.model.unit() == "ns"

    def _build(self) -> None:
        bar = row(
            self._layout,
            self._own,
            self._beyond,
            self._shares,
            1,
            self._search,
            margin=(8, 0, 8, 0),
        )
        bar.setFixedHeight(ROW.toolbar)
        picture = QWidget()
        stacked = QVBoxLayout(picture)
        stacked.setContentsMargins(0, 0, 0, 0)
        stacked.setSpacing(0)
        stacked.addWidget(self._legend)
        stacked.addWidget(self.canvas, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(picture)
        split.addWidget(self._pane)
        split.setSizes(list(_SIZES))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for part in (self._banner, on_surface(bar, "panel", "bottom")):
            whole.addWidget(part)
        whole.addWidget(split, 1)
        self.keyboard = self.canvas

    def _connect(self) -> None:
        canvas = self.canvas
        canvas.describe = self._describe
        canvas.overlays.append(self._paint_over)
        canvas.clicked.connect(self._on_clicked)
        canvas.activated.connect(self._on_activated)
        canvas.escaped.connect(self._step_back)
        canvas.fit_asked.connect(self.fit)
        self._layout.chosen.connect(lambda _: self._draw())
        self._own.chosen.connect(lambda _: self._draw())
        self._beyond.toggled.connect(lambda _: self._draw())
        self._shares.clicked.connect(lambda on: self._compare(bool(on)))
        self._search.searched.connect(self.find)
        self._pane.table.chosen.connect(self._on_rows)

    # Comparing

    def _compare(self, by_shares: bool | None) -> None:
        def compared() -> tuple[ComparedProfiles, Comparison]:
            found = compare_profiles(self.before, self.after, normalise=by_shares)
            return found, comparison_of(found, 20)

        self._work.ask(compared, self._show)

    def _show(self, found: tuple[ComparedProfiles, Comparison]) -> None:
        self.compared, self.comparison = found
        self._banner.show_comparison(self.comparison)
        self._shares.setChecked(self.comparison.is_normalised)
        self._draw()

    def _draw(self) -> None:
        compared = self.compared
        if compared is None:
            return
        own, beyond = self._own.index == 1, self._beyond.isChecked()
        layout = _LAYOUTS[self._layout.index]
        scene = DifferenceScene(
            compared, layout, own=own, beyond_noise=beyond, hits=self._hits(compared)
        )
        self.canvas.show_scene(scene)
        self.canvas.set_bounds(0, scene.end)
        self._legend.say(_WIDTHS[self._layout.index])
        rows = self._rows = Functions(compared, own=own, beyond_noise=beyond)
        self._pane.show_columns(rows.columns, self._settle)

    def _settle(self) -> None:
        self._choose(self.function)

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        if self.compared is None:
            self._work.forget()
            found = compare_profiles(self.before, self.after)
            self._show((found, comparison_of(found, 20)))

    def _hits(self, compared: ComparedProfiles) -> np.ndarray | None:
        words = self._wanted.casefold().split()
        if not words:
            return None
        names = [compared.name_of(f).casefold() for f in range(compared.tree.functions)]
        return np.array([all(word in name for word in words) for name in names], np.bool_)

    # Choosing

    def _choose(self, function: int) -> None:
        self.function = function
        at = self._rows.row_of(function) if self._rows is not None and function >= 0 else -1
        chosen = np.array([at] if at >= 0 else [], np.int32)
        self._pane.table.choose(chosen, reveal=at >= 0)
        self.canvas.update()

    def _on_clicked(self, hit: Hit | None) -> None:
        scene = self.canvas.scene
        if not isinstance(scene, DifferenceScene):
            return
        function = int(scene.tree.function[hit.item]) if hit and hit.item != ALL else -1
        self._choose(function)
        is_after = 0 <= function < len(self.after.model.functions)
        self.document.selection.change(self, operation=function if is_after else -1, row=-1)

    def _on_rows(self, rows: Rows) -> None:
        if self._rows is not None and len(rows) == 1:
            self.function = int(self._rows.function[rows[0]])
            self.canvas.update()

    def _on_activated(self, hit: Hit | None) -> None:
        if hit is not None:
            boxes = hit.layer.boxes
            self.canvas.zoom_to(int(boxes.start[hit.box]), int(boxes.end[hit.box]), margin=0.0)

    def _step_back(self) -> None:
        if self.canvas.stretch.width < self.canvas.bounds[1] * 0.999:
            self.canvas.show_all()
        else:
            self._choose(-1)

    def _describe(self, hit: Hit) -> TipText | None:
        scene = self.canvas.scene
        return scene.tip(hit.item) if isinstance(scene, DifferenceScene) else None

    def _paint_over(self, painter: QPainter, view: Viewport) -> None:
        scene = self.canvas.scene
        if not isinstance(scene, DifferenceScene):
            return
        scene.paint_new(painter, view)
        if self.function >= 0:
            same = np.flatnonzero(scene.tree.function == self.function)
            for path in same[:_MOST_OUTLINES].tolist():
                place = scene.place_of_path(path, view)
                if place.width() >= 2:
                    outline(painter, QRectF(place), "accent", 2)

    # View

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark functions named like `text`."""
        self._wanted = text
        self._draw()
        hits = self._hits(self.compared) if self.compared is not None else None
        count = int(hits.sum()) if hits is not None else 0
        self._search.show_count(count)
        return count

    def fit(self) -> None:
        """Everything."""
        self.canvas.show_all()

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        self.canvas.redraw()
        self._legend.update()
