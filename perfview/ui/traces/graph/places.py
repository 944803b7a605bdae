"""Where cards and edges of the service graph stand, in pixels at full size."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.traces.measures.service_graph import ServiceGraph
from perfview.ui.graphs.placing import Edges, Measures, Places, place

CARD = Measures()


def place_graph(graph: ServiceGraph, nodes: NDArray[np.int32], room: tuple[int, int]) -> Places:
    """Lay out these nodes left to right, spread over `room` (width, height) as far as is good."""
    is_shown = np.zeros(len(graph.name) + 1, np.bool_)
    is_shown[nodes] = True
    inner = np.flatnonzero(is_shown[graph.caller] & is_shown[graph.callee])
    inner = inner[graph.caller[inner] >= 0]
    caller, callee = graph.caller[inner], graph.callee[inner]
    edges = Edges(inner.astype(np.int32), caller.astype(np.int32), callee.astype(np.int32))
    return place(nodes, edges, room, CARD)
