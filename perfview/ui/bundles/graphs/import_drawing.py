"""Modules as cards and imports as arrows, painted."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPen

from perfview.bundles.model import IMPORT_KINDS
from perfview.bundles.study import Study
from perfview.findings.quantities import size
from perfview.ui.bundles.colouring import OWN_WORDS, module_categories
from perfview.ui.bundles.graphs.import_graph import ImportGraph
from perfview.ui.bundles.graphs.sentence import told_apart
from perfview.ui.canvas.painting import CENTRE, RIGHT, category_colour, colour, swatch, write
from perfview.ui.graphs.canvas import Emphasis
from perfview.ui.graphs.placing import EdgePlace, Measures, Places
from perfview.ui.graphs.strokes import arrow, curve, free_place, pen
from perfview.ui.theme import theme

CARD = Measures(width=164, height=50, across=(104, 190), down=(14, 40), margin=16)
SOLE_ROLE = "warn"
"""What imports are drawn in without which a module would not load at start."""

_LABEL = 18
_READABLE = 0.6
_LONGEST = 46
_LARGEST_LETTERS = 24
_LOADING_ALONG = ("import", "require")
"""How most imports are: not worth a word."""


class ImportDrawing:
    """Paints an `ImportGraph`."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self.graph: ImportGraph | None = None
        self._categories = module_categories(study)

    def paint(
        self, painter: QPainter, places: Places, emphasis: Emphasis, scale: float = 1.0
    ) -> None:
        """Arrows, then cards, then what is written on arrows."""
        graph = self.graph
        if graph is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paths = {}
        for place in sorted(places.edges, key=lambda each: self._rank(graph, each, emphasis)):
            paths[place.edge] = self._edge(painter, graph, place, emphasis)
        for node, card in places.cards.items():
            self._rim(painter, node, card, emphasis)
            if scale < _READABLE:
                self._far_card(painter, node, card, scale)
            else:
                self._card(painter, node, card, near=emphasis.near.get(node, True))
        taken = list(places.cards.values())
        if scale < _READABLE:
            return
        for place in sorted(places.edges, key=lambda each: -self._rank(graph, each, emphasis)):
            if self._is_told(graph, place.edge, emphasis):
                self._label(painter, graph, place.edge, paths[place.edge], taken)

    # Arrows

    def _rank(self, graph: ImportGraph, place: EdgePlace, emphasis: Emphasis) -> int:
        edge = place.edge
        return 4 * (edge in graph.sole) + 2 * (edge in emphasis.way) - bool(graph.is_shaken[edge])

    def _is_told(self, graph: ImportGraph, edge: int, emphasis: Emphasis) -> bool:
        ends = (int(graph.source[edge]), int(graph.target[edge]))
        touches = emphasis.hovered in ends or graph.focus in ends or emphasis.focus in ends
        return touches or edge in emphasis.way or edge in graph.sole

    def _edge(
        self, painter: QPainter, graph: ImportGraph, place: EdgePlace, emphasis: Emphasis
    ) -> QPainterPath:
        edge = place.edge
        role, wide = "control", 1.6
        if edge in emphasis.way:
            role, wide = "ink", 2.6
        if edge in graph.sole:
            role, wide = SOLE_ROLE, 3.0
        if graph.is_shaken[edge]:
            role, wide = "text3", 1.2
        fill = colour(role, 140 if graph.is_shaken[edge] else 255)
        tip = place.points[-1]
        path = curve((*place.points[:-1], tip + QPointF(8 if place.turned else -8, 0)))
        stroke = pen(fill, wide)
        if graph.is_shaken[edge]:
            stroke.setDashPattern([2, 4])
        elif graph.is_later[edge]:
            stroke.setDashPattern([5, 3])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(stroke)
        painter.drawPath(path)
        arrow(painter, tip, 4.0 + wide * 0.8, fill, backwards=place.turned)
        return path

    def _label(
        self,
        painter: QPainter,
        graph: ImportGraph,
        edge: int,
        path: QPainterPath,
        taken: list[QRectF],
    ) -> None:
        words = edge_words(self._study, graph, edge)
        if not words:
            return
        metrics = QFontMetrics(theme.font(10, 600))
        wide = metrics.horizontalAdvance(words) + 16
        place = free_place(path, QRectF(0, 0, wide, _LABEL), taken)
        if place is None:
            # Between two neighbouring cards there is always room for the end of it.
            room = CARD.across[0] - 16
            words = metrics.elidedText(words, Qt.TextElideMode.ElideLeft, room - 14)
            place = free_place(path, QRectF(0, 0, room, _LABEL), taken)
        if place is None:
            return
        taken.append(place)
        is_sole = edge in graph.sole
        painter.setPen(QPen(colour(SOLE_ROLE if is_sole else "line"), 1))
        painter.setBrush(colour("warn_tint" if is_sole else "panel"))
        painter.drawRoundedRect(place, _LABEL / 2, _LABEL / 2)
        role = "text3" if graph.is_shaken[edge] else "warn" if is_sole else "text2"
        write(painter, place, words, role, size=10, weight=600, align=CENTRE, elide=False)

    # Cards

    def _rim(self, painter: QPainter, node: int, card: QRectF, emphasis: Emphasis) -> None:
        graph = self.graph
        assert graph is not None
        role, wide = "line", 1.0
        if any(node in (graph.source[e], graph.target[e]) for e in emphasis.way):
            role, wide = "ink", 1.4
        role, wide = emphasis.rim(node, role, wide)
        painter.setPen(QPen(colour(role), wide))
        painter.setBrush(colour("raised" if emphasis.near.get(node, True) else "panel"))
        painter.drawRoundedRect(card, 7, 7)

    def _far_card(self, painter: QPainter, node: int, card: QRectF, scale: float) -> None:
        """From afar: colour and name, in letters that can still be read."""
        letters = round(min(10 / scale, _LARGEST_LETTERS))
        strip = QRectF(card.x() + 5, card.y() + 7, 6, card.height() - 14)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(category_colour(int(self._categories[node]), "quiet"))
        painter.drawRoundedRect(strip, 3, 3)
        name = told_apart(self._study, node)
        write(painter, card.adjusted(16, 0, -4, 0), name, size=letters, weight=600)

    def _card(self, painter: QPainter, node: int, card: QRectF, *, near: bool) -> None:
        study = self._study
        swatch(
            painter,
            card.x() + 10,
            card.y() + 11,
            category_colour(int(self._categories[node]), "quiet"),
        )
        folder, _, name = study.name_of(node).rpartition("/")
        at = QRectF(card.x() + 28, card.y() + 6, CARD.width - 28 - 62, 20)
        write(painter, at, name or folder, "text" if near else "text2", size=12, weight=600)
        weight = int(study.weights.of_module[node])
        at = QRectF(card.right() - 66, card.y() + 6, 57, 20)
        write(painter, at, size(weight) if weight else "", "text2", size=11, align=RIGHT)
        at = QRectF(card.x() + 10, card.y() + 27, CARD.width - 20, 16)
        write(painter, at, self._place_words(node, folder), "text3", size=11)

    def _place_words(self, node: int, folder: str) -> str:
        study = self._study
        if study.model.modules.is_entry[node]:
            return f"entry, {folder}" if folder else "entry"
        package = study.package_of(node)
        return package or folder or OWN_WORDS


def edge_words(study: Study, graph: ImportGraph, edge: int) -> str:
    """``./routes/Settings:12``, with how it is asked for where that is unusual."""
    imports, row = study.model.imports, int(graph.row[edge])
    request = study.model.strings[int(imports.request[row])]
    if len(request) > _LONGEST:
        request = f"…{request[-_LONGEST:]}"
    line = int(imports.line[row])
    kind = IMPORT_KINDS[int(imports.kind[row])]
    parts = [f"{request}:{line}" if line and request else request]
    if graph.is_shaken[edge]:
        parts.append("left out")
    elif kind not in _LOADING_ALONG:
        parts.append("import()" if graph.is_later[edge] else kind)
    return "  ".join(part for part in parts if part)
