"""Work that begins later the more requests are there: waiting that no span shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather
from perfview.traces.patterns.instances import entries
from perfview.traces.study import Study

FEWEST = 20
"""Spans of an operation from which a connexion with the load can be told from chance."""
CORRELATED = 0.5
"""Rank correlation (Spearman) of the wait and the number of requests in flight."""
CALM = 0.5
"""The wait with few requests in flight, as a part of that with many: else it is work."""


@dataclass(frozen=True)
class Crowded:
    """row int32: spans of one operation that begin their first call late; wait_ns int64."""

    operation: int
    row: NDArray[np.int32]
    wait_ns: NDArray[np.int64]


def crowded_starts(study: Study, least_ns: int) -> list[Crowded]:
    """Operations serving requests whose time before the first call grows with the load.

    Of spans that call something; at least ten of them wait `least_ns` on the critical path.
    """
    model, structure = study.model, study.structure
    suspect = np.flatnonzero(study.critical_ns >= least_ns)
    suspect = suspect[structure.child_first[suspect + 1] > structure.child_first[suspect]]
    often = np.bincount(study.operations.of_span[suspect], minlength=len(study.operations)) >= 10
    if not often.any():
        return []
    row = entries(study, often)
    row = row[structure.child_first[row + 1] > structure.child_first[row]]
    first, order = gather(study.operations.of_span[row], len(study.operations))
    found = []
    for k in np.flatnonzero(np.diff(first) >= FEWEST).tolist():
        mine = row[order[first[k] : first[k + 1]]]
        child = structure.child[structure.child_first[mine]]
        wait = np.clip(model.start_ns[child] - model.start_ns[mine], 0, study.critical_ns[mine])
        if _grows(wait, _in_flight(study, mine)):
            found.append(Crowded(k, mine, wait))
    return found


def _in_flight(study: Study, rows: NDArray[np.int32]) -> NDArray[np.int64]:
    """How many of these spans are open when each of them begins."""
    start = study.model.start_ns[rows]
    begun = np.searchsorted(np.sort(start), start, side="left")
    ended = np.searchsorted(np.sort(start + study.model.duration_ns[rows]), start, side="right")
    count: NDArray[np.int64] = np.maximum(begun - ended, 0)
    return count


def _grows(wait: NDArray[np.int64], load: NDArray[np.int64]) -> bool:
    if np.ptp(load) == 0 or np.ptp(wait) == 0:
        return False
    # The correlation of mean ranks, so that many equal loads do not count as order.
    if np.corrcoef(_ranks(wait), _ranks(load))[0, 1] < CORRELATED:
        return False
    low, high = np.quantile(load, (1 / 3, 2 / 3))
    calm, busy = np.median(wait[load <= low]), np.median(wait[load >= high])
    return bool(calm <= CALM * busy)


def _ranks(values: NDArray[np.int64]) -> NDArray[np.float64]:
    """Ranks, equal values sharing their mean."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    mean: NDArray[np.float64] = np.cumsum(count) - (count - 1) / 2
    return mean[place]
