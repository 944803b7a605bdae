"""Where tables stand: those that hang together left to right, the lonely ones in rows below."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from perfview.ui.graphs.placing import Edges, Places, place
from perfview.ui.queries.schema.drawing import CARD
from perfview.ui.queries.schema.table_graph import TableGraph

_APART = 20


def placed(graph: TableGraph, shown: NDArray[np.bool_], room: tuple[int, int]) -> Places:
    """Places of the tables that are shown (bool, k) in a picture of `room` px."""
    kept = np.flatnonzero(shown[graph.source] & shown[graph.target]).astype(np.int32)
    joined = np.zeros(len(graph), np.bool_)
    joined[graph.source[kept]] = joined[graph.target[kept]] = True
    edges = Edges(kept, graph.source[kept], graph.target[kept])
    lonely = np.flatnonzero(shown & ~joined).tolist()
    if not joined.any():
        return _rows(lonely, Places(), room)
    lines = -(-len(lonely) // _across(room[0])) if lonely else 0
    rest = max(room[1] - lines * (CARD.height + _APART), CARD.height)
    found = place(np.flatnonzero(joined).astype(np.int32), edges, (room[0], rest), CARD)
    return _rows(lonely, found, room) if lonely else found


def _across(width: int) -> int:
    return max((width - CARD.margin) // (CARD.width + _APART), 1)


def _rows(lonely: list[int], above: Places, room: tuple[int, int]) -> Places:
    """The same places with lonely tables in rows below, as wide as what stands above."""
    wide = max(int(above.extent.width()), room[0])
    across = min(_across(wide), max(len(lonely), 1))
    left = above.extent.left() + CARD.margin if above.cards else float(CARD.margin)
    if above.cards:
        left = min(card.left() for card in above.cards.values())
    top = max((card.bottom() for card in above.cards.values()), default=0.0) + 2 * _APART
    cards = dict(above.cards)
    for at, node in enumerate(lonely):
        down, over = divmod(at, across)
        x, y = left + over * (CARD.width + _APART), top + down * (CARD.height + _APART)
        cards[node] = QRectF(x, y, CARD.width, CARD.height)
    extent = above.extent
    for node in lonely:
        extent = extent.united(cards[node].adjusted(-CARD.margin, -18, CARD.margin, 18))
    return Places(cards, above.edges, extent)
