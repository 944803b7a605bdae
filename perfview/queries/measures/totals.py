"""What each statement took in all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

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
    raise NotImplementedError
