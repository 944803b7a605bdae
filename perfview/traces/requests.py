"""Requests: the traces of each endpoint side by side, their weight and where their time goes."""

from __future__ import annotations

import weakref
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather
from perfview.kernels.heaviest import heaviest_keys
from perfview.traces.study import Study

PLACES = 3
"""How many operations are kept of those that fill an endpoint's critical paths."""


@dataclass(frozen=True)
class Requests:
    """What detectors ask of every endpoint. e endpoints, t traces, n spans.

    first int64 (e + 1), trace int32: the traces of endpoint k are trace[first[k]:first[k + 1]].
    spans int64 (e): spans in them. share float64 (e): of the time of all traces, 0-1. of_span int32
    (n): the span's endpoint, -1 for none. operation int32 (e, 3) and operation_ns int64 (e, 3): the
    operations with most exclusive time on the critical paths; critical_ns int64 (e): all of it.
    """

    first: NDArray[np.int64]
    trace: NDArray[np.int32]
    spans: NDArray[np.int64]
    share: NDArray[np.float64]
    of_span: NDArray[np.int32]
    operation: NDArray[np.int32]
    operation_ns: NDArray[np.int64]
    critical_ns: NDArray[np.int64]

    def of(self, endpoint: int) -> NDArray[np.int32]:
        """The traces of one endpoint, int32."""
        return self.trace[self.first[endpoint] : self.first[endpoint + 1]]


_kept: weakref.WeakKeyDictionary[Study, Requests] = weakref.WeakKeyDictionary()


def requests_of(study: Study) -> Requests:
    """The requests of a study; measured once, when first asked for."""
    with study.lock_for("requests"):
        if study not in _kept:
            _kept[study] = _measure(study)
        return _kept[study]


def _measure(study: Study) -> Requests:
    structure, operations, endpoints = study.structure, study.operations, study.endpoints
    first, trace = gather(endpoints.of_trace, len(endpoints))
    spans_of_trace = np.diff(structure.first)
    best, best_ns, critical = heaviest_keys(
        first, trace, structure.first, structure.order, operations.of_span, study.critical_ns,
        len(operations), PLACES,
    )  # fmt: skip
    return Requests(
        first=first,
        trace=trace,
        spans=_summed(spans_of_trace[trace], first),
        share=_shares(structure.duration_ns[trace], first),
        of_span=endpoints.of_trace[structure.trace],
        operation=best,
        operation_ns=best_ns,
        critical_ns=critical,
    )


def _summed(values: NDArray[np.int64], first: NDArray[np.int64]) -> NDArray[np.int64]:
    sums = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=sums[1:])
    return sums[first[1:]] - sums[first[:-1]]


def _shares(duration_ns: NDArray[np.int64], first: NDArray[np.int64]) -> NDArray[np.float64]:
    """Each endpoint's part of all time, in floats: broken clocks may not overflow the sum."""
    sums = np.zeros(len(duration_ns) + 1, np.float64)
    np.cumsum(np.maximum(duration_ns, 0), dtype=np.float64, out=sums[1:])
    total = sums[-1] or 1.0
    return (sums[first[1:]] - sums[first[:-1]]) / total
