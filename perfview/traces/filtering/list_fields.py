"""What a filter may ask of a trace or of an operation as a whole."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from perfview.filtering.fields import NumberField, TextField
from perfview.traces.filtering.span_fields import Field, used_texts
from perfview.traces.study import Study


def _roots(study: Study) -> tuple[NDArray[np.int32], list[str]]:
    return used_texts(study.model.name[study.structure.root], study.model.strings)


def _trace_starts(study: Study) -> NDArray[np.int64]:
    start = study.structure.start_ns
    return start - (start.min() if len(start) else 0)


def _operation_names(study: Study) -> tuple[NDArray[np.int32], list[str]]:
    return np.arange(len(study.operations), dtype=np.int32), list(study.operations.names)


def _operation_services(study: Study) -> tuple[NDArray[np.int32], list[str]]:
    return used_texts(study.operations.service, study.model.strings)


def _operation_number(name: str, meaning: str, unit: str = "ns") -> NumberField[Study]:
    return NumberField(meaning, unit, lambda study: getattr(study.operations, name))


TRACE_FIELDS: Mapping[str, Field] = {
    "root": TextField("the first span's name", _roots),
    "duration": NumberField(
        "from its first span's start to its last span's end",
        "ns",
        lambda study: study.structure.duration_ns,
    ),
    "start": NumberField("after the recording's begin", "ns", _trace_starts),
    "spans": NumberField("how many spans", "count", lambda s: np.diff(s.structure.first)),
    "errors": NumberField("spans that failed", "count", lambda s: s.structure.errors),
    "services": NumberField("services it went through", "count", lambda s: s.services_per_trace),
}

OPERATION_FIELDS: Mapping[str, Field] = {
    "name": TextField("the operation's name", _operation_names),
    "service": TextField("the service, or the process", _operation_services),
    "count": _operation_number("count", "how many spans", "count"),
    "errors": _operation_number("errors", "spans that failed", "count"),
    "error_rate": NumberField(
        "share of spans that failed",
        "ratio",
        lambda s: s.operations.errors / np.maximum(s.operations.count, 1),
    ),
    "total": _operation_number("total_ns", "time of all its spans"),
    "self": _operation_number("self_ns", "time that no child covers, of all its spans"),
    "critical": _operation_number("critical_ns", "time on critical paths, of all its spans"),
    "p50": _operation_number("p50_ns", "median duration"),
    "p90": _operation_number("p90_ns", "90th percentile of durations"),
    "p95": _operation_number("p95_ns", "95th percentile of durations"),
    "p99": _operation_number("p99_ns", "99th percentile of durations"),
}
