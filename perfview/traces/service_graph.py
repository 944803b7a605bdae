"""Who calls whom: services as nodes, calls as edges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class ServiceGraph:
    """s services (nodes) and c caller-callee pairs (edges).

    of_span int32 (n): the node a span belongs to. name: the nodes' names, list of str. inferred
    bool (s): a database, queue or host seen only from its callers (db.system, peer.service). spans,
    errors int64 (s); p50_ns, p95_ns, p99_ns int64 (s): of the spans entering the service (all its spans
    when none enters). self_ns, critical_ns int64 (s).
    caller, callee int32 (c); caller -1 for requests from outside. calls, errors int64 (c);
    p50_ns, p95_ns, p99_ns int64 (c): of the callee's duration; critical_ns int64 (c): time those calls
    spend on critical paths. edge_of_span int32 (n): the edge a span crosses, -1 for none.
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
