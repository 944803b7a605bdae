"""Spans grouped by what they do: service and operation name, with their percentiles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Operations:
    """k operations over n spans. Percentiles are of durations, nearest rank, exact.

    of_span int32 (n): the span's operation. service, name int32 (k) into the model's strings.
    count, errors int64 (k); total_ns, self_ns, critical_ns int64 (k): sums; p50_ns, p90_ns, p95_ns,
    p99_ns int64 (k). kind uint8 (k): the commonest span kind.
    """

    of_span: NDArray[np.int32]
    service: NDArray[np.int32]
    name: NDArray[np.int32]
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
        return len(self.name)


@dataclass(frozen=True)
class Endpoints:
    """Traces grouped by the operation of their root: what a user asked for. e endpoints, t traces.

    of_trace int32 (t): the trace's endpoint, -1 for traces without a root. operation int32 (e) into
    Operations. count, errors int64 (e): errors counts traces whose root failed. p50_ns, p95_ns,
    p99_ns int64 (e): of the whole trace's duration. per_second float64 (e): over the recording.
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
