"""The tables of a database, how statements join them, and which indexes they have and lack."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from perfview.findings.quantities import percent, plural
from perfview.queries.filtering.touched import tables_named
from perfview.queries.indexes.suggestion import Suggestion
from perfview.queries.study import Study
from perfview.ui.canvas.tip import TipText
from perfview.ui.graphs.canvas import Emphasis, GraphCanvas
from perfview.ui.graphs.legend import Line, LineLegend
from perfview.ui.graphs.walking import beside
from perfview.ui.queries.choosing import choose_statement, chosen_statement, reveal_statement
from perfview.ui.queries.jumping.ways import bind_keys
from perfview.ui.queries.plan.words import rows
from perfview.ui.queries.schema.drawing import TableDrawing
from perfview.ui.queries.schema.places import placed
from perfview.ui.queries.schema.side import TableSide
from perfview.ui.queries.schema.table_graph import TableGraph, graph_of, with_suggestions
from perfview.ui.theme.tokens import ROW
from perfview.ui.widgets.arrange import column, on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import button, chip
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.label import Elided
from perfview.ui.widgets.splitter import Splitter
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus
from perfview.ui.workspace.view import View

_SIZES = (680, 320)
_LINES = (
    Line("joined", "control", 3.0),
    Line("key only", "control", 1.2, (4, 3)),
    Line("index suggested", "save", 1.6),
)


class TablesView(View):
    """Cards and lines; beside them the chosen table, its indexes and its statements."""

    name = "tables"
    title = "Tables"
    kind = "queries"
    position = 50

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.study: Study = document.opened.study
        self.graph: TableGraph | None = None
        self.suggestions: list[Suggestion] = []
        self._table = -1
        self._hits: set[int] = set()
        self._work, self._advising = Background(self), Background(self)
        self.drawing = TableDrawing()
        self.canvas = GraphCanvas(
            self.drawing, "Tables", lambda count: f"{count} tables; arrow keys go along joins"
        )
        self.canvas.describe = self._describe
        self.side = TableSide(self.study)
        self.keyboard = self.canvas
        self._build()
        self._connect()
        bind_keys(self)
        self._work.ask(lambda: graph_of(self.study), self._show)
        self._advise()

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where statements or a schema may name tables."""
        study: Study = document.opened.study
        return len(study.model.statements) > 0 or bool(study.schema.tables)

    def settle(self) -> None:
        """Wait until everything is there; for pictures and tests."""
        self._work.forget()
        self._advising.forget()
        self._show(graph_of(self.study))
        self._show_suggestions(self.study.suggestions)

    # Set-up

    def _build(self) -> None:
        self.only_used = chip("Only used", on=True, tip="Leave out tables that no statement names")
        self._said = Elided("", "3")
        whole = button("", "arrows-out", "flat", tip="Show everything (F)")
        whole.clicked.connect(self.canvas.show_all)
        bar = row(self.only_used, (self._said, 1), whole, margin=(10, 0, 8, 0))
        bar.setFixedHeight(ROW.toolbar)
        picture = QWidget()
        self._pile = QStackedLayout(picture)
        self._pile.addWidget(Empty("Reading statements …"))
        self._pile.addWidget(
            column((self.canvas, 1), LineLegend("wider: more time", _LINES), gap=0)
        )
        self._pile.addWidget(Empty("No tables", "No statement names a table."))
        parts = ((picture, 1), (on_surface(self.side, "panel"), 0))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(on_surface(bar, "panel", "bottom"))
        layout.addWidget(Splitter("queries-tables", parts, _SIZES), 1)

    def _connect(self) -> None:
        canvas, selection = self.canvas, self.document.selection
        canvas.picked.connect(self.show_table)
        canvas.opened.connect(self._filter_by)
        canvas.walked.connect(self._walk)
        canvas.fit_asked.connect(self.fit)
        canvas.resized.connect(self._place)
        canvas.escaped.connect(lambda: self.show_table(-1))
        self.only_used.toggled.connect(lambda _on: self._place())
        self.side.chosen.connect(lambda each: choose_statement(self.document, self, each))
        self.side.opened.connect(
            lambda each: reveal_statement(self.document, each, "statements", self)
        )
        selection.changed.connect(self._follow)
        selection.revealed.connect(self._follow)
        self.document.advised.connect(self._advise)

    # What is shown

    def _advise(self, _advice: object = None) -> None:
        study = self.study
        self._advising.ask(lambda: study.suggestions, self._show_suggestions)

    def _show_suggestions(self, found: list[Suggestion]) -> None:
        self.suggestions = found
        if self.graph is not None:
            self.drawing.suggested = with_suggestions(self.graph, self.study)
            self.canvas.update()
            if self._table >= 0:
                self.side.show_table(self.graph.names[self._table], found)

    def _show(self, graph: TableGraph) -> None:
        self.graph = self.drawing.graph = graph
        self._pile.setCurrentIndex(1 if len(graph) else 2)
        self.only_used.setVisible(bool((graph.share <= 0).any() and (graph.share > 0).any()))
        words = plural(len(graph), "table")
        if graph.left_out:
            words += f", the {graph.left_out} that take least not drawn"
        self._said.setText(words)
        self.drawing.suggested = np.zeros(len(graph), np.int32)
        if self.suggestions:
            self._show_suggestions(self.suggestions)
        self._place()
        self._follow(self.document.selection.focus)
        if self._table < 0 and len(graph):
            self.show_table(0)

    def _place(self) -> None:
        graph = self.graph
        if graph is None or not len(graph):
            return
        shown = np.ones(len(graph), np.bool_)
        if self.only_used.isVisibleTo(self) and self.only_used.isChecked():
            shown = graph.share > 0
        room = (self.canvas.width(), self.canvas.height())
        self.canvas.show_places(placed(graph, shown, room))

    def show_table(self, table: int) -> None:
        """Tell of a table beside the graph; -1 lets go of it."""
        self._table = table
        if table >= 0 and self.graph is not None:
            self.side.show_table(self.graph.names[table], self.suggestions)
            self.side.mark(chosen_statement(self.study, self.document.selection.focus))
        self._emphasise()

    def _emphasise(self) -> None:
        graph = self.graph
        if graph is None:
            return
        emphasis = Emphasis(self._table, self.canvas.emphasis.hovered, hits=set(self._hits))
        statement = chosen_statement(self.study, self.document.selection.focus)
        touched = self._touched(graph, statement)
        emphasis.way = set(graph.joins_of.get(statement, ()))
        if touched:
            emphasis.near = {node: node in touched for node in range(len(graph))}
        self.canvas.emphasise(emphasis)

    def _touched(self, graph: TableGraph, statement: int) -> set[int]:
        if statement < 0:
            return set()
        names = tables_named(self.study.text_of(statement))
        return {place for place in map(graph.place_of, names) if place >= 0}

    # The shared selection

    def _follow(self, focus: Focus, _origin: object = None) -> None:
        graph = self.graph
        if graph is None:
            return
        statement = chosen_statement(self.study, focus)
        touched = self._touched(graph, statement)
        if touched and self._table not in touched:
            self.show_table(max(touched, key=lambda node: float(graph.share[node])))
        else:
            self.side.mark(statement)
            self._emphasise()

    def _filter_by(self, table: int) -> None:
        if table >= 0 and self.graph is not None:
            self.document.filter_wanted.emit("statements", f"table={self.graph.names[table]}")

    def _walk(self, where: str) -> None:
        graph = self.graph
        if graph is not None:
            step = beside(graph.source, graph.target, self.canvas.places.cards, self._table, where)
            if step >= 0:
                self.show_table(step)
                self.canvas.bring_into_sight(step)

    def _describe(self, node: int) -> TipText:
        graph = self.graph
        assert graph is not None
        told = [("of database time", percent(float(graph.share[node])))]
        told.append(("statements", str(int(graph.statements[node]))))
        if graph.rows[node] >= 0:
            told.append(("rows", rows(float(graph.rows[node]))))
        told.append(("indexes", str(len(self.study.schema.indexes.get(graph.names[node], ())))))
        return TipText(graph.names[node], "", tuple(told))

    # View

    def find(self, text: str) -> int:  # type: ignore[override]
        """Mark tables named like `text`."""
        names = self.graph.names if self.graph is not None else []
        wanted = text.casefold().strip()
        self._hits = {at for at, name in enumerate(names) if wanted and wanted in name.casefold()}
        self._emphasise()
        return len(self._hits)

    def find_next(self, step: int = 1) -> None:
        """Go to the next table that was found."""
        if self._hits:
            order = sorted(self._hits)
            at = order.index(self._table) + step if self._table in order else 0
            self.show_table(order[at % len(order)])
            self.canvas.bring_into_sight(self._table)

    def fit(self) -> None:
        """Show all of the picture."""
        self.canvas.show_all()

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        self.canvas.update()
