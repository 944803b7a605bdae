"""Samples brought into the order of threads and time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.model import Samples


def by_thread_and_time(
    *,
    thread: NDArray[np.int32],
    stack: NDArray[np.int32],
    time_ns: NDArray[np.int64],
    label_set: NDArray[np.int32],
    weight: NDArray[np.float64],
    threads: int,
) -> tuple[Samples, NDArray[np.float64]]:
    """Sort samples by thread, then time; those of equal time stay in the file's order.

    thread, stack int32 (n); time_ns int64, label_set int32 (n or empty); weight float64 (m, n).
    Returns the samples and the weights as `Metrics` has them, float64 (m * n).
    """
    n = len(stack)
    keys = (time_ns, thread) if len(time_ns) else (thread,)
    is_sorted = bool((thread[1:] >= thread[:-1]).all()) and (
        not len(time_ns) or bool(((thread[1:] > thread[:-1]) | (time_ns[1:] >= time_ns[:-1])).all())
    )
    first = np.zeros(threads + 1, np.int64)
    np.cumsum(np.bincount(thread, minlength=threads), out=first[1:])
    if is_sorted:
        return Samples(stack, first, time_ns, label_set), np.ascontiguousarray(weight).reshape(-1)
    order = np.lexsort(keys) if n else np.zeros(0, np.int64)
    samples = Samples(
        stack[order],
        first,
        time_ns[order] if len(time_ns) else time_ns,
        label_set[order] if len(label_set) else label_set,
    )
    return samples, np.ascontiguousarray(weight[:, order]).reshape(-1)
