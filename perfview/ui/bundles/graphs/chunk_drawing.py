"""Chunks as cards and links between them as arrows, painted."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from perfview.bundles.measures.totals import chunk_totals
from perfview.bundles.study import Study
from perfview.findings.quantities import plural, size
from perfview.ui.bundles.graphs.chunk_links import ChunkGraph, mostly
from perfview.ui.bundles.tables.chunk_words import chunk_names
from perfview.ui.canvas.painting import RIGHT, colour, write
from perfview.ui.graphs.canvas import Emphasis
from perfview.ui.graphs.placing import EdgePlace, Measures, Places
from perfview.ui.graphs.strokes import arrow, curve, pen
from perfview.ui.theme import icons

CARD = Measures(width=200, height=46, across=(64, 200), down=(6, 50), margin=16)


class ChunkDrawing:
    """Paints a `ChunkGraph`; a bar in each card tells how heavy the chunk is."""

    def __init__(self, study: Study, graph: ChunkGraph) -> None:
        self._study, self._graph = study, graph
        self._totals, self._mostly = chunk_totals(study), mostly(study)
        self._most = max(int(self._totals.bytes.max(initial=0)), 1)
        self.shares: set[int] = set()
        """Chunks that have modules in common with the chosen one."""

    def paint(
        self, painter: QPainter, places: Places, emphasis: Emphasis, scale: float = 1.0
    ) -> None:
        """Arrows, then cards."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in places.edges:
            self._edge(painter, place, emphasis)
        for node, card in places.cards.items():
            self._card(painter, node, card, emphasis)

    def _edge(self, painter: QPainter, place: EdgePlace, emphasis: Emphasis) -> None:
        graph, edge = self._graph, place.edge
        touches = emphasis.focus in (graph.source[edge], graph.target[edge])
        fill, wide = colour("ink" if touches else "control"), 2.2 if touches else 1.5
        tip = place.points[-1]
        stroke = pen(fill, wide)
        if graph.is_later[edge]:
            stroke.setDashPattern([5, 3])
        painter.setPen(stroke)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        back = QPointF(8 if place.turned else -8, 0)
        painter.drawPath(curve((*place.points[:-1], tip + back)))
        arrow(painter, tip, 4.5 + wide * 0.8, fill, backwards=place.turned)

    def _card(self, painter: QPainter, node: int, card: QRectF, emphasis: Emphasis) -> None:
        study = self._study
        chunks = study.model.chunks
        role, wide = "line", 1.0
        if node in self.shares:
            role, wide = "warn", 1.4
        role, wide = emphasis.rim(node, role, wide)
        painter.setPen(QPen(colour(role), wide))
        painter.setBrush(colour("raised"))
        painter.drawRoundedRect(card, 7, 7)
        ratio = painter.device().devicePixelRatioF()
        kind = "lightning" if chunks.is_initial[node] else "package"
        icon = icons.pixmap(kind, "warn" if chunks.is_initial[node] else "text3", 14, ratio)
        painter.drawPixmap(QPointF(card.x() + 9, card.y() + 6), icon)
        at = QRectF(card.x() + 29, card.y() + 4, CARD.width - 29 - 68, 18)
        write(painter, at, chunk_names(study)[node], size=12, weight=600)
        at = QRectF(card.right() - 72, card.y() + 4, 63, 18)
        write(painter, at, size(int(self._totals.bytes[node])), "text2", size=11, align=RIGHT)
        at = QRectF(card.x() + 10, card.y() + 21, CARD.width - 20, 15)
        told = plural(int(self._totals.modules[node]), "module")
        if self._mostly[node]:
            told = f"{told}, mostly {self._mostly[node]}"
        write(painter, at, told, "text3", size=11)
        room = QRectF(card.x() + 10, card.bottom() - 8, CARD.width - 20, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("track"))
        painter.drawRoundedRect(room, 2, 2)
        room.setWidth(max(room.width() * int(self._totals.bytes[node]) / self._most, 2.0))
        painter.setBrush(colour("text3"))
        painter.drawRoundedRect(room, 2, 2)
