"""The chunks of a build: what leads from one to another, how big each is, what they share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QVBoxLayout

from perfview.bundles.filtering.tables import chunks_that
from perfview.bundles.measures.totals import chunk_gzip_bytes, chunk_totals
from perfview.bundles.study import Study
from perfview.filtering.grammar import parse
from perfview.findings.quantities import number, size
from perfview.ui.bundles.choosing import choose_chunk, chosen_chunk, reveal_chunk
from perfview.ui.bundles.graphs.chunk_drawing import CARD, ChunkDrawing
from perfview.ui.bundles.graphs.chunk_links import (
    Shared,
    chunk_graph,
    loaded_words,
    shared_with,
)
from perfview.ui.bundles.jumping.ways import bind_keys
from perfview.ui.bundles.tables.chunk_columns import RAW, chunk_columns, shared_columns
from perfview.ui.bundles.tables.sized_view import SizedTableView
from perfview.ui.canvas.tip import TipText
from perfview.ui.graphs.canvas import Emphasis, GraphCanvas
from perfview.ui.graphs.legend import Line, LineLegend
from perfview.ui.graphs.placing import Edges, place
from perfview.ui.graphs.walking import beside
from perfview.ui.widgets.arrange import column, on_surface, row
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.label import Elided, label
from perfview.ui.widgets.splitter import Splitter
from perfview.ui.widgets.table.columns import Column, Rows
from perfview.ui.widgets.table.order import Arrangement
from perfview.ui.widgets.table.pane import TablePane
from perfview.ui.widgets.table.view import Table
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.selection import Focus

_LINES = (
    Line("loads along", "control"),
    Line("loads when asked for", "control", dashes=(4, 3)),
    Line("has modules of the chosen one again", "warn", 2.0),
)

_NONE = np.zeros(0, np.int32)


class ChunksView(SizedTableView):
    """Above the picture, below one row a chunk, and with what the chosen one shares modules."""

    name = "chunks"
    title = "Chunks"
    kind = "bundles"
    position = 50

    def __init__(self, document: Document) -> None:
        hint = "name, start=true size>100kB …"
        pane = TablePane("Chunks", "chunk", hint, Arrangement(RAW, descending=True))
        super().__init__(document, pane)
        self.study: Study = document.opened.study
        self.graph = chunk_graph(self.study)
        self.drawing = ChunkDrawing(self.study, self.graph)
        self.canvas = GraphCanvas(
            self.drawing, "Chunks", lambda chunks: f"{chunks} chunks; arrow keys go along links"
        )
        self.canvas.describe = self._describe
        self.shared = Table((), "Chunks with the same modules")
        self._shared = Shared(_NONE, _NONE.astype(np.int64), _NONE.astype(np.int64))
        self._title, self._shown = Elided("", "title"), -2
        self._work = Background(self)
        self._build(pane)
        self._connect(pane)
        bind_keys(self)
        self.show_columns()
        self._show_chunk(document.selection.focus)

    @classmethod
    def concerns(cls, document: Document) -> bool:
        """Where there are chunks."""
        return len(document.opened.study.model.chunks) > 0

    def _build(self, pane: TablePane) -> None:
        head = row((self._title, 1), margin=(12, 6, 12, 6))
        right = column(on_surface(head, "panel", "bottom"), (self.shared, 1), gap=0)
        self._beside = right
        right.hide()
        below = Splitter("chunks-below", ((pane, 3), (right, 1)), (680, 380))
        legend = LineLegend("left to right: what leads to what", _LINES)
        few, whole = len(self.graph.nodes), len(self.study.model.chunks)
        cut = label(f"the heaviest {number(few)} of {number(whole)} chunks are drawn", "3")
        cut.setVisible(few < whole)
        foot = row((legend, 1), cut, margin=(0, 0, 12, 0))
        picture = column((self.canvas, 1), on_surface(foot, "canvas"), gap=0)
        # Where nobody knows what leads to what, cards would say no more than rows do.
        picture.setVisible(len(self.graph.source) > 0)
        split = Splitter("chunks", ((picture, 3), (below, 2)), (460, 320), down=True)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addWidget(split)

    def _connect(self, pane: TablePane) -> None:
        canvas, selection = self.canvas, self.document.selection
        canvas.picked.connect(lambda chunk: choose_chunk(self.document, self.canvas, chunk))
        canvas.opened.connect(self.on_opened)
        canvas.walked.connect(self._walk)
        canvas.fit_asked.connect(canvas.show_all)
        canvas.resized.connect(self._place)
        canvas.menu_asked.connect(self._on_canvas_menu)
        pane.read_filter(lambda text: chunks_that(self.study, parse(text)))
        pane.table.menu_asked.connect(self._fill_menu)
        self.shared.opened.connect(
            lambda at: reveal_chunk(self.document, int(self._shared.chunk[at]))
        )
        selection.changed.connect(lambda focus, _: self._show_chunk(focus))

    # The table

    def columns(self) -> Sequence[Column]:
        """The columns without what takes long."""
        return chunk_columns(self.study)

    def compressed_columns(self) -> Sequence[Column]:
        """The same with compressed sizes."""
        return chunk_columns(self.study, chunk_gzip_bytes(self.study))

    def rows_of(self, focus: Focus) -> Rows:
        """The chosen chunk."""
        chunk = chosen_chunk(self.study, focus)
        return np.array([chunk] if chunk >= 0 else [], np.int32)

    def on_chosen(self, rows: Rows) -> None:
        """Choose a chunk everywhere."""
        choose_chunk(self.document, self, int(rows[0]) if len(rows) == 1 else -1)

    def on_opened(self, row: int) -> None:
        """Show its modules."""
        name = self.study.model.strings[self.study.model.chunks.name[row]]
        self.document.filter_wanted.emit("modules", f'chunk="{name}"')

    # The chosen chunk

    def _show_chunk(self, focus: Focus) -> None:
        chunk = chosen_chunk(self.study, focus)
        if chunk < 0:
            chunk = int(np.argmax(chunk_totals(self.study).bytes))
        if chunk == self._shown:
            return
        self._shown = chunk
        study = self.study
        self._work.ask(lambda: shared_with(study, chunk), lambda found: self._tell(chunk, found))

    def _tell(self, chunk: int, shared: Shared) -> None:
        self._shared = shared
        name = self.study.model.strings[self.study.model.chunks.name[chunk]]
        self._title.setText(f"Modules of {name} that ship again")
        self._beside.setVisible(len(shared.chunk) > 0)
        self.shared.set_columns(shared_columns(self.study, shared))
        self.drawing.shares = set(shared.chunk.tolist())
        self._place()
        self.canvas.emphasise(Emphasis(chunk, self.canvas.emphasis.hovered))

    def _place(self) -> None:
        graph = self.graph
        edges = Edges(np.arange(len(graph.source), dtype=np.int32), graph.source, graph.target)
        room = (self.canvas.width(), self.canvas.height())
        self.canvas.show_places(place(graph.nodes, edges, room, CARD))

    def _walk(self, where: str) -> None:
        graph, cards = self.graph, self.canvas.places.cards
        step = beside(graph.source, graph.target, cards, self.canvas.emphasis.focus, where)
        if step >= 0:
            choose_chunk(self.document, self.canvas, step)
            self.canvas.bring_into_sight(step)

    def _describe(self, chunk: int) -> TipText:
        totals, model = chunk_totals(self.study), self.study.model
        rows = (
            ("raw", size(int(totals.bytes[chunk]))),
            ("modules", number(int(totals.modules[chunk]))),
            ("files", number(int(totals.files[chunk]))),
        )
        return TipText(
            model.strings[model.chunks.name[chunk]], loaded_words(self.study)[chunk], rows
        )

    def _fill_menu(self, menu: QMenu, chunk: int) -> None:
        menu.addAction("Show its modules").triggered.connect(lambda: self.on_opened(chunk))
        show = menu.addAction("Show in the treemap")
        show.triggered.connect(lambda: reveal_chunk(self.document, chunk, "treemap"))

    def _on_canvas_menu(self, chunk: int, where: QPoint) -> None:
        menu = QMenu(self)
        self._fill_menu(menu, chunk)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def theme_changed(self) -> None:
        """Draw again in other colours."""
        self.canvas.update()
