"""Whether one sample tends to lie above another, beyond chance."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


def rank_difference(one: NDArray[np.integer], other: NDArray[np.integer]) -> float:
    """How many standard errors the ranks of `one` lie above those of `other`.

    Mann and Whitney 1947, normal approximation, ties by their order (times in ns hardly tie);
    0 where either is empty.
    """
    n, m = len(one), len(other)
    if not n or not m:
        return 0.0
    order = np.argsort(np.concatenate([one, other]), kind="stable")
    rank = np.empty(n + m, np.float64)
    rank[order] = np.arange(1, n + m + 1)
    above = float(rank[:n].sum()) - n * (n + 1) / 2
    return (above - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)


def uneven(counts: NDArray[np.integer]) -> float:
    """How far counts are from equal shares, in standard deviations of the chi-square statistic.

    Pearson 1900: with k parts the statistic has k - 1 degrees of freedom on average and a variance
    of twice that.
    """
    freedom = len(counts) - 1
    if freedom < 1 or counts.sum() == 0:
        return 0.0
    expected = counts.mean()
    statistic = float(((counts - expected) ** 2).sum() / expected)
    return (statistic - freedom) / math.sqrt(2 * freedom)
