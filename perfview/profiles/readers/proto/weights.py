"""Sample types and their numbers: the model's metrics."""

from __future__ import annotations

import numpy as np

from perfview.profiles.model import Metrics
from perfview.profiles.readers.proto.content import Content
from perfview.profiles.readers.proto.schema import (
    DEFAULT_TYPE,
    PERIOD,
    PERIOD_TYPES,
    SCALARS,
    TYPES,
)
from perfview.profiles.readers.proto.units import unit_of
from perfview.recording.report import ImportReport

_UNNAMED = "samples"


def scalar(content: Content, field: int) -> int:
    """A number of the profile itself, 0 when it is not given; the last one counts."""
    values = content.column(SCALARS, "value")[content.column(SCALARS, "field") == field]
    return int(values[-1]) if len(values) else 0


def metrics_of(content: Content, report: ImportReport) -> Metrics:
    """Every sample type, in ns, bytes or counts. The default is the one the profile names, or
    else the last one, as pprof has it."""
    kinds = [content.text(i) for i in content.column(TYPES, "kind").tolist()]
    units = [content.text(i) for i in content.column(TYPES, "unit").tolist()]
    count = content.rows.rows
    numbers = np.diff(content.rows.ends, prepend=0)
    if not kinds:
        kinds, units = [_UNNAMED], ["count"]
        report.note("no-sample-type", 1, "The profile does not say what its numbers are.")
    m = len(kinds)
    if (numbers == m).all():
        weight = content.rows.numbers.reshape(count, m).T.astype(np.float64)
    else:
        odd = int(np.count_nonzero(numbers != m))
        report.note(
            "odd-values", odd, f"Samples do not have {m:,} numbers each; missing ones count as 0."
        )
        weight = _placed(content, numbers, m)
    known = [unit_of(unit) for unit in units]
    for i, (_, factor) in enumerate(known):
        if factor != 1:
            weight[i] *= factor
    wanted = content.text(scalar(content, DEFAULT_TYPE))
    default = kinds.index(wanted) if wanted and wanted in kinds else m - 1
    names = [kind or (_UNNAMED if m == 1 else f"type {i + 1}") for i, kind in enumerate(kinds)]
    flat = np.ascontiguousarray(weight).reshape(-1)
    return Metrics(names, [unit for unit, _ in known], flat, default)


def _placed(content: Content, numbers: np.ndarray, m: int) -> np.ndarray:  # type: ignore[type-arg]
    """Numbers by sample type, float64 (m, samples), when not every sample has one of each."""
    weight = np.zeros((m, len(numbers)), np.float64)
    sample = np.repeat(np.arange(len(numbers)), numbers)
    kind = np.arange(len(sample)) - (content.rows.ends - numbers)[sample]
    fits = kind < m
    weight[kind[fits], sample[fits]] = content.rows.numbers[fits]
    return weight


def interval_of(content: Content) -> int:
    """Time between two samples in ns, 0 when samples are not taken by time."""
    units = content.column(PERIOD_TYPES, "unit")
    if not len(units):
        return 0
    unit, factor = unit_of(content.text(int(units[-1])))
    period = scalar(content, PERIOD)
    return round(period * factor) if unit == "ns" and 0 < period < 1 << 60 else 0
