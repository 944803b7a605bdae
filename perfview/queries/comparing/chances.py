"""Whether a difference between two samples of durations may be chance."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

SURE = 0.95
"""Of all intervals of a comparison together."""
_MOST = 20_000


def reach_of(count: int) -> float:
    """Standard deviations so that of `count` intervals side by side all hold, 95 % sure
    (Bonferroni)."""
    return NormalDist().inv_cdf(1 - (1 - SURE) / (2 * max(1, count)))


def rank_score(before: NDArray[np.int64], after: NDArray[np.int64]) -> float:
    """How many standard deviations the later durations rank above the earlier ones, by the test of
    Mann and Whitney (On a test of whether one of two random variables is stochastically larger,
    1947) with its correction for ties; 0 without any. Both ascending; of more than 20,000 an even
    selection."""
    first, second = _thinned(before), _thinned(after)
    n, m = len(first), len(second)
    if not n or not m:
        return 0.0
    below = np.searchsorted(first, second, "left").sum(dtype=np.float64)
    through = np.searchsorted(first, second, "right").sum(dtype=np.float64)
    larger = (below + through) / 2
    ties = np.unique(np.concatenate([first, second]), return_counts=True)[1].astype(np.float64)
    total = n + m
    tied = float((ties**3 - ties).sum()) / (total * (total - 1)) if total > 1 else 0.0
    variance = n * m / 12 * (total + 1 - tied)
    return float((larger - n * m / 2) / variance**0.5) if variance > 0 else 0.0


def _thinned(times: NDArray[np.int64]) -> NDArray[np.int64]:
    if len(times) <= _MOST:
        return times
    return times[np.linspace(0, len(times) - 1, _MOST).astype(np.int64)]


def percentile_between(times: NDArray[np.int64], part: float, reach: float) -> tuple[int, int, int]:
    """A percentile (nearest rank) of ascending durations, and between which two of them it lies
    (the binomial interval of an order statistic; H. David, Order Statistics, 7.1)."""
    n = len(times)
    middle, half = n * part, reach * (n * part * (1 - part)) ** 0.5
    places = (np.ceil([middle, middle - half, middle + half]) - 1).astype(np.int64)
    value, low, high = times[np.clip(places, 0, n - 1)].tolist()
    return value, low, high
