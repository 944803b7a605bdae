"""Which category each service has: the eight largest by their own time get a colour, by name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.traces.measures.service_graph import ServiceGraph
from perfview.ui.canvas.boxes import QUIET_CATEGORY
from perfview.ui.theme.colours import assign_categories


def service_categories(graph: ServiceGraph) -> NDArray[np.uint8]:
    """Category 0-7, or 8 for the quiet rest, by node of the graph; the same in every view."""
    order = np.argsort(-graph.self_ns, kind="stable").tolist()
    assigned = assign_categories(graph.name[node] for node in order)
    known = [assigned.get(name, -1) for name in graph.name]
    return np.array([c if c >= 0 else QUIET_CATEGORY for c in known], np.uint8)
