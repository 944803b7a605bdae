"""Calls between two services, request by request, and what getting there and back takes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.busiest import busiest_keys
from perfview.kernels.grouping import gather, number_pairs
from perfview.traces.measures.requests import requests_of
from perfview.traces.study import Study

MOST_PAIRS = 30


def busiest_pairs(study: Study, least: int) -> Iterator[tuple[int, NDArray[np.int32]]]:
    """Edges of the service graph with at least `least` calls in one request, and those calls.

    One after another per edge and endpoint, most requests first; of a request only its busiest
    edge counts. Calls are the rows that enter the callee (int32).
    """
    graph, structure = study.graph, study.structure
    inside = graph.caller >= 0
    if not len(graph.calls) or graph.calls[inside].max(initial=0) < least:
        return
    edge, calls = busiest_keys(structure.first, structure.order, graph.edge_of_span, inside, least)
    trace = np.flatnonzero(calls >= least).astype(np.int32)
    group, head = number_pairs(edge[trace], study.endpoints.of_trace[trace])
    first, order = gather(group, len(head))
    for k in np.argsort(-np.diff(first), kind="stable")[:MOST_PAIRS].tolist():
        traces = trace[order[first[k] : first[k + 1]]]
        pair = int(edge[trace[head[k]]])
        if requests_of(study).duration_ns[traces].max(initial=0) <= 0:
            continue
        rows = np.concatenate([structure.rows(t) for t in traces.tolist()])
        yield pair, rows[graph.edge_of_span[rows] == pair]


def round_trips(
    study: Study, rows: NDArray[np.integer]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Of calls (rows that enter a callee): the caller's span of each, and its round trip in ns.

    That is the caller's span less the callee's; where the callee recorded nothing, the quickest
    call of the same operation. 0 where the caller has no span of its own for the call.
    """
    model, structure = study.model, study.structure
    parent = structure.parent[rows]
    recorded = (parent >= 0) & (study.graph.of_span[parent] != study.graph.of_span[rows])
    alone = structure.child_first[parent + 1] - structure.child_first[parent] == 1
    client = np.where(recorded, parent, rows).astype(np.int32)
    quickest = np.full(len(study.operations), np.iinfo(np.int64).max)
    operation = study.operations.of_span[rows]
    np.minimum.at(quickest, operation, np.maximum(model.duration_ns[rows], 0))
    trip = np.where(recorded, np.where(alone, study.self_ns[client], 0), quickest[operation])
    return client, np.maximum(trip, 0)
