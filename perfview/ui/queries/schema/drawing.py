"""Tables as cards, joins and keys as lines, painted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen

from perfview.findings.quantities import percent, plural
from perfview.ui.canvas.painting import CENTRE, RIGHT, colour, write
from perfview.ui.graphs.canvas import Emphasis
from perfview.ui.graphs.placing import EdgePlace, Measures, Places
from perfview.ui.graphs.strokes import curve, free_place, pen
from perfview.ui.queries.plan.words import rows
from perfview.ui.queries.schema.table_graph import TableGraph
from perfview.ui.theme import theme

CARD = Measures(width=164, height=58, across=(52, 190), down=(16, 46), margin=16)

_LABEL = 18
_READABLE = 0.6
_WIDEST = 6.0


class TableDrawing:
    """Paints a `TableGraph`. `suggested` int32 (k): indexes suggested for each table."""

    def __init__(self) -> None:
        self.graph: TableGraph | None = None
        self.suggested: NDArray[np.int32] = np.zeros(0, np.int32)

    def paint(
        self, painter: QPainter, places: Places, emphasis: Emphasis, scale: float = 1.0
    ) -> None:
        """Lines, then cards, then what is written on lines."""
        graph = self.graph
        if graph is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paths = {place.edge: self._line(painter, graph, place, emphasis) for place in places.edges}
        for node, card in places.cards.items():
            self._card(painter, graph, node, card, emphasis, is_far=scale < _READABLE)
        if scale < _READABLE:
            return
        taken = list(places.cards.values())
        for place in places.edges:
            if self._is_told(graph, place.edge, emphasis):
                self._label(painter, graph.words[place.edge], paths[place.edge], taken)

    def _is_told(self, graph: TableGraph, edge: int, emphasis: Emphasis) -> bool:
        ends = (int(graph.source[edge]), int(graph.target[edge]))
        return edge in emphasis.way or emphasis.focus in ends or emphasis.hovered in ends

    def _line(
        self, painter: QPainter, graph: TableGraph, place: EdgePlace, emphasis: Emphasis
    ) -> QPainterPath:
        """Wide where much time goes into joining; dashed where only a key says so."""
        edge = place.edge
        ends = (int(graph.source[edge]), int(graph.target[edge]))
        near = all(emphasis.near.get(node, True) for node in ends)
        share = float(graph.joined[edge]) / (float(graph.joined.max(initial=0.0)) or 1.0)
        on_way = edge in emphasis.way
        fill = colour("accent" if on_way else "control", 255 if near or on_way else 90)
        stroke = pen(fill, 1.2 + (_WIDEST - 1.2) * share**0.5 if share > 0 else 1.2)
        if share <= 0:
            stroke.setDashPattern([4, 3])
        path = curve(place.points)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(stroke)
        painter.drawPath(path)
        if graph.is_key[edge]:
            self._key(painter, place, fill)
        return path

    def _key(self, painter: QPainter, place: EdgePlace, fill: QColor) -> None:
        """A fork at the end of many, as diagrams of schemas have it."""
        at = place.points[0]
        out = 9.0 if place.points[-1].x() >= at.x() else -9.0
        painter.setPen(QPen(fill, 1.2))
        for up in (-5.0, 5.0):
            painter.drawLine(QPointF(at.x(), at.y() + up), QPointF(at.x() + out, at.y()))

    def _label(
        self, painter: QPainter, words: str, path: QPainterPath, taken: list[QRectF]
    ) -> None:
        wide = QFontMetrics(theme.font(10, 600)).horizontalAdvance(words) + 16
        place = free_place(path, QRectF(0, 0, wide, _LABEL), taken)
        if place is None:
            return
        taken.append(place)
        painter.setPen(QPen(colour("line"), 1))
        painter.setBrush(colour("panel"))
        painter.drawRoundedRect(place, _LABEL / 2, _LABEL / 2)
        write(painter, place, words, "text2", size=10, weight=600, align=CENTRE, elide=False)

    def _card(
        self,
        painter: QPainter,
        graph: TableGraph,
        node: int,
        card: QRectF,
        emphasis: Emphasis,
        *,
        is_far: bool,
    ) -> None:
        near = emphasis.near.get(node, True)
        role, wide = emphasis.rim(node, "save" if self._is_suggested(node) else "line", 1.0)
        painter.setPen(QPen(colour(role), wide))
        painter.setBrush(colour("raised" if near else "panel"))
        painter.drawRoundedRect(card, 7, 7)
        share = float(graph.share[node])
        name = QRectF(card.x() + 10, card.y() + 6, card.width() - 20, 20)
        tone = "text" if near and share > 0 else "text2"
        if is_far:
            write(painter, name.adjusted(0, 0, 0, 6), graph.names[node], tone, size=20, weight=600)
            words = percent(share) if share > 0 else "unused"
            role = "save" if self._is_suggested(node) else "text3"
            told = f"{words}  + {int(self.suggested[node])}" if role == "save" else words
            write(painter, name.translated(0, 27), told, role, size=17)
            return
        part = percent(share) if share > 0 else "unused"
        write(painter, name, part, "text2", size=11, weight=600, align=RIGHT)
        room = QFontMetrics(theme.font(11, 600)).horizontalAdvance(part) + 8
        write(painter, name.adjusted(0, 0, -room, 0), graph.names[node], tone, weight=600)
        under = QRectF(card.x() + 10, card.y() + 26, card.width() - 20, 16)
        write(painter, under, self._under(graph, node), "text3", size=11)
        if self._is_suggested(node):
            count = int(self.suggested[node])
            words = f"+ {plural(count, 'index', 'indexes')}"
            write(painter, under, words, "save", size=11, weight=600, align=RIGHT)
        bar = QRectF(card.x() + 10, card.bottom() - 11, card.width() - 20, 4)
        painter.fillRect(bar, colour("track"))
        if share > 0:
            filled = max(2.0, bar.width() * min(share, 1.0))
            painter.fillRect(QRectF(bar.x(), bar.y(), filled, 4), colour("text3"))

    def _is_suggested(self, node: int) -> bool:
        return node < len(self.suggested) and int(self.suggested[node]) > 0

    def _under(self, graph: TableGraph, node: int) -> str:
        if graph.rows[node] >= 0:
            return f"{rows(float(graph.rows[node]))} rows"
        count = int(graph.statements[node])
        return plural(count, "statement") if count else ""
