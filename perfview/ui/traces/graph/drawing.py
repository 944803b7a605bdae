"""Cards, edges and their labels, painted."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen

from perfview.findings.quantities import duration, percent, quantity
from perfview.traces.measures.service_graph import ServiceGraph
from perfview.ui.canvas.painting import CENTRE, RIGHT, category_colour, colour, write
from perfview.ui.graphs.canvas import Emphasis
from perfview.ui.graphs.placing import EdgePlace, Places
from perfview.ui.graphs.strokes import arrow, curve, free_place, pen
from perfview.ui.theme import icons, theme
from perfview.ui.theme.colours import dimmed, text_on
from perfview.ui.traces.graph.places import CARD

FAILING = 0.01
"""From this share of failed calls on an edge is drawn as failing."""

_READABLE = 0.85
_LARGEST_LETTERS = 2.2
_LABEL = 18
_SECOND_LINE = 14


class GraphDrawing:
    """Paints a placed graph. `seconds`: how long the recording is, for rates."""

    def __init__(self, graph: ServiceGraph, categories: list[int], seconds: float) -> None:
        self._graph = graph
        self._categories = categories
        self._seconds = max(seconds, 1e-9)
        self._enlarge = 1.0
        self._entries = {
            int(callee): edge
            for edge, (caller, callee) in enumerate(zip(graph.caller, graph.callee, strict=True))
            if caller < 0
        }

    def paint(
        self, painter: QPainter, places: Places, emphasis: Emphasis, scale: float = 1.0
    ) -> None:
        """Edges, then cards, then what is written on edges.

        At a small `scale` cards say less, in letters that can still be read.
        """
        self._enlarge = 1.0 if scale >= _READABLE else min(1.0 / scale, _LARGEST_LETTERS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paths = {}
        for place in sorted(places.edges, key=lambda p: self._importance(p.edge, emphasis)):
            paths[place.edge] = self._edge(painter, place, emphasis)
        for node, card in places.cards.items():
            if node in self._entries:
                self._entry(painter, card, self._entries[node], emphasis)
        for node, card in places.cards.items():
            self._card(painter, node, card, emphasis)
        taken = list(places.cards.values())
        for place in places.edges:
            if self._is_told(place.edge, emphasis):
                self._label(painter, place.edge, paths[place.edge], taken, emphasis)

    # Edges

    def share_failed(self, edge: int) -> float:
        """Failed calls of all calls, 0-1."""
        return int(self._graph.edge_errors[edge]) / max(int(self._graph.calls[edge]), 1)

    def rate(self, count: int) -> str:
        """Calls a second, in words."""
        return quantity(count / self._seconds, "per-second")

    def _importance(self, edge: int, emphasis: Emphasis) -> tuple[bool, bool]:
        return edge in emphasis.way, self.share_failed(edge) >= FAILING

    def _is_told(self, edge: int, emphasis: Emphasis) -> bool:
        graph = self._graph
        ends = (int(graph.caller[edge]), int(graph.callee[edge]))
        touches = emphasis.focus in ends or emphasis.hovered in ends
        return touches or edge in emphasis.way or self.share_failed(edge) >= FAILING

    def _edge(self, painter: QPainter, place: EdgePlace, emphasis: Emphasis) -> QPainterPath:
        graph, edge = self._graph, place.edge
        ends = int(graph.caller[edge]), int(graph.callee[edge])
        near = all(emphasis.near.get(node, True) for node in ends)
        failing = self.share_failed(edge) >= FAILING
        on_way = edge in emphasis.way
        wide = 1.2 + min(4.2, (int(graph.calls[edge]) / self._seconds) ** 0.5 / 7)
        fill = colour("ink") if on_way else colour("bad_fill") if failing else colour("control")
        fill.setAlpha(255 if on_way or (failing and near) else 230 if near else 90)
        wide = max(wide, 3.0) if on_way else wide
        tip = place.points[-1]
        back = QPointF(8 if place.turned else -8, 0)
        path = curve((*place.points[:-1], tip + back))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if on_way or not failing:
            painter.setPen(pen(fill, wide))
            painter.drawPath(path)
        if failing:
            # Along the critical path the dashes lie on its ink.
            dashes = pen(colour("bad_fill") if on_way else fill, wide * 0.6 if on_way else wide)
            dashes.setDashPattern([5, 2.2])
            painter.setPen(dashes)
            painter.drawPath(path)
        arrow(painter, tip, 4.5 + wide * 0.9, fill, backwards=place.turned)
        return path

    def _entry(self, painter: QPainter, card: QRectF, edge: int, emphasis: Emphasis) -> None:
        """The arrow of requests from outside, with how many and how long."""
        on_way = edge in emphasis.way
        fill = colour("ink" if on_way else "control")
        tip = QPointF(card.left(), card.center().y())
        painter.setPen(QPen(fill, 3.0 if on_way else 1.6))
        painter.drawLine(tip - QPointF(60, 0), tip - QPointF(9, 0))
        arrow(painter, tip, 7.0, fill)
        line, letters = 14 * self._enlarge, round(10 * self._enlarge)
        wide = 62 * self._enlarge
        at = QRectF(card.left() - 6 - wide, card.center().y() - 6 - 2 * line, wide, line)
        rate = self.rate(int(self._graph.calls[edge]))
        p95 = duration(int(self._graph.edge_p95_ns[edge]))
        metrics = QFontMetrics(theme.font(letters, 600))
        ground = max(metrics.horizontalAdvance(words) for words in (rate, p95)) + 4.0
        # Other edges may pass here: the words stand on a ground of their own.
        behind = QRectF(at.right() - ground, at.y(), ground + 2, 2 * line)
        painter.fillRect(behind, colour("canvas", 215))
        for words, role in ((rate, "text2"), (p95, "text")):
            write(painter, at, words, role, size=letters, weight=600, align=RIGHT, elide=False)
            at = at.translated(0, line)

    def _label(
        self,
        painter: QPainter,
        edge: int,
        path: QPainterPath,
        taken: list[QRectF],
        emphasis: Emphasis,
    ) -> None:
        graph = self._graph
        failed = self.share_failed(edge)
        rate, p95 = self.rate(int(graph.calls[edge])), duration(int(graph.edge_p95_ns[edge]))
        larger = self._enlarge
        letters = round(10 * larger)
        metrics = QFontMetrics(theme.font(letters, 600))
        widths = [metrics.horizontalAdvance(text) for text in (rate, p95)]
        first, second = _LABEL * larger, _SECOND_LINE * larger
        size = QRectF(0, 0, sum(widths) + 22, first + (second if failed >= FAILING else 0))
        place = free_place(path, size, taken)
        if place is None:
            return
        taken.append(place)
        rim = "ink" if edge in emphasis.way else "bad" if failed >= FAILING else "line"
        painter.setPen(QPen(colour(rim), 1))
        painter.setBrush(colour("panel"))
        painter.drawRoundedRect(place, first / 2, first / 2)
        at = QRectF(place.x() + 8, place.y(), widths[0] + 2, first)
        write(painter, at, rate, "text2", size=letters, weight=600, elide=False)
        at = QRectF(at.right() + 6, place.y(), widths[1] + 4, first)
        write(painter, at, p95, "text", size=letters, weight=600, elide=False)
        if failed >= FAILING:
            at = QRectF(place.x(), place.y() + second, place.width(), first - 2)
            words = f"{percent(failed)} fail"
            write(painter, at, words, "bad", size=letters, weight=600, align=CENTRE, elide=False)

    # Cards

    def _card(self, painter: QPainter, node: int, card: QRectF, emphasis: Emphasis) -> None:
        graph = self._graph
        near = emphasis.near.get(node, True)
        failed = int(graph.errors[node]) / max(int(graph.spans[node]), 1)
        self._rim(painter, node, failed, emphasis)
        painter.setBrush(colour("raised" if near else "panel"))
        painter.drawRoundedRect(card, 7, 7)
        if self._enlarge > 1.0:
            self._far_card(painter, node, card, failed, near=near)
            return
        self._icon(painter, node, card, near=near)
        room = 44 if failed >= FAILING else 8
        at = QRectF(card.x() + 35, card.y() + 8, CARD.width - 35 - room, 20)
        write(painter, at, graph.name[node], "text" if near else "text2", size=12, weight=600)
        if failed >= FAILING:
            at = QRectF(card.right() - 52, card.y() + 8, 44, 20)
            write(painter, at, percent(failed), "bad", size=11, weight=600, align=RIGHT)
        at = QRectF(card.x() + 9, card.y() + 34, CARD.width - 18, 18)
        calls = int(graph.calls[graph.callee == node].sum())
        write(painter, at, self.rate(calls), "text3", size=11)
        p95 = duration(int(graph.p95_ns[node]))
        weight = 600 if near else 400
        role = "text2" if near else "text3"
        write(painter, at, p95, role, size=11, weight=weight, align=RIGHT)

    def _far_card(
        self, painter: QPainter, node: int, card: QRectF, failed: float, *, near: bool
    ) -> None:
        """From afar: colour, name, p95; failures instead of p95 where there are some."""
        fill = category_colour(self._categories[node]).name()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill if near else dimmed(fill, theme.current())))
        painter.drawRoundedRect(QRectF(card.x() + 5, card.y() + 7, 6, card.height() - 14), 3, 3)
        at = QRectF(card.x() + 17, card.y() + 4, CARD.width - 22, card.height() / 2 - 2)
        name, size = self._graph.name[node], round(10 * self._enlarge)
        write(painter, at, name, "text" if near else "text2", size=size, weight=600)
        at = at.translated(0, at.height())
        words, role = duration(int(self._graph.p95_ns[node])), "text2" if near else "text3"
        if failed >= FAILING:
            words, role = f"{percent(failed)} fail", "bad"
        write(painter, at, words, role, size=round(9.5 * self._enlarge))

    def _rim(self, painter: QPainter, node: int, failed: float, emphasis: Emphasis) -> None:
        graph = self._graph
        on_way = any(node in (graph.caller[e], graph.callee[e]) for e in emphasis.way)
        role, wide = "line", 1.0
        if failed >= FAILING:
            role, wide = "bad", 1.2
        if on_way:
            role, wide = "ink", 1.6
        role, wide = emphasis.rim(node, role, wide)
        painter.setPen(QPen(colour(role), wide))

    def _icon(self, painter: QPainter, node: int, card: QRectF, *, near: bool) -> None:
        fill = category_colour(self._categories[node]).name()
        ink = text_on(fill)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill if near else dimmed(fill, theme.current())))
        painter.drawRoundedRect(QRectF(card.x() + 8, card.y() + 8, 20, 20), 5, 5)
        kind = "globe" if node in self._entries else "cube"
        if self._graph.inferred[node]:
            kind = "database"
        ratio = painter.device().devicePixelRatioF()
        drawn = icons.pixmap(kind, ink if near else "text3", 14, ratio)
        painter.drawPixmap(QPointF(card.x() + 11, card.y() + 11), drawn)
