"""What each statement took in all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.group_tallies import Tally, tally_by
from perfview.kernels.grouping import count_where, number_pairs
from perfview.kernels.quantiles import percentiles_by
from perfview.queries.model import NO_TIME, UNKNOWN, QueryModel

if TYPE_CHECKING:
    from perfview.queries.study import Study


@dataclass(frozen=True)
class StatementTotals:
    """Over all t statements. calls int64; total_ns, mean_ns, p50_ns, p95_ns, max_ns int64, rows,
    rows_read int64, failed int64, sessions int64; -1 where the file does not tell. share float64 of
    all time (of all calls where no time is told). first_ns, last_ns: when it began first and last,
    `NO_TIME` unknown. is_timed: whether any duration is told. whole_ns: the time of all."""

    calls: NDArray[np.int64]
    total_ns: NDArray[np.int64]
    mean_ns: NDArray[np.int64]
    p50_ns: NDArray[np.int64]
    p95_ns: NDArray[np.int64]
    max_ns: NDArray[np.int64]
    rows: NDArray[np.int64]
    rows_read: NDArray[np.int64]
    failed: NDArray[np.int64]
    sessions: NDArray[np.int64]
    share: NDArray[np.float64]
    first_ns: NDArray[np.int64]
    last_ns: NDArray[np.int64]
    is_timed: bool
    whole_ns: int


def statement_totals(study: Study) -> StatementTotals:
    """From the server's own statistics where the file has them, else from calls. Quantiles as
    numpy's ``inverted_cdf``: times that were measured."""
    model = study.model
    return _of_server(model) if len(model.totals) else _of_calls(model)


def _of_calls(model: QueryModel) -> StatementTotals:
    calls, size = model.calls, len(model.statements)
    statement = calls.statement
    times = tally_by(statement, calls.duration_ns, size, UNKNOWN)
    timed = np.where(calls.duration_ns != UNKNOWN, statement, np.int32(-1))
    quantiles = np.where(times.told > 0, percentiles_by(timed, size, calls.duration_ns, 50, 95), -1)
    begun = tally_by(statement, calls.start_ns, size, NO_TIME)
    number = np.bincount(statement[statement >= 0], minlength=size).astype(np.int64)
    failed = count_where(statement, calls.failed.view(np.uint8), 1, size)
    return _made(
        number,
        _where_told(times),
        _mean(times.total, times.told),
        quantiles,
        times.greatest,
        _where_told(tally_by(statement, calls.rows, size, UNKNOWN)),
        _where_told(tally_by(statement, calls.rows_read, size, UNKNOWN)),
        failed,
        _sessions(statement, calls.session, size),
        begun,
    )


def _of_server(model: QueryModel) -> StatementTotals:
    """Rows of one statement (of several users or databases) together; the 95th percentile is the
    highest of theirs, as one of all cannot be told."""
    totals, size = model.totals, len(model.statements)

    def summed(column: NDArray[np.int64]) -> Tally:
        return tally_by(totals.statement, column, size, UNKNOWN)

    calls = np.maximum(_where_told(summed(totals.calls)), 0)
    times = _where_told(summed(totals.total_ns))
    nothing = np.full(size, UNKNOWN, np.int64)
    never = np.full(size, NO_TIME, np.int64)
    return _made(
        calls,
        times,
        np.where(times >= 0, _mean(times, calls), UNKNOWN),
        np.stack([nothing, summed(totals.p95_ns).greatest]),
        summed(totals.max_ns).greatest,
        _where_told(summed(totals.rows)),
        _where_told(summed(totals.rows_read)),
        nothing,
        nothing,
        Tally(nothing, nothing, never, never),
    )


def _made(
    calls: NDArray[np.int64],
    total: NDArray[np.int64],
    mean: NDArray[np.int64],
    quantiles: NDArray[np.int64],
    greatest: NDArray[np.int64],
    rows: NDArray[np.int64],
    rows_read: NDArray[np.int64],
    failed: NDArray[np.int64],
    sessions: NDArray[np.int64],
    begun: Tally,
) -> StatementTotals:
    """The table, with what follows from its columns."""
    is_timed = bool(np.any(total >= 0))
    part = np.maximum(total, 0) if is_timed else calls
    whole = int(part.sum())
    return StatementTotals(
        calls=calls,
        total_ns=total,
        mean_ns=mean,
        p50_ns=quantiles[0],
        p95_ns=quantiles[1],
        max_ns=greatest,
        rows=rows,
        rows_read=rows_read,
        failed=failed,
        sessions=sessions,
        share=part / whole if whole else np.zeros(len(part)),
        first_ns=begun.least,
        last_ns=begun.greatest,
        is_timed=is_timed,
        whole_ns=whole if is_timed else 0,
    )


def _where_told(tally: Tally) -> NDArray[np.int64]:
    return np.where(tally.told > 0, tally.total, UNKNOWN)


def _mean(total: NDArray[np.int64], number: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.where(number > 0, total // np.maximum(number, 1), UNKNOWN)


def _sessions(
    statement: NDArray[np.int32], session: NDArray[np.int32], size: int
) -> NDArray[np.int64]:
    """How many sessions ran each statement, -1 where no session is told."""
    rows = np.flatnonzero((session >= 0) & (statement >= 0))
    if not len(rows):
        return np.full(size, UNKNOWN, np.int64)
    _, first = number_pairs(statement[rows], session[rows])
    number = np.bincount(statement[rows[first]], minlength=size).astype(np.int64)
    return np.where(number > 0, number, UNKNOWN)
