"""A call tree on a canvas: zoom, search, choose, walk; knows nothing of documents."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QWidget

from perfview.profiles.measures.call_tree import CallTree, Shape
from perfview.profiles.measures.names import functions_like
from perfview.profiles.study import Study
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.painting import outline
from perfview.ui.canvas.scene import Hit, Viewport
from perfview.ui.canvas.scroll_bar import CanvasScrollBar
from perfview.ui.canvas.tip import TipText
from perfview.ui.profiles.icicle.scene import ALL, ROW, TreeScene

_MOST_OUTLINES = 2000
_NARROWEST = 3
_MOST_TIMES_WIDER = 60
_NONE = np.zeros(0, np.int32)


class TreePicture(QWidget):
    """`chosen` carries (path, function) or (ALL, -1); `menu_asked` also the place on screen."""

    chosen = Signal(int, int)
    menu_asked = Signal(int, int, QPoint)

    def __init__(
        self, study: Study, *, upward: bool = False, crowned: bool = True, name: str = "Flame graph"
    ) -> None:
        super().__init__()
        self.study = study
        self._upward, self._crowned = upward, crowned
        self.canvas = Canvas()
        self.canvas.setAccessibleName(name)
        self.canvas.setAccessibleDescription("The functions table holds the same numbers.")
        self.scene: TreeScene | None = None
        self.path = ALL
        self._marked = _NONE
        self._wanted = ""
        self._dim = False
        self._hits = _NONE
        self._at_hit = -1
        self._scroll_bar = CanvasScrollBar(self.canvas, "Scroll the calls")
        body = QGridLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self.canvas, 0, 0)
        body.addWidget(self._scroll_bar, 0, 1)
        self._connect()

    def _connect(self) -> None:
        canvas = self.canvas
        canvas.describe = self._describe
        canvas.overlays.append(self._paint_marked)
        canvas.clicked.connect(lambda hit: self._select(hit.item if hit else ALL))
        canvas.activated.connect(self._on_activated)
        canvas.walked.connect(self._on_walked)
        canvas.fit_asked.connect(self.fit)
        canvas.entered.connect(self.fit)
        canvas.escaped.connect(self._step_back)
        canvas.menu_asked.connect(self._on_menu)

    @property
    def shape(self) -> Shape | None:
        """What is shown."""
        return self.scene.tree.shape if self.scene else None

    # What is shown

    def scene_of(self, tree: CallTree, unit: str) -> TreeScene:
        """A tree laid out for `show_scene`; takes a while, and may be called on another thread."""
        return TreeScene(self.study, tree, unit, upward=self._upward, crowned=self._crowned)

    def show_scene(self, scene: TreeScene) -> None:
        """Show another tree, all of it."""
        self.path = ALL
        self._marked = _NONE
        self.scene = scene
        if self._wanted or self._dim:
            self._look()
        self.canvas.show_scene(scene)
        self.canvas.set_bounds(0, scene.end)
        if self._upward:
            self.canvas.scroll_to(self.canvas.lowest_scroll)
        self._scroll_bar.follow()

    def dim_libraries(self, on: bool) -> None:
        """Let own code stand out, or not."""
        self._dim = on
        self._look()

    def _look(self) -> None:
        if self.scene is not None:
            found = functions_like(self.study, self._wanted) if self._wanted else None
            self.scene.look(found, dim_libraries=self._dim)
            self.canvas.redraw()

    def point_at(self, stack: int, function: int, evidence: NDArray[np.int32]) -> None:
        """Outline a recorded stack's path, else the heaviest of a function, and every other place
        of it; `evidence` are recorded stacks."""
        if self.scene is None:
            return
        shape = self.scene.tree.shape
        path = int(shape.of_stack[stack]) if 0 <= stack < len(shape.of_stack) else ALL
        same = self.path != ALL and int(shape.function[self.path]) == function
        if path == ALL and not same and function >= 0:
            places = np.flatnonzero(shape.function == function)
            path = int(places[np.argmax(self.scene.tree.total[places])]) if len(places) else ALL
        elif path == ALL and same:
            path = self.path
        self.path = path
        self._mark(function, evidence)
        self.canvas.select({path} if path != ALL else set())

    def _mark(self, function: int, evidence: NDArray[np.int32] = _NONE) -> None:
        """Find the places of a function, and of evidence: what `_paint_marked` outlines."""
        assert self.scene is not None
        shape = self.scene.tree.shape
        marked = shape.function == function if function >= 0 else np.zeros(len(shape), np.bool_)
        paths = shape.of_stack[evidence[evidence < len(shape.of_stack)]]
        marked[paths[paths >= 0]] = True
        self._marked = np.flatnonzero(marked).astype(np.int32)

    def reveal(self, evidence: NDArray[np.int32] = _NONE) -> None:
        """Scroll to the chosen path, and out as far as it takes to see it; or to all of these
        recorded stacks, when they are wide enough together to see the chosen one."""
        if self.scene is None or self.path == ALL:
            return
        start, end = int(self.scene.start[self.path]), int(self.scene.stop[self.path])
        stretch = self.canvas.stretch
        first, last = self._extent(evidence)
        if last - first > 0 and end - start >= (last - first) / _MOST_TIMES_WIDER:
            around = (last - first) // 20
            self.canvas.zoom_to(max(0, first - around), last + around)
        elif start < stretch.start or end > stretch.end or end - start < stretch.width / 300:
            around = 4 * (end - start)
            self.canvas.zoom_to(max(0, start - around), end + around)
        self.canvas.bring_into_sight(QRectF(0, self.scene.top_of(self.path), 1, ROW + 8))

    def shows(self, stacks: NDArray[np.int32]) -> bool:
        """Whether any of these recorded stacks is among what is shown, and weighs anything."""
        start, end = self._extent(stacks) if self.scene is not None else (0, 0)
        return end > start

    def _extent(self, evidence: NDArray[np.int32]) -> tuple[int, int]:
        """From where to where the paths of recorded stacks stand, (0, 0) when none is seen."""
        assert self.scene is not None
        of_stack = self.scene.tree.shape.of_stack
        paths = of_stack[evidence[evidence < len(of_stack)]]
        paths = paths[paths >= 0]
        if not len(paths):
            return 0, 0
        return int(self.scene.start[paths].min()), int(self.scene.stop[paths].max())

    def fit(self) -> None:
        """Zoom into the chosen path; everything when none is chosen."""
        if self.scene is None or self.path == ALL:
            self.canvas.show_all()
        else:
            start, end = int(self.scene.start[self.path]), int(self.scene.stop[self.path])
            self.canvas.zoom_to(start, end, margin=0.0)

    # Finding

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark functions named like `text`; how many places there are."""
        self._wanted, self._at_hit, self._hits = text, -1, _NONE
        if self.scene is None:
            return 0
        self._look()
        if self.scene.hits is not None:
            tree = self.scene.tree
            made = np.zeros(len(tree.shape.made), np.bool_)
            found = np.append(self.scene.hits, made)[tree.shape.function]
            places = np.flatnonzero(found).astype(np.int32)
            self._hits = places[np.argsort(-tree.total[places], kind="stable")]
        return len(self._hits)

    def find_next(self, step: int = 1) -> tuple[int, int]:
        """Go to the next match, heaviest first; how many there are, and which one it is."""
        if len(self._hits):
            self._at_hit = (self._at_hit + step) % len(self._hits)
            self._select(int(self._hits[self._at_hit]))
            self.reveal()
        return len(self._hits), self._at_hit

    # What hands do

    def _select(self, path: int) -> None:
        if self.scene is None:
            return
        self.path = path
        function = int(self.scene.tree.shape.function[path]) if path != ALL else -1
        self._mark(function)
        self.canvas.select({path} if path != ALL else set())
        self.chosen.emit(path, function)

    def _on_menu(self, hit: Hit | None, place: QPoint) -> None:
        if hit is not None and hit.item != ALL and self.scene is not None:
            self._select(hit.item)
            self.menu_asked.emit(hit.item, int(self.scene.tree.shape.function[hit.item]), place)

    def _on_activated(self, hit: Hit | None) -> None:
        if hit is not None:
            boxes = hit.layer.boxes
            self.canvas.zoom_to(int(boxes.start[hit.box]), int(boxes.end[hit.box]), margin=0.0)

    def _on_walked(self, where: str) -> None:
        if self.scene is None or not len(self.scene.tree.shape):
            return
        step = self.scene.step(self.path, where) if self.path != ALL else 0
        if step >= 0:
            self._select(step)
            self.reveal()

    def _step_back(self) -> None:
        """Esc: first the zoom, then what is chosen."""
        if self.canvas.stretch.width < self.canvas.bounds[1] * 0.999:
            self.canvas.show_all()
        else:
            self._select(ALL)

    def _describe(self, hit: Hit) -> TipText | None:
        return self.scene.tip(hit.item) if self.scene else None

    def _paint_marked(self, painter: QPainter, view: Viewport) -> None:
        """Every other place of the chosen function, and the evidence of the open card."""
        if self.scene is None:
            return
        marked = self._marked
        start, stop = self.scene.start[marked], self.scene.stop[marked]
        seen = (start < view.stretch.end) & (stop > view.stretch.start)
        wide = stop - start >= _NARROWEST * view.ns_per_pixel
        shown = np.flatnonzero(seen & wide)[:_MOST_OUTLINES]
        rows = zip(marked[shown].tolist(), start[shown].tolist(), stop[shown].tolist(), strict=True)
        for path, began, ended in rows:
            x0 = view.stretch.x_of(began, view.width)
            x1 = view.stretch.x_of(ended, view.width)
            y = self.scene.top_of(path) - view.scroll
            left, right = round(max(x0, -4.0)), round(min(x1, view.width + 4.0))
            outline(painter, QRectF(left, y, right - left, ROW - 1), "accent", 1)
