"""Requests: the traces of each endpoint side by side, their weight and where their time goes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather
from perfview.kernels.heaviest import heaviest_keys
from perfview.traces.measures.request_time import request_times
from perfview.traces.study import Study

PLACES = 3
"""How many operations are kept of those that fill an endpoint's critical paths."""


@dataclass(frozen=True)
class Requests:
    """What detectors ask of every endpoint. e endpoints, t traces, n spans.

    first int64 (e + 1), trace int32: the traces of endpoint k are trace[first[k]:first[k + 1]].
    spans int64 (e): spans in them. duration_ns int64 (t): how long each request took
    (`request_times`). total_ns: of all of them; share float64 (e): the endpoint's
    part of it, 0-1. of_span int32 (n): the span's endpoint, -1 for none. operation int32 (e, 3) and
    operation_ns int64 (e, 3): the operations with most exclusive time on the critical paths;
    critical_ns int64 (e): all of it.
    """

    first: NDArray[np.int64]
    trace: NDArray[np.int32]
    spans: NDArray[np.int64]
    duration_ns: NDArray[np.int64]
    total_ns: float
    share: NDArray[np.float64]
    of_span: NDArray[np.int32]
    operation: NDArray[np.int32]
    operation_ns: NDArray[np.int64]
    critical_ns: NDArray[np.int64]

    def of(self, endpoint: int) -> NDArray[np.int32]:
        """The traces of one endpoint, int32."""
        return self.trace[self.first[endpoint] : self.first[endpoint + 1]]

    def concerned(self, endpoint: int, affected: NDArray[np.int32]) -> NDArray[np.int32]:
        """Whom a change is for: all requests of the endpoint, or those affected if under half.

        The p95 of all says nothing about what only few of them do.
        """
        everyone = self.of(endpoint)
        return everyone if 2 * len(affected) >= len(everyone) else affected


def requests_of(study: Study) -> Requests:
    """The requests of a study; measured once, when first asked for."""
    return study.once("requests", lambda: _measure(study))


def _measure(study: Study) -> Requests:
    structure, operations, endpoints = study.structure, study.operations, study.endpoints
    first, trace = gather(endpoints.of_trace, len(endpoints))
    spans_of_trace = np.diff(structure.first)
    best, best_ns, critical = heaviest_keys(
        first, trace, structure.first, structure.order, operations.of_span, study.critical_ns,
        len(operations), PLACES,
    )  # fmt: skip
    waited_ns = request_times(study.model, structure)
    length = np.maximum(waited_ns[trace], 0).astype(np.float64)
    total = float(length.sum()) or 1.0
    return Requests(
        first=first,
        trace=trace,
        spans=_sums(spans_of_trace[trace].astype(np.float64), first).astype(np.int64),
        duration_ns=waited_ns,
        total_ns=total,
        share=_sums(length, first) / total,
        of_span=endpoints.of_trace[structure.trace],
        operation=best,
        operation_ns=best_ns,
        critical_ns=critical,
    )


def _sums(values: NDArray[np.float64], first: NDArray[np.int64]) -> NDArray[np.float64]:
    """Sums per endpoint, in floats: broken clocks may not overflow them."""
    sums = np.zeros(len(values) + 1)
    np.cumsum(values, out=sums[1:])
    between: NDArray[np.float64] = sums[first[1:]] - sums[first[:-1]]
    return between


def time_share(study: Study, traces: NDArray[np.int32]) -> float:
    """The part (0-1) of all recorded request time that these traces (int32) take."""
    requests = requests_of(study)
    length = np.maximum(requests.duration_ns[traces], 0).astype(np.float64)
    return float(length.sum()) / requests.total_ns
