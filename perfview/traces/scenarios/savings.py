"""From re-timed traces to a saving: how much lower an endpoint's p95 would be, and how surely."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from perfview.findings.finding import Saving

_NORMAL_95 = 1.96


def percentile_rank(count: int, share: float) -> int:
    """The index of a percentile among `count` sorted values, by nearest rank."""
    return max(0, math.ceil(share * count) - 1)


def p95_saving(
    before_ns: NDArray[np.int64], after_ns: NDArray[np.int64], name: str, method: str
) -> Saving:
    """The fall of p95 between an endpoint's durations and the same traces re-timed, int64 ns.

    The interval is the smallest and the largest fall over the ranks that hold the true p95 with
    95 % probability (binomial interval of a quantile: Conover, Practical Nonparametric Statistics,
    3.2); from fewer than twenty traces it is only as wide as their spread, and from one it is a
    point. Never negative.
    """
    count = len(before_ns)
    rank = percentile_rank(count, 0.95)
    reach = _NORMAL_95 * math.sqrt(count * 0.95 * 0.05)
    low, high = max(0, math.floor(rank - reach)), min(count - 1, math.ceil(rank + reach))
    before, after = np.sort(before_ns), np.sort(after_ns)
    falls = np.maximum(before[low : high + 1] - after[low : high + 1], 0)
    return Saving(
        value=float(falls[rank - low]),
        low=float(falls.min()),
        high=float(falls.max()),
        unit="ns",
        method=method,
        of=f"p95 of {name}",
        before=float(before[rank]),
    )
