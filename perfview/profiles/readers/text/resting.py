"""Idle samples where a thread was sampled less often than its recorder samples what runs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_MISSED = 2.0
"""A gap of more than twice the interval: one sample at the least should have been there."""


def rests_after(
    thread: NDArray[np.int32], time_ns: NDArray[np.int64], interval_ns: int
) -> NDArray[np.intp]:
    """The samples (rows, by thread, then time) after which their thread did not run for a while:
    a clock that counts only while it runs samples it every `interval_ns`."""
    if interval_ns <= 0 or not len(time_ns):
        return np.zeros(0, np.intp)
    long = np.diff(time_ns) > _MISSED * interval_ns
    return np.flatnonzero(long & (thread[1:] == thread[:-1]))
