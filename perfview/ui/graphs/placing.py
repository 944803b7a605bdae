"""Where cards and arrows of a graph stand, in pixels at full size."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from perfview.kernels.layered_layout import lay_out


@dataclass(frozen=True)
class Measures:
    """How large things are, in px: cards, the least and the most room between them across and
    down, what stays free around it all; `ports` how far apart edges leave and enter a card. What
    does not fit is drawn smaller, but not below the share `shrunk` for room between columns."""

    width: int = 152
    height: int = 58
    across: tuple[int, int] = (56, 200)
    down: tuple[int, int] = (18, 60)
    margin: int = 74
    ports: tuple[int, int] = (7, 11)
    shrunk: float = 0.87


@dataclass(frozen=True)
class EdgePlace:
    """An edge of the graph: its number there, and the points it goes through."""

    edge: int
    points: tuple[QPointF, ...]
    turned: bool


@dataclass(frozen=True)
class Places:
    """Cards by node, edges, and the size of it all."""

    cards: dict[int, QRectF] = field(default_factory=dict)
    edges: list[EdgePlace] = field(default_factory=list)
    extent: QRectF = field(default_factory=QRectF)


@dataclass(frozen=True)
class Edges:
    """Edges to be placed: number of each in its graph, source and target by node, all int32."""

    number: NDArray[np.int32]
    source: NDArray[np.int32]
    target: NDArray[np.int32]


def place(nodes: NDArray[np.int32], edges: Edges, room: tuple[int, int], sizes: Measures) -> Places:
    """Lay out nodes (int32, their numbers) and the edges among them left to right, spread over
    `room` (width, height) as far as is good."""
    index = np.full(int(nodes.max(initial=-1)) + 1, -1, np.int32)
    index[nodes] = np.arange(len(nodes), dtype=np.int32)
    layout = lay_out(len(nodes), index[edges.source], index[edges.target])
    layers = int(layout.layer.max(initial=0))
    low, high = float(layout.place.min(initial=0.0)), float(layout.place.max(initial=0.0))
    spare = room[0] / sizes.shrunk - 2 * sizes.margin - sizes.width
    across = sizes.width + float(np.clip(spare / max(layers, 1) - sizes.width, *sizes.across))
    wanted = (room[1] - sizes.height - 70) / max(high - low, 1.0)
    down = sizes.height + float(np.clip(wanted - sizes.height, *sizes.down))

    def corner(layer: float, at: float) -> QPointF:
        return QPointF(sizes.margin + layer * across, 30 + (at - low) * down)

    cards = {}
    for number, node in enumerate(nodes.tolist()):
        at = corner(float(layout.layer[number]), float(layout.place[number]))
        cards[node] = QRectF(at.x(), at.y(), sizes.width, sizes.height)
    middle = QPointF(sizes.width / 2, sizes.height / 2)
    bends = [tuple(corner(a, b) + middle for a, b in way) for way in layout.bends]
    placed = _edges(edges, cards, bends, layout.turned, sizes)
    return Places(cards, placed, _extent(cards, placed, sizes.margin))


def _extent(cards: dict[int, QRectF], edges: list[EdgePlace], margin: int) -> QRectF:
    extent = QRectF()
    for card in cards.values():
        extent = extent.united(card)
    for edge in edges:
        for point in edge.points:
            extent = extent.united(QRectF(point, point).adjusted(0, -4, 0, 4))
    return extent.adjusted(-margin - 30, -18, 24, 18)


def _edges(
    edges: Edges,
    cards: dict[int, QRectF],
    bends: list[tuple[QPointF, ...]],
    turned: NDArray[np.bool_],
    sizes: Measures,
) -> list[EdgePlace]:
    """Edges leave and enter their cards a little apart, in the order of where they go."""
    leaving = _ports(edges.source, edges.target, cards, sizes.ports[0], sizes.height)
    entering = _ports(edges.target, edges.source, cards, sizes.ports[1], sizes.height)
    placed = []
    ends = zip(edges.number.tolist(), edges.source.tolist(), edges.target.tolist(), strict=True)
    for at, (edge, source, target) in enumerate(ends):
        a, b = cards[source], cards[target]
        if turned[at] or a is b:
            begin = QPointF(a.left(), a.center().y() + leaving[at])
            end = QPointF(b.right(), b.center().y() + entering[at])
        else:
            begin = QPointF(a.right(), a.center().y() + leaving[at])
            end = QPointF(b.left(), b.center().y() + entering[at])
        placed.append(EdgePlace(edge, (begin, *bends[at], end), bool(turned[at])))
    return placed


def _ports(
    own: NDArray[np.int32],
    other: NDArray[np.int32],
    cards: dict[int, QRectF],
    apart: int,
    height: int,
) -> dict[int, float]:
    """How far above or below the middle of the card at its own end each edge stands."""
    found: dict[int, float] = {}
    for node in cards:
        edges = np.flatnonzero(own == node).tolist()
        edges.sort(key=lambda e: cards[int(other[e])].y())
        step = min(apart, (height - 16) / max(len(edges), 1))
        for k, edge in enumerate(edges):
            found[edge] = (k - (len(edges) - 1) / 2) * step
    return found
