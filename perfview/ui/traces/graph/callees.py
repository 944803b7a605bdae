"""The calls of one service, as columns: to whom, how often, how long, how they fail."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import duration, percent, quantity
from perfview.traces.measures.service_graph import ServiceGraph
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, TextColumn


def edges_from(graph: ServiceGraph, node: int) -> NDArray[np.int64]:
    """The edges that leave a node (all of them for -1), most critical first."""
    edges = np.flatnonzero(graph.caller == node) if node >= 0 else np.arange(len(graph.caller))
    return edges[np.lexsort((-graph.calls[edges], -graph.edge_critical_ns[edges]))]


def columns_of(
    graph: ServiceGraph, categories: NDArray[np.uint8], edges: NDArray[np.int64], seconds: float
) -> list[Column]:
    """One row an edge. Rates are over `seconds`; shares are of all time on critical paths."""
    names = ["from outside", *graph.name]
    callee = graph.callee[edges]
    whole = max(int(graph.critical_ns.sum()), 1)
    failed = graph.edge_errors[edges] / np.maximum(graph.calls[edges], 1)

    def rate(value: float) -> str:
        return quantity(value, "per-second")

    def category(row: int) -> int:
        known = int(categories[callee[row]])
        return known if known < 8 else -1

    def tone(value: float) -> str:
        return "bad" if value >= 0.01 else "text"

    narrow, wide = Look(84), Look(150)
    caller = (graph.caller[edges] + 1).astype(np.int32)
    shown = callee.astype(np.int32)
    critical = graph.edge_critical_ns[edges] / whole
    return [
        TextColumn("callee", "Calls to", shown, graph.name, categories=category),
        TextColumn("caller", "From", caller, names, Look(140), tone="text2"),
        NumberColumn("calls_per_second", "Calls", graph.calls[edges] / seconds, rate, narrow),
        NumberColumn("p50_ns", "p50", graph.edge_p50_ns[edges], duration, narrow),
        NumberColumn("p95_ns", "p95", graph.edge_p95_ns[edges], duration, wide, bar=True),
        NumberColumn("p99_ns", "p99", graph.edge_p99_ns[edges], duration, narrow),
        NumberColumn("failed", "Failed", failed, percent, narrow, tone=tone),
        NumberColumn("critical", "Of the critical paths", critical, percent, wide, bar=True),
    ]
