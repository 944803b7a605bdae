"""The flame graph: all traces, or the chosen ones, folded into one tree of calls."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from perfview.findings.quantities import plural
from perfview.traces.filtering.words import texts_with
from perfview.traces.measures.flame import CallTree
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.painting import outline
from perfview.ui.canvas.scene import Hit, Viewport
from perfview.ui.canvas.scroll_bar import CanvasScrollBar
from perfview.ui.canvas.tip import TipText
from perfview.ui.traces.flame_scene import ALL, ROW, FlameScene, nodes_of_operations
from perfview.ui.traces.graph.service_legend import ServiceLegend
from perfview.ui.traces.lanes.band_colours import legend_of
from perfview.ui.traces.no_spans import no_spans
from perfview.ui.traces.walking import chosen_trace
from perfview.ui.traces.wording import words_of
from perfview.ui.widgets.arrange import on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import button, chip
from perfview.ui.widgets.label import label
from perfview.ui.widgets.search_field import SearchField
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.view import View

_BAR_HEIGHT = 38
_MOST_OUTLINES = 2000
_NO_TRACES = np.zeros(0, np.int32)


class FlameView(View):
    """Click chooses an operation, double click zooms into a call, Esc goes out again."""

    name = "flame"
    title = "Flame graph"
    kind = "traces"
    position = 30

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.setAccessibleName("Flame graph")
        self.study = document.opened.study
        self.canvas = Canvas()
        self.canvas.setAccessibleName("Flame graph of calls")
        self.canvas.setAccessibleDescription("The operations table holds the same numbers.")
        self.scene: FlameScene | None = None
        self.call = ALL
        self._wanted = ""
        self._hits = _NO_TRACES
        self._at_hit = -1
        self._shown: NDArray[np.int32] | None = None
        self._work = Background(self)
        self._build()
        if len(self.study.model):
            self._connect()
            self._fold()

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._only = chip("Chosen trace only", tip="Fold only the trace of the chosen span")
        self._words = label("", "3")
        self._search = SearchField("Find an operation")
        self._out = button("", "arrows-out", "flat", tip="Show everything")
        self._legend = ServiceLegend()
        self._scroll_bar = CanvasScrollBar(self.canvas, "Scroll the calls")
        if not len(self.study.model):
            whole.addWidget(no_spans(self.study, "calls"))
            return
        bar = row(self._only, self._words, 1, self._search, self._out, margin=(8, 0, 8, 0))
        bar.setFixedHeight(_BAR_HEIGHT)
        whole.addWidget(on_surface(bar, "panel", "bottom"))
        whole.addWidget(self._legend)
        body = QGridLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self.canvas, 0, 0)
        body.addWidget(self._scroll_bar, 0, 1)
        whole.addLayout(body, 1)
        self.keyboard = self.canvas

    def _connect(self) -> None:
        canvas, selection = self.canvas, self.document.selection
        canvas.describe = self._describe
        canvas.overlays.append(self._paint_same)
        canvas.clicked.connect(self._on_clicked)
        canvas.activated.connect(self._on_activated)
        canvas.walked.connect(self._on_walked)
        canvas.fit_asked.connect(self.fit)
        canvas.entered.connect(self.fit)
        canvas.escaped.connect(self._step_back)
        self._only.toggled.connect(self._fold)
        self._out.clicked.connect(canvas.show_all)
        self._search.searched.connect(self.find)
        self._search.stepped.connect(self.find_next)
        selection.changed.connect(self._on_selection)
        selection.revealed.connect(lambda focus: QTimer.singleShot(0, self, self._reveal))

    # Folding

    def _traces(self, focus: Focus) -> NDArray[np.int32]:
        """Which traces are to be folded; empty for all."""
        trace = chosen_trace(self.study, focus)
        if self._only.isChecked() and trace >= 0:
            return np.array([trace], np.int32)
        return focus.groups

    def _fold(self) -> None:
        """Fold what is to be seen, unless that is what is seen."""
        traces = self._traces(self.document.selection.focus)
        if self._shown is not None and np.array_equal(traces, self._shown):
            return
        self._shown = traces
        self._work.ask(lambda: self._folded(traces), self._show_tree)

    def _folded(self, traces: NDArray[np.int32]) -> CallTree:
        tree: CallTree = self.study.call_tree(traces if len(traces) else None)
        return tree

    def _show_tree(self, tree: CallTree) -> None:
        self.call = ALL
        self.scene = FlameScene(self.study, tree, self._hit_calls(tree))
        self.canvas.show_scene(self.scene)
        self.canvas.set_bounds(0, self.scene.end_ns)
        assert self._shown is not None
        count = len(self._shown) or self.study.structure.traces
        chosen = "chosen " if len(self._shown) else ""
        traces = plural(count, f"{chosen}{words_of(self.study).whole}")
        self._words.setText(f"{traces}, {plural(len(tree.parent), 'distinct call')}")
        self._explain_colours(tree)
        self._choose_operation(self.document.selection.focus.operation)

    def _explain_colours(self, tree: CallTree) -> None:
        if self.study.model.threads:
            self._legend.show_entries(legend_of(self.study))
        else:
            nodes = nodes_of_operations(self.study)[tree.operation]
            self._legend.show_services(self.study.graph, set(nodes.tolist()))

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        if len(self.study.model) and (self._work.is_busy or self.scene is None):
            self._work.forget()
            self._shown = self._traces(self.document.selection.focus)
            self._show_tree(self._folded(self._shown))

    # The shared selection

    def _on_selection(self, focus: Focus, _origin: object) -> None:
        self._fold()
        self._choose_operation(focus.operation)

    def _choose_operation(self, operation: int) -> None:
        """Go to the heaviest call of an operation, unless one of them is chosen already."""
        if self.scene is None:
            return
        tree = self.scene.tree
        if self.call == ALL or int(tree.operation[self.call]) != operation:
            same = np.flatnonzero(tree.operation == operation)
            self.call = int(same[np.argmax(tree.total_ns[same])]) if len(same) else ALL
        self.canvas.select({self.call} if self.call != ALL else set())

    def _select(self, call: int) -> None:
        if self.scene is None:
            return
        self.call = call
        operation = int(self.scene.tree.operation[call]) if call != ALL else -1
        node = int(self.scene.node[operation]) if call != ALL else -1
        self.document.selection.change(self, operation=operation, node=node)
        self.canvas.select({call} if call != ALL else set())

    def _reveal(self) -> None:
        """Scroll to the chosen call, and out as far as it takes to see it."""
        if self.scene is None or self.call == ALL:
            return
        start = int(self.scene.tree.start_ns[self.call])
        end = start + int(self.scene.tree.width_ns[self.call])
        stretch = self.canvas.stretch
        if start < stretch.start or end > stretch.end or end - start < stretch.width / 300:
            around = 4 * (end - start)
            self.canvas.zoom_to(max(0, start - around), end + around)
        y = ROW * (int(self.scene.tree.depth[self.call]) + 1)
        self.canvas.bring_into_sight(QRectF(0, y, 1, ROW + 8))

    # What hands do

    def _on_clicked(self, hit: Hit | None) -> None:
        self._select(hit.item if hit else ALL)

    def _on_activated(self, hit: Hit | None) -> None:
        if hit is not None:
            boxes = hit.layer.boxes
            start, end = int(boxes.start[hit.box]), int(boxes.end[hit.box])
            self.canvas.zoom_to(start, end, margin=0.0)

    def _on_walked(self, where: str) -> None:
        if self.scene is None or not len(self.scene.tree.parent):
            return
        step = self.scene.step(self.call, where) if self.call != ALL else 0
        if step >= 0:
            self._select(step)
            self._reveal()

    def _step_back(self) -> None:
        """Esc: first the zoom, then what is chosen."""
        if self.canvas.stretch.width < self.canvas.bounds[1] * 0.999:
            self.canvas.show_all()
        else:
            self._select(ALL)

    # View

    def _hit_calls(self, tree: CallTree) -> NDArray[np.bool_] | None:
        if not self._wanted:
            return None
        operations = self.study.operations
        services = np.append(texts_with(self.study.model.strings, self._wanted), False)
        found = texts_with(operations.names, self._wanted) | services[operations.service]
        return np.asarray(found[tree.operation], np.bool_)

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark calls of operations or services named like `text`."""
        self._wanted, self._at_hit, self._hits = text, -1, _NO_TRACES
        if self.scene is None:
            return 0
        hits = self._hit_calls(self.scene.tree)
        self.scene = FlameScene(self.study, self.scene.tree, hits)
        self.canvas.show_scene(self.scene)
        if hits is not None:
            found = np.flatnonzero(hits).astype(np.int32)
            self._hits = found[np.argsort(-self.scene.tree.total_ns[found], kind="stable")]
        self._search.show_count(len(self._hits))
        return len(self._hits)

    def find_next(self, step: int = 1) -> None:
        """Go to the next match, heaviest first."""
        if len(self._hits):
            self._at_hit = (self._at_hit + step) % len(self._hits)
            self._search.show_count(len(self._hits), self._at_hit)
            self._select(int(self._hits[self._at_hit]))
            self._reveal()

    def fit(self) -> None:
        """Zoom into the chosen call; everything when none is chosen."""
        if self.scene is None or self.call == ALL:
            self.canvas.show_all()
            return
        start = int(self.scene.tree.start_ns[self.call])
        end = start + int(self.scene.tree.width_ns[self.call])
        self.canvas.zoom_to(start, end, margin=0.0)

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        self.canvas.redraw()
        self._legend.update()

    def _describe(self, hit: Hit) -> TipText | None:
        return self.scene.tip(hit.item) if self.scene else None

    def _paint_same(self, painter: QPainter, view: Viewport) -> None:
        """Every other place of the chosen operation."""
        if self.scene is None or self.call == ALL:
            return
        tree = self.scene.tree
        start, end = view.stretch.start, view.stretch.end
        same = tree.operation == tree.operation[self.call]
        seen = same & (tree.start_ns < end) & (tree.start_ns + tree.width_ns > start)
        wide = tree.width_ns >= 3 * view.ns_per_pixel
        for call in np.flatnonzero(seen & wide)[:_MOST_OUTLINES].tolist():
            x0 = view.stretch.x_of(int(tree.start_ns[call]), view.width)
            x1 = view.stretch.x_of(int(tree.start_ns[call] + tree.width_ns[call]), view.width)
            y = 4 + ROW * (int(tree.depth[call]) + 1) - view.scroll
            left, right = round(max(x0, -4.0)), round(min(x1, view.width + 4.0))
            outline(painter, QRectF(left, y, right - left, ROW - 1), "accent", 1)
