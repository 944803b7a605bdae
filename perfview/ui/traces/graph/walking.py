"""From card to card with the arrow keys."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF

from perfview.traces.measures.service_graph import ServiceGraph
from perfview.ui.graphs.walking import in_column


def neighbour(graph: ServiceGraph, cards: dict[int, QRectF], node: int, where: str) -> int:
    """The node beside a node that has a card; -1 when there is none.

    `where` is caller or callee, along the most critical call, or above or below in its column.
    """
    if where in ("above", "below"):
        return in_column(cards, node, 1 if where == "below" else -1)
    own, other = graph.caller, graph.callee
    if where == "caller":
        own, other = other, own
    edges = [e for e in np.flatnonzero(own == node).tolist() if int(other[e]) in cards]
    edges = [e for e in edges if other[e] != node]
    busy = max(edges, key=lambda e: int(graph.edge_critical_ns[e]), default=-1)
    return int(other[busy]) if busy >= 0 else -1
