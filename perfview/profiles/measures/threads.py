"""What each thread costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.study import Study


@dataclass(frozen=True)
class ThreadTable:
    """Per thread: total float64 (t) in the metric's unit, count int64 (t) samples; idle ones are
    left out."""

    total: NDArray[np.float64]
    count: NDArray[np.int64]


def thread_table(study: Study, metric: int = -1) -> ThreadTable:
    """Sum the samples of each thread; remembered."""
    return study.once(f"threads {metric}", lambda: _thread_table(study, metric))


def _thread_table(study: Study, metric: int) -> ThreadTable:
    first, weight = study.model.samples.thread_first, study.model.weight(metric)
    busy = study.model.samples.stack >= 0
    t = len(study.model.threads)
    total, count = np.zeros(t), np.zeros(t, np.int64)
    for thread in range(t):
        part = slice(int(first[thread]), int(first[thread + 1]))
        total[thread] = float(weight[part].sum(where=busy[part]))
        count[thread] = np.count_nonzero(busy[part])
    return ThreadTable(total, count)
