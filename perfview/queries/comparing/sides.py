"""What the statements of one recording took, by fingerprint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.queries.model import NO_TIME
from perfview.queries.study import Study


@dataclass(frozen=True)
class Side:
    """k statements of one recording. fingerprint uint64, ascending; statement int32: a row of
    `Statements` of each; calls, total_ns float64; mean_ns float64, nan unknown; spread float64:
    variance of the mean as an estimate (nan unknown); squares float64: sum of squared durations.
    durations: int64, sorted by statement and then by size, first int64 (k + 1): where those of each
    begin, all empty where calls are not told. span_ns: how long was recorded, 0 unknown."""

    fingerprint: NDArray[np.uint64]
    statement: NDArray[np.int32]
    calls: NDArray[np.float64]
    total_ns: NDArray[np.float64]
    mean_ns: NDArray[np.float64]
    spread: NDArray[np.float64]
    squares: NDArray[np.float64]
    durations: NDArray[np.int64]
    first: NDArray[np.int64]
    span_ns: float

    def times_of(self, row: int) -> NDArray[np.int64]:
        """The durations of one statement, ascending."""
        return self.durations[self.first[row] : self.first[row + 1]]


def side_of(study: Study) -> Side:
    """The statements of a recording; those that differ only by database or user as one."""
    prints, representative, group = np.unique(
        study.model.statements.fingerprint, return_index=True, return_inverse=True
    )
    group = group.reshape(-1)
    if len(study.model.totals):
        return _of_server(study, prints, representative, group)
    return _of_calls(study, prints, representative, group)


def _of_calls(
    study: Study,
    prints: NDArray[np.uint64],
    representative: NDArray[np.intp],
    group: NDArray[np.intp],
) -> Side:
    calls, size = study.model.calls, len(prints)
    told = calls.statement >= 0
    number = np.bincount(group[calls.statement[told]], minlength=size).astype(np.float64)
    timed = told & (calls.duration_ns >= 0)
    which, times = group[calls.statement[timed]], calls.duration_ns[timed]
    order = np.lexsort((times, which))
    which, times = which[order], times[order]
    first = np.searchsorted(which, np.arange(size + 1)).astype(np.int64)
    measured = np.diff(first).astype(np.float64)
    total = _sums(which, times.astype(np.float64), size)
    squares = _sums(which, times.astype(np.float64) ** 2, size)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total / measured
        variance = (squares - total * mean) / (measured - 1)
        spread = np.where(measured > 1, np.maximum(variance, 0) / measured, mean * mean)
    return Side(
        *(prints, representative.astype(np.int32), number, total, mean, spread, squares),
        durations=times,
        first=first,
        span_ns=_span(study),
    )


def _span(study: Study) -> float:
    """From the first call to the end of the last, 0 where times are not told."""
    calls = study.model.calls
    begun = calls.start_ns[calls.start_ns != NO_TIME]
    if not len(begun):
        return 0.0
    ended = calls.start_ns + np.maximum(calls.duration_ns, 0)
    return float(ended[calls.start_ns != NO_TIME].max() - begun.min())


def _of_server(
    study: Study,
    prints: NDArray[np.uint64],
    representative: NDArray[np.intp],
    group: NDArray[np.intp],
) -> Side:
    totals, size = study.model.totals, len(prints)
    which = group[totals.statement]

    def summed(values: NDArray[Any]) -> NDArray[np.float64]:
        return _sums(which, values, size)

    counted = np.maximum(totals.calls, 0).astype(np.float64)
    spent = np.maximum(totals.total_ns, 0).astype(np.float64)
    number, total = summed(counted), summed(spent)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = spent / counted
        squares = summed(counted * (np.nan_to_num(each) ** 2 + _variance(totals.deviation_ns)))
        mean = np.where(summed((totals.total_ns >= 0) * 1.0) > 0, total / number, np.nan)
        variance = np.maximum(squares / number - mean * mean, 0)
        is_spread_told = summed((totals.deviation_ns < 0) * 1.0) == 0
        spread = np.where(is_spread_told & (number > 1), variance / number, mean * mean)
    return Side(
        *(prints, representative.astype(np.int32), number, total, mean, spread, squares),
        durations=np.zeros(0, np.int64),
        first=np.zeros(size + 1, np.int64),
        span_ns=0.0,
    )


def _sums(which: NDArray[np.intp], values: NDArray[Any], size: int) -> NDArray[np.float64]:
    """The sum of each group."""
    return np.bincount(which, weights=values, minlength=size).astype(np.float64)


def _variance(deviation: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.where(deviation >= 0, deviation.astype(np.float64) ** 2, 0.0)
