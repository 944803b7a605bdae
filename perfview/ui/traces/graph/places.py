"""Where cards and edges of the service graph stand, in pixels at full size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from perfview.kernels.layered_layout import lay_out
from perfview.traces.measures.service_graph import ServiceGraph

WIDTH, HEIGHT = 152, 58
_ACROSS, _DOWN = 56, 18
_MOST_ACROSS, _MOST_DOWN = 200, 60
_MARGIN = 74
_SHRUNK = 0.87
"""Rather this small than too narrow for words on edges."""
_SPREAD_OUT, _SPREAD_IN = 7, 11


@dataclass(frozen=True)
class EdgePlace:
    """An edge of the graph: its number there, and the points it goes through."""

    edge: int
    points: tuple[QPointF, ...]
    turned: bool


@dataclass(frozen=True)
class Places:
    """Cards by node, edges, and the size of it all."""

    cards: dict[int, QRectF]
    edges: list[EdgePlace]
    extent: QRectF


def place_graph(graph: ServiceGraph, nodes: NDArray[np.int32], room: tuple[int, int]) -> Places:
    """Lay out these nodes left to right, spread over `room` (width, height) as far as is good."""
    index = np.full(len(graph.name) + 1, -1, np.int32)
    index[nodes] = np.arange(len(nodes), dtype=np.int32)
    inner = np.flatnonzero((index[graph.caller] >= 0) & (index[graph.callee] >= 0))
    inner = inner[graph.caller[inner] >= 0]
    source, target = index[graph.caller[inner]], index[graph.callee[inner]]
    layout = lay_out(len(nodes), source, target)
    layers = int(layout.layer.max(initial=0))
    low, high = float(layout.place.min(initial=0.0)), float(layout.place.max(initial=0.0))
    spare = room[0] / _SHRUNK - 2 * _MARGIN - WIDTH
    across = WIDTH + float(np.clip(spare / max(layers, 1) - WIDTH, _ACROSS, _MOST_ACROSS))
    wanted = (room[1] - HEIGHT - 70) / max(high - low, 1.0)
    down = float(np.clip(wanted, HEIGHT + _DOWN, HEIGHT + _MOST_DOWN))

    def corner(layer: float, place: float) -> QPointF:
        return QPointF(_MARGIN + layer * across, 30 + (place - low) * down)

    cards = {}
    for number, node in enumerate(nodes.tolist()):
        at = corner(float(layout.layer[number]), float(layout.place[number]))
        cards[node] = QRectF(at.x(), at.y(), WIDTH, HEIGHT)
    bends = [
        tuple(corner(a, b) + QPointF(WIDTH / 2, HEIGHT / 2) for a, b in way) for way in layout.bends
    ]
    edges = _edges(graph, inner, cards, bends, layout.turned)
    return Places(cards, edges, _extent(cards, edges))


def _extent(cards: dict[int, QRectF], edges: list[EdgePlace]) -> QRectF:
    extent = QRectF()
    for card in cards.values():
        extent = extent.united(card)
    for edge in edges:
        for point in edge.points:
            extent = extent.united(QRectF(point, point).adjusted(0, -4, 0, 4))
    return extent.adjusted(-_MARGIN - 30, -18, 24, 18)


def _edges(
    graph: ServiceGraph,
    inner: NDArray[np.int64],
    cards: dict[int, QRectF],
    bends: list[tuple[QPointF, ...]],
    turned: NDArray[np.bool_],
) -> list[EdgePlace]:
    """Edges leave and enter their cards a little apart, in the order of where they go."""
    leaving, entering = _ports(graph, inner, cards)
    placed = []
    for number, edge in enumerate(inner.tolist()):
        a, b = cards[int(graph.caller[edge])], cards[int(graph.callee[edge])]
        if turned[number] or a is b:
            begin = QPointF(a.left(), a.center().y() + leaving[edge])
            end = QPointF(b.right(), b.center().y() + entering[edge])
        else:
            begin = QPointF(a.right(), a.center().y() + leaving[edge])
            end = QPointF(b.left(), b.center().y() + entering[edge])
        points = (begin, *bends[number], end)
        placed.append(EdgePlace(edge, points, bool(turned[number])))
    return placed


def _ports(
    graph: ServiceGraph, inner: NDArray[np.int64], cards: dict[int, QRectF]
) -> tuple[dict[int, float], dict[int, float]]:
    """How far above or below the middle of its card each edge leaves and enters."""
    leaving: dict[int, float] = {}
    entering: dict[int, float] = {}
    for node in cards:
        out = [int(e) for e in inner if graph.caller[e] == node]
        into = [int(e) for e in inner if graph.callee[e] == node]
        out.sort(key=lambda e: cards[int(graph.callee[e])].y())
        into.sort(key=lambda e: cards[int(graph.caller[e])].y())
        for edges, apart, table in ((out, _SPREAD_OUT, leaving), (into, _SPREAD_IN, entering)):
            step = min(apart, (HEIGHT - 16) / max(len(edges), 1))
            for k, edge in enumerate(edges):
                table[edge] = (k - (len(edges) - 1) / 2) * step
    return leaving, entering
