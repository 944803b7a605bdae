"""From card to card with the arrow keys."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF

from perfview.ui.bundles.graphs.import_graph import ImportGraph
from perfview.ui.graphs.walking import in_column


def neighbour(graph: ImportGraph, cards: dict[int, QRectF], node: int, where: str) -> int:
    """The module beside one that has a card; -1 when there is none.

    `where` is caller or callee, along an import, or above or below in its column.
    """
    if node not in cards:
        return graph.focus if graph.focus in cards else -1
    if where in ("above", "below"):
        return in_column(cards, node, 1 if where == "below" else -1)
    own, other = graph.source, graph.target
    if where == "caller":
        own, other = other, own
    beside = [int(other[e]) for e in np.flatnonzero(own == node) if int(other[e]) in cards]
    here = cards[node].center().y()
    return min(beside, key=lambda each: abs(cards[each].center().y() - here), default=-1)
