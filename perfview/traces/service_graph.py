"""Who calls whom: services as nodes, calls as edges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.crossings import crossings
from perfview.kernels.grouping import (
    count_where,
    number_pairs,
    number_small,
    sum_by,
)
from perfview.kernels.quantiles import percentiles_by
from perfview.traces.critical_path import CriticalTimes
from perfview.traces.model import SpanKind, SpanStatus, TraceModel
from perfview.traces.structure import Structure

_CALLING, _SERVING = np.zeros((2, 256), np.bool_)
_CALLING[[SpanKind.CLIENT, SpanKind.PRODUCER]] = True
_SERVING[[SpanKind.SERVER, SpanKind.CONSUMER]] = True

UNNAMED = "(no service)"
"""The node of spans that carry no service name."""


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


@dataclass(frozen=True)
class _Nodes:
    """of_span int32 (n) and beyond int32 (n): the node a span is in and the one it may call."""

    of_span: NDArray[np.int32]
    beyond: NDArray[np.int32]
    name: list[str]
    services: int


def _nodes(model: TraceModel) -> _Nodes:
    """Services by first appearance, then what only its callers know: by db.system, else by peer.

    A peer that bears a service's name is that service.
    """
    of_span, services = number_small(model.service, len(model.strings))
    names = [model.strings[i] or UNNAMED for i in services]
    node_of_text = np.full(len(model.strings) + 1, -1, np.int32)
    node_of_text[services] = np.arange(len(services), dtype=np.int32)
    node_of_text[-1] = -1
    called = _callee_text(model)
    texts = number_small(called, len(model.strings))[1]
    for text in texts[texts >= 0].tolist():
        if node_of_text[text] < 0:
            node_of_text[text] = len(names)
            names.append(model.strings[text])
    return _Nodes(of_span, np.take(node_of_text, called), names, len(services))


def _callee_text(model: TraceModel) -> NDArray[np.int32]:
    """Per span the text that names what it calls outside the recording, -1 for none: int32 (n)."""
    peer = np.where(np.take(_CALLING, model.kind), model.peer, np.int32(-1))
    database = np.where(np.take(_SERVING, model.kind), np.int32(-1), model.db_system)
    return np.where(database >= 0, database, peer)


def build_service_graph(
    model: TraceModel,
    structure: Structure,
    self_ns: NDArray[np.int64],
    critical: CriticalTimes,
) -> ServiceGraph:
    """Nodes from the spans' services, edges from parents and children in different services.

    Messages count as calls where the consumer's parent is the producer's span.
    """
    nodes = _nodes(model)
    enters = ~structure.orphan | np.take(_SERVING, model.kind)
    origin, target = crossings(structure.parent, nodes.of_span, nodes.beyond, enters)
    edge, head = number_pairs(origin, target)
    c, s = len(head), len(nodes.name)
    entered = np.maximum(target, np.int32(-1))
    error = int(SpanStatus.ERROR)

    def both(of_service: NDArray[np.int64], of_calls: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.concatenate([of_service[: nodes.services], of_calls[nodes.services :]])

    calls_in = np.bincount(entered + 1, minlength=s + 1)[1:]
    quiet = np.where(calls_in == 0, np.arange(s, dtype=np.int32), np.int32(-1))
    percentiles = percentiles_by(entered, s, model.duration_ns, 50, 95, 99)
    percentiles += percentiles_by(np.take(quiet, nodes.of_span), s, model.duration_ns, 50, 95, 99)
    edges = percentiles_by(edge, c, model.duration_ns, 50, 95, 99)
    return ServiceGraph(
        of_span=nodes.of_span,
        name=nodes.name,
        inferred=np.arange(s) >= nodes.services,
        spans=both(np.bincount(nodes.of_span, minlength=s), calls_in),
        errors=both(
            count_where(nodes.of_span, model.status, error, s),
            count_where(entered, model.status, error, s),
        ),
        p50_ns=percentiles[0],
        p95_ns=percentiles[1],
        p99_ns=percentiles[2],
        self_ns=both(sum_by(nodes.of_span, self_ns, s), sum_by(entered, self_ns, s)),
        critical_ns=both(
            sum_by(nodes.of_span, critical.exclusive_ns, s),
            sum_by(entered, critical.exclusive_ns, s),
        ),
        caller=origin[head],
        callee=target[head],
        calls=np.bincount(edge + 1, minlength=c + 1)[1:],
        edge_errors=count_where(edge, model.status, error, c),
        edge_p50_ns=edges[0],
        edge_p95_ns=edges[1],
        edge_p99_ns=edges[2],
        edge_critical_ns=sum_by(edge, critical.inclusive_ns, c),
        edge_of_span=edge,
    )
