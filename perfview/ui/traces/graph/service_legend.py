"""Which colour is which service, in one line."""

from __future__ import annotations

from perfview.traces.measures.service_graph import ServiceGraph
from perfview.ui.canvas.boxes import QUIET_CATEGORY
from perfview.ui.canvas.legend import Legend
from perfview.ui.traces.service_colours import service_categories


class ServiceLegend(Legend):
    """Services with a colour of their own, in the order of their own time, then the rest as one."""

    def show_services(self, graph: ServiceGraph, nodes: set[int]) -> None:
        """Explain the colours of these nodes."""
        category = service_categories(graph).tolist()
        order = sorted(nodes, key=lambda node: -int(graph.self_ns[node]))
        coloured = [n for n in order if category[n] != QUIET_CATEGORY]
        entries = [(category[n], graph.name[n]) for n in coloured]
        rest = len(order) - len(coloured)
        if rest:
            entries.append((QUIET_CATEGORY, f"{rest} more" if coloured else "services"))
        self.show_entries(entries)
