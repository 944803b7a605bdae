"""Who calls whom: services as nodes, calls as edges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import count_where, number_pairs, sum_by
from perfview.kernels.picking import pick
from perfview.kernels.quantiles import percentiles_by
from perfview.traces.measures.critical_path import CriticalTimes
from perfview.traces.measures.service_calls import ServiceCalls
from perfview.traces.model import SpanStatus, TraceModel


@dataclass(frozen=True)
class ServiceGraph:
    """s services (nodes) and c caller-callee pairs (edges).

    of_span int32 (n): the service a span was recorded by. name: the nodes' names, list of str.
    inferred bool (s): a database, queue or host seen only from its callers (db.system,
    peer.service). spans, errors int64 (s); p50_ns, p95_ns, p99_ns int64 (s): of the spans entering
    the service (all its spans when none enters). self_ns, critical_ns int64 (s). The numbers of an
    inferred node are those of the calls into it, which its callers' numbers hold as well.

    caller, callee int32 (c); caller -1 for requests from outside. calls, edge_errors int64 (c);
    edge_p50_ns, edge_p95_ns, edge_p99_ns int64 (c): of the callee's duration; edge_critical_ns
    int64 (c): time those calls, with what they call, spend on critical paths. edge_of_span int32
    (n): the edge a span crosses, -1 for none.
    """

    of_span: NDArray[np.int32]
    name: list[str]
    inferred: NDArray[np.bool_]
    spans: NDArray[np.int64]
    errors: NDArray[np.int64]
    p50_ns: NDArray[np.int64]
    p95_ns: NDArray[np.int64]
    p99_ns: NDArray[np.int64]
    self_ns: NDArray[np.int64]
    critical_ns: NDArray[np.int64]
    caller: NDArray[np.int32]
    callee: NDArray[np.int32]
    calls: NDArray[np.int64]
    edge_errors: NDArray[np.int64]
    edge_p50_ns: NDArray[np.int64]
    edge_p95_ns: NDArray[np.int64]
    edge_p99_ns: NDArray[np.int64]
    edge_critical_ns: NDArray[np.int64]
    edge_of_span: NDArray[np.int32]


def build_service_graph(
    model: TraceModel,
    calls: ServiceCalls,
    self_ns: NDArray[np.int64],
    critical: CriticalTimes,
) -> ServiceGraph:
    """Nodes from the spans' services, edges from parents and children in different services."""
    edge, head = number_pairs(calls.caller, calls.callee)
    c, s = len(head), len(calls.name)
    error = int(SpanStatus.ERROR)
    edge_of_span = np.full(len(model), -1, np.int32)
    edge_of_span[calls.row] = edge

    def both(of_service: NDArray[np.int64], of_calls: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.concatenate([of_service[: calls.services], of_calls[calls.services :]])

    def added(value: NDArray[np.int64]) -> NDArray[np.int64]:
        return both(sum_by(calls.of_span, value, s), sum_by(calls.callee, value[calls.row], s))

    calls_in = np.bincount(calls.callee, minlength=s)
    percentiles = _percentiles(model, calls, calls_in)
    edge_p50, edge_p95, edge_p99 = percentiles_by(edge, c, calls.duration_ns, 50, 95, 99)
    return ServiceGraph(
        of_span=calls.of_span,
        name=calls.name,
        inferred=np.arange(s) >= calls.services,
        spans=both(np.bincount(calls.of_span, minlength=s), calls_in),
        errors=both(
            count_where(calls.of_span, model.status, error, s),
            count_where(calls.callee, calls.status, error, s),
        ),
        p50_ns=percentiles[0],
        p95_ns=percentiles[1],
        p99_ns=percentiles[2],
        self_ns=added(self_ns),
        critical_ns=added(critical.exclusive_ns),
        caller=calls.caller[head],
        callee=calls.callee[head],
        calls=np.bincount(edge, minlength=c),
        edge_errors=count_where(edge, calls.status, error, c),
        edge_p50_ns=edge_p50,
        edge_p95_ns=edge_p95,
        edge_p99_ns=edge_p99,
        edge_critical_ns=sum_by(edge, critical.inclusive_ns[calls.row], c),
        edge_of_span=edge_of_span,
    )


def _percentiles(
    model: TraceModel, calls: ServiceCalls, calls_in: NDArray[np.int64]
) -> NDArray[np.int64]:
    """p50, p95, p99 per node of the calls into it; of all its spans where none leads into it."""
    s = len(calls.name)
    found = percentiles_by(calls.callee, s, calls.duration_ns, 50, 95, 99)
    if np.any(calls_in == 0):
        quiet = np.where(calls_in == 0, np.arange(s, dtype=np.int32), np.int32(-1))
        group = pick(quiet, calls.of_span)
        found += percentiles_by(group, s, model.duration_ns, 50, 95, 99)
    return found
