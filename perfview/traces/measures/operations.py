"""Spans grouped by what they do: service and operation name, with their percentiles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import commonest, count_where, number_small, sum_by
from perfview.kernels.quantiles import percentiles_by
from perfview.kernels.weighted_quantiles import weighted_percentiles_by
from perfview.recording.strings import StringTable
from perfview.traces.measures.bare_methods import group_by_name
from perfview.traces.measures.request_time import request_times
from perfview.traces.model import SpanStatus, TraceModel
from perfview.traces.structure import Structure


@dataclass(frozen=True)
class Operations:
    """k operations over n spans. Percentiles are of durations, nearest rank, exact; where traces
    stand for several requests (`Study.weights`), each span counts as often.

    of_span int32 (n): the span's operation. service int32 (k) into the model's strings. names (k):
    the spans' name, or what they ask for where that is a bare method. count, errors int64 (k);
    total_ns, self_ns, critical_ns int64 (k): sums; p50_ns, p90_ns, p95_ns, p99_ns int64 (k).
    weighted_count, weighted_errors float64 (k): the same for what spans stand for.
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
    weighted_count: NDArray[np.float64]
    weighted_errors: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.service)


MOST_NAMED = 5_000
"""Operations whose names are looked into; where there are more, names hold ids."""


def foremost(weight: NDArray[np.int64], most: int = MOST_NAMED) -> list[int]:
    """The operations with some of this (int64 per operation), the `most` with most of it, by
    number."""
    some = np.flatnonzero(weight > 0)
    if len(some) > most:
        some = np.sort(some[np.argpartition(-weight[some], most)[:most]])
    found: list[int] = some.tolist()
    return found


@dataclass(frozen=True)
class Endpoints:
    """Traces grouped by the operation of their root: what a user asked for. e endpoints, t traces.

    of_trace int32 (t): the trace's endpoint, -1 for traces without a root. operation int32 (e) into
    Operations. count, errors int64 (e): errors counts traces whose root failed; weighted_count,
    weighted_errors float64 (e): requests that these traces stand for. p50_ns, p95_ns, p99_ns int64
    (e): of what the root took (`request_times`), each as often as it stands for. per_second float64
    (e): requests over the recording.
    """

    of_trace: NDArray[np.int32]
    operation: NDArray[np.int32]
    count: NDArray[np.int64]
    errors: NDArray[np.int64]
    p50_ns: NDArray[np.int64]
    p95_ns: NDArray[np.int64]
    p99_ns: NDArray[np.int64]
    per_second: NDArray[np.float64]
    weighted_count: NDArray[np.float64]
    weighted_errors: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.operation)


def group_operations(
    model: TraceModel,
    self_ns: NDArray[np.int64],
    critical_ns: NDArray[np.int64],
    weight: NDArray[np.float64] | None = None,
) -> Operations:
    """Spans by service and what they do (`group_by_name`), numbered by first appearance.

    `weight` float64 (n): how many spans each stands for; None for only itself.
    """
    grouping = group_by_name(model)
    of_span, k = grouping.of_span, len(grouping.service)
    p50, p90, p95, p99 = _percentiles(of_span, k, model.duration_ns, weight, 50, 90, 95, 99)
    count = np.bincount(of_span, minlength=k)
    errors = count_where(of_span, model.status, int(SpanStatus.ERROR), k)
    weighted = _weighted(of_span, k, model.status, weight, (count, errors))
    return Operations(
        of_span=of_span,
        service=grouping.service,
        names=grouping.names,
        kind=commonest(of_span, model.kind, k),
        count=count,
        errors=errors,
        total_ns=sum_by(of_span, model.duration_ns, k),
        self_ns=sum_by(of_span, self_ns, k),
        critical_ns=sum_by(of_span, critical_ns, k),
        p50_ns=p50,
        p90_ns=p90,
        p95_ns=p95,
        p99_ns=p99,
        weighted_count=weighted[0],
        weighted_errors=weighted[1],
    )


def group_endpoints(
    model: TraceModel,
    structure: Structure,
    operations: Operations,
    weights: NDArray[np.float64] | None = None,
) -> Endpoints:
    """Traces by their root's operation, numbered by first appearance.

    `weights` float64 (t): how many requests each trace stands for; None for only itself.
    """
    rooted = structure.root >= 0
    of_trace = np.full(structure.traces, -1, np.int32)
    roots = structure.root[rooted]
    of_trace[rooted], operation = number_small(operations.of_span[roots], len(operations))
    e = len(operation)
    failed = np.zeros(structure.traces, np.uint8)
    failed[rooted] = model.status[roots]
    taken = request_times(model, structure)
    p50, p95, p99 = _percentiles(of_trace, e, taken, weights, 50, 95, 99)
    count = np.bincount(of_trace[rooted], minlength=e)
    errors = count_where(of_trace, failed, int(SpanStatus.ERROR), e)
    weighted = _weighted(of_trace, e, failed, weights, (count, errors))
    return Endpoints(
        of_trace=of_trace,
        operation=operation,
        count=count,
        errors=errors,
        p50_ns=p50,
        p95_ns=p95,
        p99_ns=p99,
        per_second=weighted[0] / max(_seconds(structure), 1e-9),
        weighted_count=weighted[0],
        weighted_errors=weighted[1],
    )


def _percentiles(
    group: NDArray[np.int32],
    groups: int,
    value: NDArray[np.int64],
    weight: NDArray[np.float64] | None,
    *percent: int,
) -> NDArray[np.int64]:
    if weight is None:
        return percentiles_by(group, groups, value, *percent)
    return weighted_percentiles_by(group, groups, value, weight, *percent)


def _weighted(
    group: NDArray[np.int32],
    groups: int,
    status: NDArray[np.uint8],
    weight: NDArray[np.float64] | None,
    counted: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What `counted`, rows and failed rows by group, stand for."""
    if weight is None:
        return counted[0].astype(np.float64), counted[1].astype(np.float64)
    rows = np.flatnonzero(group >= 0)
    failed = rows[status[rows] == SpanStatus.ERROR]
    counts = [np.bincount(group[r], weight[r], groups).astype(np.float64) for r in (rows, failed)]
    return counts[0], counts[1]


def _seconds(structure: Structure) -> float:
    """How long the recording lasted, from the first trace's start to the last one's end."""
    if not structure.traces:
        return 0.0
    # In floats: times of broken clocks may lie further apart than int64 holds.
    ends = structure.start_ns.astype(np.float64) + structure.duration_ns
    return float(ends.max() - structure.start_ns.min()) / 1e9
