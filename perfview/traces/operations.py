"""Spans grouped by what they do: service and operation name, with their percentiles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import commonest, count_where, number_small, sum_by
from perfview.kernels.quantiles import percentiles_by
from perfview.recording.strings import StringTable
from perfview.traces.bare_methods import group_by_name
from perfview.traces.model import SpanStatus, TraceModel
from perfview.traces.request_time import request_times
from perfview.traces.structure import Structure


@dataclass(frozen=True)
class Operations:
    """k operations over n spans. Percentiles are of durations, nearest rank, exact.

    of_span int32 (n): the span's operation. service int32 (k) into the model's strings. names (k):
    the spans' name, or what they ask for where that is a bare method. count, errors int64 (k);
    total_ns, self_ns, critical_ns int64 (k): sums; p50_ns, p90_ns, p95_ns, p99_ns int64 (k).
    kind uint8 (k): the commonest span kind.
    """

    of_span: NDArray[np.int32]
    service: NDArray[np.int32]
    names: StringTable
    kind: NDArray[np.uint8]
    count: NDArray[np.int64]
    errors: NDArray[np.int64]
    total_ns: NDArray[np.int64]
    self_ns: NDArray[np.int64]
    critical_ns: NDArray[np.int64]
    p50_ns: NDArray[np.int64]
    p90_ns: NDArray[np.int64]
    p95_ns: NDArray[np.int64]
    p99_ns: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.service)


@dataclass(frozen=True)
class Endpoints:
    """Traces grouped by the operation of their root: what a user asked for. e endpoints, t traces.

    of_trace int32 (t): the trace's endpoint, -1 for traces without a root. operation int32 (e) into
    Operations. count, errors int64 (e): errors counts traces whose root failed. p50_ns, p95_ns,
    p99_ns int64 (e): of what the root took (`request_times`). per_second float64 (e): over the
    recording.
    """

    of_trace: NDArray[np.int32]
    operation: NDArray[np.int32]
    count: NDArray[np.int64]
    errors: NDArray[np.int64]
    p50_ns: NDArray[np.int64]
    p95_ns: NDArray[np.int64]
    p99_ns: NDArray[np.int64]
    per_second: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.operation)


def group_operations(
    model: TraceModel, self_ns: NDArray[np.int64], critical_ns: NDArray[np.int64]
) -> Operations:
    """Spans by service and what they do (`group_by_name`), numbered by first appearance."""
    grouping = group_by_name(model)
    of_span, k = grouping.of_span, len(grouping.service)
    p50, p90, p95, p99 = percentiles_by(of_span, k, model.duration_ns, 50, 90, 95, 99)
    return Operations(
        of_span=of_span,
        service=grouping.service,
        names=grouping.names,
        kind=commonest(of_span, model.kind, k),
        count=np.bincount(of_span, minlength=k),
        errors=count_where(of_span, model.status, int(SpanStatus.ERROR), k),
        total_ns=sum_by(of_span, model.duration_ns, k),
        self_ns=sum_by(of_span, self_ns, k),
        critical_ns=sum_by(of_span, critical_ns, k),
        p50_ns=p50,
        p90_ns=p90,
        p95_ns=p95,
        p99_ns=p99,
    )


def group_endpoints(model: TraceModel, structure: Structure, operations: Operations) -> Endpoints:
    """Traces by their root's operation, numbered by first appearance."""
    rooted = structure.root >= 0
    of_trace = np.full(structure.traces, -1, np.int32)
    roots = structure.root[rooted]
    of_trace[rooted], operation = number_small(operations.of_span[roots], len(operations))
    e = len(operation)
    failed = np.zeros(structure.traces, np.uint8)
    failed[rooted] = model.status[roots]
    p50, p95, p99 = percentiles_by(of_trace, e, request_times(model, structure), 50, 95, 99)
    count = np.bincount(of_trace[rooted], minlength=e)
    return Endpoints(
        of_trace=of_trace,
        operation=operation,
        count=count,
        errors=count_where(of_trace, failed, int(SpanStatus.ERROR), e),
        p50_ns=p50,
        p95_ns=p95,
        p99_ns=p99,
        per_second=count / max(_seconds(structure), 1e-9),
    )


def _seconds(structure: Structure) -> float:
    """How long the recording lasted, from the first trace's start to the last one's end."""
    if not structure.traces:
        return 0.0
    # In floats: times of broken clocks may lie further apart than int64 holds.
    ends = structure.start_ns.astype(np.float64) + structure.duration_ns
    return float(ends.max() - structure.start_ns.min()) / 1e9
