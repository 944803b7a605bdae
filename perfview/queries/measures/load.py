"""How much the database had to do, over time, by statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.quantiles import percentiles_by
from perfview.kernels.spread_load import spread_load
from perfview.queries.model import NO_TIME, UNKNOWN, Calls

if TYPE_CHECKING:
    from perfview.queries.study import Study

MOST_CELLS = 4_000_000
"""Cells of a table by statement and span of time."""


@dataclass(frozen=True)
class Load:
    """edges_ns int64 (b + 1) of equal spans of time; busy_ns int64 (t, b): of each statement; calls
    int64 (t, b); p95_ns int64 (t, b), -1 without calls. Empty without times."""

    edges_ns: NDArray[np.int64]
    busy_ns: NDArray[np.int64]
    calls: NDArray[np.int64]
    p95_ns: NDArray[np.int64]


def load(
    study: Study, bins: int = 240, start_ns: int | None = None, stop_ns: int | None = None
) -> Load:
    """The load of the recording, or of a part of it; a call's time is shared out among the spans it
    lasts through. There are fewer spans than asked for where the table would pass `MOST_CELLS`."""
    calls, size = study.model.calls, len(study.model.statements)
    begun = calls.start_ns != NO_TIME
    if not size or not np.any(begun):
        nothing = np.zeros((size, 0), np.int64)
        return Load(np.zeros(0, np.int64), nothing, nothing, nothing)
    bins = max(1, min(bins, MOST_CELLS // size))
    edges = _edges(calls, begun, bins, start_ns, stop_ns)
    busy, number, cell = spread_load(
        calls.statement, calls.start_ns, calls.duration_ns, size, edges, NO_TIME
    )
    timed = np.where(calls.duration_ns != UNKNOWN, cell, np.int32(-1))
    high = percentiles_by(timed, size * bins, calls.duration_ns, 95)[0]
    told = np.bincount(timed[timed >= 0], minlength=size * bins) > 0
    return Load(edges, busy, number, np.where(told, high, UNKNOWN).reshape(size, bins))


def _edges(
    calls: Calls, begun: NDArray[np.bool_], bins: int, start_ns: int | None, stop_ns: int | None
) -> NDArray[np.int64]:
    """Where the spans begin and end: those of all calls unless a part is asked for."""
    start = calls.start_ns[begun]
    low = int(start.min()) if start_ns is None else start_ns
    if stop_ns is None:
        stop_ns = int((start + np.maximum(calls.duration_ns[begun], 0)).max()) + 1
    high = max(stop_ns, low + bins)
    return np.array([low + (high - low) * k // bins for k in range(bins + 1)], np.int64)
