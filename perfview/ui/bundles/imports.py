"""Why a module is in the build: the ways of imports that lead to it, drawn and listed."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QStackedLayout, QVBoxLayout, QWidget

from perfview.bundles.study import Study
from perfview.findings.quantities import number, size
from perfview.ui.bundles.changes.thinking import lazy_import
from perfview.ui.bundles.choosing import choose_module, chosen_module, chosen_package
from perfview.ui.bundles.graphs.import_drawing import CARD, SOLE_ROLE, ImportDrawing
from perfview.ui.bundles.graphs.import_graph import ImportGraph, graph_around, graph_of_ways
from perfview.ui.bundles.graphs.sentence import why_words
from perfview.ui.bundles.graphs.ways_columns import ways_columns
from perfview.ui.bundles.jumping.menu import fill_import_menu, fill_module_menu, try_out
from perfview.ui.bundles.jumping.ways import bind_keys
from perfview.ui.bundles.tables.import_columns import import_columns, imports_into
from perfview.ui.canvas.tip import TipText
from perfview.ui.graphs.canvas import Emphasis, GraphCanvas
from perfview.ui.graphs.legend import Line, LineLegend
from perfview.ui.graphs.placing import Edges, place
from perfview.ui.graphs.walking import beside
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import column, on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import Segmented, button, chip
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.label import Elided, label
from perfview.ui.widgets.splitter import Splitter
from perfview.ui.widgets.table.columns import Rows
from perfview.ui.widgets.table.view import Table
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.view import View

_WAYS = 0
_LINES = (
    Line("import", "control"),
    Line("import()", "control", dashes=(4, 3)),
    Line("the chosen way", "ink", 2.6),
    Line("alone keeps it at start", SOLE_ROLE, 3.0),
    Line("left out by the bundler", "text3", 1.2, (2, 3)),
)


class ImportsView(View):
    """Follows the chosen module; without one shows the heaviest that loads at start."""

    name = "imports"
    title = "Why is it here"
    kind = "bundles"
    position = 40

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.study: Study = document.opened.study
        self.graph: ImportGraph | None = None
        self._module, self._way = -1, 0
        self._hits: list[int] = []
        self._importers: Rows = np.zeros(0, np.int32)
        self._work = Background(self)
        self.drawing = ImportDrawing(self.study)
        self.canvas = GraphCanvas(
            self.drawing,
            "Imports",
            lambda modules: f"{modules} modules; arrow keys go along imports",
        )
        self.canvas.describe = self._describe
        self.ways, self.importers = Table((), "Ways to it"), Table((), "Who imports it")
        self._build()
        self._connect()
        self.keyboard = self.canvas
        bind_keys(self)
        self._follow(document.selection.focus)

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where it is known who imports whom."""
        return len(document.opened.study.model.imports) > 0

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._work.forget()
        self._show(self._made())

    # Set-up

    def _build(self) -> None:
        self.show_which = Segmented(("Ways", "1", "2", "3"), _WAYS, "The ways, or hops around it")
        self.shaken = chip("Left out", tip="Show imports that the bundler left out as well")
        self._said = Elided("", "strong")
        self.lazy = button("What if it were lazy?", "question", tip="Try import() there")
        self._whole = button("", "arrows-out", "flat", tip="Show everything")
        bar = row(self.show_which, self.shaken, 1, self.lazy, self._whole, margin=(10, 0, 8, 0))
        bar.setFixedHeight(ROW.toolbar)
        said = row((self._said, 1), margin=(12, 8, 12, 8))
        self._ways_count, self._importers_count = label("", "3"), label("", "3")
        left = column(on_surface(row(label("Ways", "title"), 1, self._ways_count,
                                     margin=(12, 6, 12, 6)), "panel", "top"),
                      (self.ways, 1), gap=0)  # fmt: skip
        right = column(on_surface(row(label("Imported by", "title"), 1, self._importers_count,
                                      margin=(12, 6, 12, 6)), "panel", "top"),
                       (self.importers, 1), gap=0)  # fmt: skip
        below = Splitter("imports-below", ((left, 3), (right, 2)), (640, 420))
        legend = LineLegend("imports lead left to right", _LINES)
        picture = QWidget()
        self._pile = QStackedLayout(picture)
        self._pile.addWidget(column((self.canvas, 1), legend, gap=0))
        self._pile.addWidget(Empty("Nothing leads here", "No import that was kept asks for it."))
        split = Splitter("imports", ((picture, 3), (below, 1)), (560, 220), down=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(on_surface(bar, "panel", "bottom"))
        layout.addWidget(on_surface(said, "canvas"))
        layout.addWidget(split, 1)

    def _connect(self) -> None:
        selection, canvas = self.document.selection, self.canvas
        canvas.picked.connect(self._pick)
        canvas.opened.connect(self._pick)
        canvas.walked.connect(self._walk)
        canvas.fit_asked.connect(self.fit)
        canvas.resized.connect(self._place)
        canvas.menu_asked.connect(self._on_menu)
        self.show_which.chosen.connect(lambda _: self._ask())
        self.shaken.toggled.connect(lambda _: self._ask())
        self._whole.clicked.connect(canvas.show_all)
        self.lazy.clicked.connect(self._try_lazy)
        self.ways.chosen.connect(self._on_way)
        self.importers.chosen.connect(self._on_importer)
        self.importers.menu_asked.connect(self._on_import_menu)
        selection.changed.connect(lambda focus, _: self._follow(focus))
        selection.revealed.connect(lambda focus: self._follow(focus))

    # The shared selection

    def _follow(self, focus: Focus) -> None:
        module = self._meant(focus)
        if module != self._module:
            self._module, self._way = module, 0
            self._ask()

    def _meant(self, focus: Focus) -> int:
        """The chosen module; of a package, of several modules, of everything the heaviest."""
        study = self.study
        module = chosen_module(study, focus)
        if module >= 0:
            return module
        package = chosen_package(study, focus)
        rows = focus.rows if len(focus.rows) else study.modules_of(package)
        if package < 0 and not len(focus.rows):
            rows = np.flatnonzero(~study.model.modules.is_entry).astype(np.int32)
        weight = study.weights.at_start[rows]
        return int(rows[np.argmax(weight)]) if len(rows) else 0

    def _pick(self, module: int) -> None:
        if module >= 0:
            choose_module(self.document, self, module)

    # The picture

    def _ask(self) -> None:
        self._work.ask(self._made, self._show)

    def _made(self) -> ImportGraph:
        which, shaken = self.show_which.index, self.shaken.isChecked()
        if which == _WAYS:
            return graph_of_ways(self.study, self._module, shaken=shaken)
        return graph_around(self.study, self._module, which, shaken=shaken)

    def _show(self, graph: ImportGraph) -> None:
        self.graph = self.drawing.graph = graph
        self._said.setText(why_words(self.study, graph))
        self.lazy.setVisible(bool(graph.sole))
        self._pile.setCurrentIndex(0 if len(graph.nodes) > 1 or graph.ways else 1)
        self.ways.set_columns(ways_columns(self.study, graph.ways))
        self._ways_count.setText(number(len(graph.ways)))
        module = np.array([graph.focus], np.int32)
        self._importers = imports_into(self.study, module)
        self.importers.set_columns(import_columns(self.study, self._importers))
        self._importers_count.setText(number(len(self._importers)))
        self.canvas.moved_by_hand = False
        self._place()
        self._emphasise()

    def _place(self) -> None:
        graph = self.graph
        if graph is not None:
            edges = Edges(np.arange(len(graph.row), dtype=np.int32), graph.source, graph.target)
            room = (self.canvas.width(), self.canvas.height())
            self.canvas.show_places(place(graph.nodes, edges, room, CARD))

    def _emphasise(self) -> None:
        graph = self.graph
        assert graph is not None
        emphasis = Emphasis(graph.focus, self.canvas.emphasis.hovered, hits=set(self._hits))
        if self._way < len(graph.ways):
            emphasis.way = graph.edges_of(graph.ways[self._way])
        self.canvas.emphasise(emphasis)

    def _on_way(self, rows: Rows) -> None:
        if len(rows) == 1 and self.graph is not None:
            self._way = int(rows[0])
            self._emphasise()

    def _on_importer(self, rows: Rows) -> None:
        if len(rows) == 1:
            self._pick(int(self.study.model.imports.source[self._importers[rows[0]]]))

    # What can be done

    def _try_lazy(self) -> None:
        if self.graph is not None and self.graph.sole:
            row = int(self.graph.row[self.graph.sole[0]])
            try_out(self.document, lazy_import(self.study, row))

    def _on_menu(self, module: int, where: QPoint) -> None:
        menu = QMenu(self)
        fill_module_menu(menu, self, self.document, module)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def _on_import_menu(self, menu: QMenu, at: int) -> None:
        fill_import_menu(menu, self, self.document, int(self._importers[at]))

    def _walk(self, where: str) -> None:
        if self.graph is None:
            return
        graph, at = self.graph, self.canvas.emphasis.focus
        step = beside(graph.source, graph.target, self.canvas.places.cards, at, where)
        if step >= 0:
            self.canvas.emphasis.focus = step
            self.canvas.bring_into_sight(step)
            self.canvas.update()

    def _describe(self, module: int) -> TipText:
        study = self.study
        retained = study.dominated.retained_bytes
        rows = (
            ("shipped", size(int(study.weights.of_module[module]))),
            ("at start", size(int(study.weights.at_start[module]))),
            ("brings in", size(int(retained[module]))),
        )
        return TipText(study.name_of(module), study.package_of(module), rows)

    # View

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark modules of the picture named like `text`."""
        nodes = self.graph.nodes.tolist() if self.graph is not None else []
        wanted = text.casefold()
        named = self.study.name_of
        self._hits = [n for n in nodes if wanted and wanted in named(n).casefold()]
        if self.graph is not None:
            self._emphasise()
        return len(self._hits)

    def find_next(self, step: int = 1) -> None:
        """Bring the next match into sight."""
        if self._hits:
            at = self.canvas.emphasis.focus
            place_ = self._hits.index(at) + step if at in self._hits else 0
            self.canvas.emphasis.focus = self._hits[place_ % len(self._hits)]
            self.canvas.bring_into_sight(self.canvas.emphasis.focus)
            self.canvas.update()

    def fit(self) -> None:
        """Show all of the picture."""
        self.canvas.show_all()

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        self.canvas.update()
