"""The service graph: who calls whom, how often, how long, how it fails."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from perfview.findings.quantities import duration, number, percent, plural
from perfview.traces.measures.service_graph import ServiceGraph
from perfview.ui.canvas.tip import TipText
from perfview.ui.graphs.canvas import Emphasis, GraphCanvas
from perfview.ui.traces.graph.callees import columns_of, edges_from
from perfview.ui.traces.graph.choice import (
    MOST_NODES,
    busiest,
    heaviest_way,
    hops_from,
    known_nodes,
    visible_nodes,
    way_of_trace,
)
from perfview.ui.traces.graph.drawing import GraphDrawing
from perfview.ui.traces.graph.legend import GraphLegend
from perfview.ui.traces.graph.places import place_graph
from perfview.ui.traces.graph.walking import neighbour
from perfview.ui.traces.no_spans import no_spans
from perfview.ui.traces.service_colours import service_categories
from perfview.ui.traces.walking import chosen_trace
from perfview.ui.widgets.arrange import column, on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import Segmented, button, chip
from perfview.ui.widgets.label import label
from perfview.ui.widgets.search_field import SearchField
from perfview.ui.widgets.table.view import Table
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.view import View

_HOPS = (1, 2, 0)
_BAR_HEIGHT = 38
_TABLE_HEIGHT = 168


class ServicesView(View):
    """Click chooses a service; its calls stand in the table below."""

    name = "services"
    title = "Service graph"
    kind = "traces"
    position = 20

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Threads have no services that call each other."""
        return not document.opened.study.model.threads

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.setAccessibleName("Service graph")
        self.study = document.opened.study
        self.graph: ServiceGraph | None = None
        self.canvas: GraphCanvas | None = None
        self._hits: list[int] = []
        self._at_hit = -1
        self._laid_out: object = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._work = Background(self)
        if not len(self.study.model):
            self._layout.addWidget(no_spans(self.study, "services"))
            return
        self._build_bar()
        self._work.ask(lambda: self.study.graph, self._show_graph)

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        if len(self.study.model) and self.graph is None:
            self._work.forget()
            self._show_graph(self.study.graph)

    # Set-up

    def _show_graph(self, graph: ServiceGraph) -> None:
        model = self.study.model
        spent = int(model.end_ns.max()) - int(model.start_ns.min())
        self.graph = graph
        self._seconds = max(spent / 1e9, 1e-9)
        self._categories = service_categories(graph)
        self._heaviest = heaviest_way(graph)
        drawing = GraphDrawing(graph, self._categories.tolist(), self._seconds)
        self.canvas = GraphCanvas(
            drawing,
            "Service graph",
            lambda services: f"{services} services; arrow keys go along calls",
        )
        self.canvas.describe = self._describe
        self._build(self.canvas)
        self._connect(self.canvas)
        self._follow(self.document.selection.focus)

    def _build_bar(self) -> None:
        self._focus_chip = chip("", "crosshair", on=True, tip="Let go of this service")
        self._focus_chip.hide()
        self._hops = Segmented(("1", "2", "all"), 1, "How many calls around the focus")
        self._path = chip("Critical path", on=True, tip="Show where most of the waiting goes")
        self._count = label("", "3")
        self._search = SearchField("Find a service")
        self._whole = button("", "arrows-out", "flat", tip="Show everything")
        hops = row(label("hops", "3"), self._hops, gap=6)
        bar = row(
            self._focus_chip,
            hops,
            self._path,
            self._count,
            1,
            self._search,
            self._whole,
            margin=(8, 0, 8, 0),
        )
        bar.setFixedHeight(_BAR_HEIGHT)
        self._layout.addWidget(on_surface(bar, "panel", "bottom"))

    def _build(self, canvas: GraphCanvas) -> None:
        self._legend = GraphLegend()
        self._table = Table((), "Calls")
        self._title = label("", "title")
        self._facts = label("", "3")
        head = row(self._title, 1, self._facts, margin=(12, 6, 12, 6))
        below = column(on_surface(head, "panel", "top"), (self._table, 1), gap=0)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(column((canvas, 1), self._legend, gap=0))
        split.addWidget(below)
        split.setStretchFactor(0, 1)
        split.setSizes([600, _TABLE_HEIGHT])
        self._layout.addWidget(split, 1)
        self.keyboard = canvas
        if self.window().focusWidget() is self:
            # The keyboard came here before there was a picture.
            self.take_keyboard()

    def _connect(self, canvas: GraphCanvas) -> None:
        selection = self.document.selection
        canvas.picked.connect(self._pick)
        canvas.opened.connect(self._pick)
        canvas.walked.connect(self._walk)
        canvas.fit_asked.connect(self.fit)
        canvas.escaped.connect(lambda: self._pick(-1))
        canvas.resized.connect(self._place)
        self._focus_chip.clicked.connect(lambda: self._pick(-1))
        self._hops.chosen.connect(lambda _: self._follow(selection.focus))
        self._path.toggled.connect(lambda _: self._follow(selection.focus))
        self._search.searched.connect(self.find)
        self._search.stepped.connect(self.find_next)
        self._whole.clicked.connect(canvas.show_all)
        self._table.chosen.connect(self._on_row)
        selection.changed.connect(lambda focus, _: self._follow(focus))
        selection.revealed.connect(lambda focus: canvas.bring_into_sight(focus.node))

    # The shared selection

    def _pick(self, node: int) -> None:
        self.document.selection.change(self, node=node)

    def _on_row(self, rows: np.ndarray) -> None:
        if self.graph is not None and len(rows) == 1:
            self._pick(int(self.graph.callee[self._edges[int(rows[0])]]))

    def _follow(self, focus: Focus) -> None:
        """Show the chosen service, what is around it, and the way that matters."""
        if self.graph is None or self.canvas is None:
            return
        node = focus.node if 0 <= focus.node < len(self.graph.name) else -1
        trace = chosen_trace(self.study, focus)
        way = self._heaviest if trace < 0 else way_of_trace(self.study, trace)
        self._legend.say(self._way_words(trace) if self._path.isChecked() else "")
        hops = _HOPS[self._hops.index]
        far = hops_from(self.graph, node)
        near = {n: node < 0 or not hops or int(far[n]) <= hops for n in range(len(far))}
        emphasis = Emphasis(node, self.canvas.emphasis.hovered, near, hits=set(self._hits))
        emphasis.way = way if self._path.isChecked() else set()
        self._place(node)
        self.canvas.emphasise(emphasis)
        self._show_focus(node)

    @staticmethod
    def _way_words(trace: int) -> str:
        return "where most of the waiting goes" if trace < 0 else "critical path of the trace"

    def _place(self, node: int | None = None) -> None:
        if self.graph is None or self.canvas is None:
            return
        focus = self.document.selection.focus.node if node is None else node
        nodes = visible_nodes(self.graph, focus, self._visible_hops())
        room = (self.canvas.width(), self.canvas.height())
        key = (nodes.tolist(), room)
        if key != self._laid_out:
            self._laid_out = key
            self.canvas.show_places(place_graph(self.graph, nodes, room))
        known = len(known_nodes(self.graph))
        whole, few = plural(known, "service"), len(nodes) < known
        self._count.setText(f"{number(len(nodes))} of {whole}" if few else whole)

    def _visible_hops(self) -> int:
        """A large graph is never drawn whole: it could not be read."""
        assert self.graph is not None
        hops = _HOPS[self._hops.index]
        return hops or (3 if len(self.graph.name) > 5 * MOST_NODES else 0)

    def _show_focus(self, node: int) -> None:
        assert self.graph is not None
        graph = self.graph
        self._focus_chip.setVisible(node >= 0)
        name = graph.name[node] if node >= 0 else "All calls"
        if node >= 0:
            words = f"{name}  ×"
            self._focus_chip.setText(words)
            wide = self._focus_chip.fontMetrics().horizontalAdvance(words) + 48
            self._focus_chip.setFixedWidth(min(wide, 260))
            self._focus_chip.setChecked(True)
            self._focus_chip.setAccessibleName(f"Let go of {name}")
        self._edges = edges_from(graph, node)
        columns = columns_of(graph, self._categories, self._edges, self._seconds)
        self._table.set_columns(columns)
        self._title.setText(f"Calls from {name}" if node >= 0 else name)
        self._facts.setText(self._facts_of(node))

    def _facts_of(self, node: int) -> str:
        assert self.graph is not None
        graph = self.graph
        if node < 0:
            return plural(len(graph.caller), "pair", "pairs")
        callers = int(np.count_nonzero((graph.callee == node) & (graph.caller >= 0)))
        callees = int(np.count_nonzero(graph.caller == node))
        p95, errors = duration(int(graph.p95_ns[node])), plural(int(graph.errors[node]), "error")
        return f"{plural(callers, 'caller')}, {plural(callees, 'callee')}, p95 {p95}, {errors}"

    def _describe(self, node: int) -> TipText:
        assert self.graph is not None
        graph = self.graph
        kind = "seen only from its callers" if graph.inferred[node] else self._facts_of(node)
        failed = int(graph.errors[node]) / max(int(graph.spans[node]), 1)
        whole = max(int(graph.critical_ns.sum()), 1)
        rows = (
            ("spans", number(int(graph.spans[node]))),
            (
                "p50, p99",
                f"{duration(int(graph.p50_ns[node]))}, {duration(int(graph.p99_ns[node]))}",
            ),
            ("failed", percent(failed)),
            ("of the critical paths", percent(int(graph.critical_ns[node]) / whole)),
        )
        return TipText(graph.name[node], kind, rows)

    # Keys

    def _walk(self, where: str) -> None:
        """From card to card: along the busiest call, or up and down among neighbours."""
        if self.graph is None or self.canvas is None:
            return
        focus = self.document.selection.focus.node
        cards = self.canvas.places.cards
        known = focus in cards
        step = neighbour(self.graph, cards, focus, where) if known else busiest(self.graph)
        if step >= 0:
            self._pick(step)
            self.canvas.bring_into_sight(step)

    # View

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark services named like `text`."""
        names = self.graph.name if self.graph else []
        wanted = text.casefold()
        self._hits = [n for n, name in enumerate(names) if wanted and wanted in name.casefold()]
        self._at_hit = -1
        if self.graph is not None:
            self._search.show_count(len(self._hits))
            self._follow(self.document.selection.focus)
        return len(self._hits)

    def find_next(self, step: int = 1) -> None:
        """Choose the next match."""
        if self._hits and self.canvas is not None:
            self._at_hit = (self._at_hit + step) % len(self._hits)
            self._search.show_count(len(self._hits), self._at_hit)
            self._pick(self._hits[self._at_hit])
            self.canvas.bring_into_sight(self._hits[self._at_hit])

    def fit(self) -> None:
        """Show all of the picture."""
        if self.canvas is not None:
            self.canvas.show_all()

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        if self.canvas is not None:
            self.canvas.update()
            self._legend.update()
