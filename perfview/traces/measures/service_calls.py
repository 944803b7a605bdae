"""The calls that lead from one service into another, and the nodes they lead between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.crossings import call_beyond, crossings, rows_that_cross
from perfview.kernels.grouping import number_small
from perfview.kernels.picking import pick, which_occur
from perfview.traces.model import SpanKind, TraceModel
from perfview.traces.structure import Structure

_SERVING = np.zeros(256, np.bool_)
_SERVING[[SpanKind.SERVER, SpanKind.CONSUMER]] = True
# Which kinds of span call their db.system, and which their peer.
_MAY_CALL = np.stack([~_SERVING, np.zeros(256, np.bool_)])
_MAY_CALL[1, [SpanKind.CLIENT, SpanKind.PRODUCER]] = True

UNNAMED = "(no service)"
"""The node of spans that carry no service name."""


@dataclass(frozen=True)
class ServiceCalls:
    """The nodes of the service graph and the m spans that lead into one of them.

    of_span int32 (n): the node a span was recorded by. name: the nodes' names, the first `services`
    of them with spans of their own, the others known only from their callers. row, caller, callee
    int32 (m): the calls; caller -1 for requests from outside. duration_ns int64, status uint8 (m).
    """

    of_span: NDArray[np.int32]
    name: list[str]
    services: int
    row: NDArray[np.int32]
    caller: NDArray[np.int32]
    callee: NDArray[np.int32]
    duration_ns: NDArray[np.int64]
    status: NDArray[np.uint8]


def find_service_calls(model: TraceModel, structure: Structure) -> ServiceCalls:
    """Services by first appearance, then what only its callers know: by db.system, else by peer.

    A peer that bears a service's name is that service, and one that every caller has a recorded
    callee for is no node: its address is only another name of that callee. Messages count as calls
    where the consumer's parent is the producer's span.
    """
    of_span, services = number_small(model.service, len(model.strings))
    place = np.full(len(model.strings) + 1, -1, np.int32)
    place[services] = np.arange(len(services), dtype=np.int32)
    beyond, others = call_beyond(
        model.kind, _MAY_CALL, model.db_system, model.peer, place, len(services)
    )
    enters = ~structure.orphan | pick(_SERVING, model.kind)
    origin, target = crossings(structure.named_parent, of_span, beyond, enters)
    row = rows_that_cross(target)
    callee, called = _only_called(pick(target, row), len(services), len(others))
    return ServiceCalls(
        of_span=of_span,
        name=[model.strings[i] or UNNAMED for i in (*services, *others[called])],
        services=len(services),
        row=row,
        caller=pick(origin, row),
        callee=callee,
        duration_ns=pick(model.duration_ns, row),
        status=pick(model.status, row),
    )


def _only_called(
    callee: NDArray[np.int32], services: int, others: int
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Callees renumbered without the others nobody calls, and which of the others are called."""
    called = which_occur(callee, services + others)[services:]
    renumbered = np.arange(services + others, dtype=np.int32)
    renumbered[services:] = services + np.cumsum(called) - 1
    return pick(renumbered, callee), called
