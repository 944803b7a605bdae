"""When and how long: requests, or one operation's spans, counted by start and by duration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.quantiles import percentiles_by
from perfview.traces.measures.requests import requests_of
from perfview.traces.model import SpanStatus
from perfview.traces.study import Study

PERCENTILES = (50, 95, 99)


@dataclass(frozen=True)
class Population:
    """Durations to look at, m of them.

    row int32 (m): the span that stands for each (a request's root); trace int32 (m); start_ns and
    duration_ns int64 (m); failed bool (m).
    """

    row: NDArray[np.int32]
    trace: NDArray[np.int32]
    start_ns: NDArray[np.int64]
    duration_ns: NDArray[np.int64]
    failed: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.row)

    def only(self, kept: NDArray[np.bool_]) -> Population:
        """Those that are kept, bool (m)."""
        return Population(
            self.row[kept],
            self.trace[kept],
            self.start_ns[kept],
            self.duration_ns[kept],
            self.failed[kept],
        )

    def within(self, box: Box) -> NDArray[np.bool_]:
        """Which lie in a stretch of time and of duration: bool (m)."""
        by_start = (self.start_ns >= box.start_ns) & (self.start_ns <= box.end_ns)
        return by_start & (self.duration_ns >= box.low_ns) & (self.duration_ns <= box.high_ns)


@dataclass(frozen=True)
class Box:
    """A stretch of start times and of durations, ns, both ends included."""

    start_ns: float
    end_ns: float
    low_ns: float
    high_ns: float


@dataclass(frozen=True)
class LatencyMap:
    """A population counted in cells of equal time and equal ratio of durations.

    counts and failed int64 (rows, columns), row 0 the quickest; `extent` is what they cover.
    percentiles_ns int64: by `PERCENTILES`.
    """

    extent: Box
    counts: NDArray[np.int64]
    failed: NDArray[np.int64]
    percentiles_ns: NDArray[np.int64]


def all_requests(study: Study) -> Population:
    """Every trace by its request time; failed when any of its spans is."""
    structure = study.structure
    return Population(
        row=structure.root,
        trace=np.arange(structure.traces, dtype=np.int32),
        start_ns=structure.start_ns,
        duration_ns=requests_of(study).duration_ns,
        failed=structure.errors > 0,
    )


def of_operation(study: Study, operation: int) -> Population:
    """Every span of one operation."""
    model = study.model
    row = np.flatnonzero(study.operations.of_span == operation).astype(np.int32)
    return Population(
        row=row,
        trace=study.structure.trace[row],
        start_ns=model.start_ns[row],
        duration_ns=model.duration_ns[row],
        failed=model.status[row] == SpanStatus.ERROR,
    )


def extent_of(population: Population) -> Box:
    """What a population covers; durations from a microsecond's tenth on, at least a decade."""
    if not len(population):
        return Box(0.0, 1.0, 1e6, 1e7)
    start, end = int(population.start_ns.min()), int(population.start_ns.max())
    high = max(float(population.duration_ns.max()), 1e3)
    positive = population.duration_ns[population.duration_ns > 0]
    low = max(float(positive.min()), 100.0) if len(positive) else high / 10
    low = min(low, high / 10)
    return Box(start, max(end, start + 1), low * 0.9, high * 1.1)


def latency_map(
    population: Population, columns: int, rows: int, extent: Box | None = None
) -> LatencyMap:
    """Count a population in `columns` of start time and `rows` of log duration.

    What is quicker than the extent's low end counts in the first row. Heat maps of latency over
    time: Gregg, Visualizing System Latency, CACM 53(7), 2010.
    """
    extent = extent or extent_of(population)
    across = (population.start_ns - extent.start_ns) / (extent.end_ns - extent.start_ns)
    ratio = np.log(extent.high_ns / extent.low_ns)
    up = np.log(np.maximum(population.duration_ns, extent.low_ns) / extent.low_ns) / ratio
    column = np.clip((across * columns).astype(np.int64), 0, columns - 1)
    row = np.clip((up * rows).astype(np.int64), 0, rows - 1)
    cell = row * columns + column

    def counted(cells: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.bincount(cells, minlength=rows * columns).reshape(rows, columns)

    together = np.zeros(len(population), np.int32)
    percentiles = percentiles_by(together, 1, population.duration_ns, *PERCENTILES)[:, 0]
    return LatencyMap(extent, counted(cell), counted(cell[population.failed]), percentiles)
