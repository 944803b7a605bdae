"""Percentiles of grouped values that each stand for more than one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def weighted_percentiles_by(
    group: NDArray[np.int32],
    groups: int,
    value: NDArray[np.int64],
    weight: NDArray[np.float64],
    *percent: int,
) -> NDArray[np.int64]:
    """As `percentiles_by`, each value counted `weight` (> 0) times: int64 (percents, groups).

    The p-th percentile is the smallest value up to which at least p % of the group's weight lies.
    """
    out = np.zeros((len(percent), groups), np.int64)
    rows = np.flatnonzero(group >= 0)
    order = rows[np.lexsort((value[rows], group[rows]))]
    if not len(order):
        return out
    count = np.bincount(group[order], minlength=groups)
    stop = np.cumsum(count)
    begin = stop - count
    upto = np.cumsum(weight[order])
    before = np.append(0.0, upto)[begin]
    whole = np.append(0.0, upto)[stop] - before
    some = np.flatnonzero(count)
    for q, percentage in enumerate(percent):
        # A hair less, because sums of weights are not exact.
        wanted = before + whole * (percentage / 100 - 1e-12)
        at = np.clip(np.searchsorted(upto, wanted), begin, np.maximum(stop - 1, begin))
        out[q, some] = value[order[at[some]]]
    return out
