"""Threads read one after another, each with metrics of its own, into one table of samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.assembling.samples import by_thread_and_time
from perfview.profiles.model import Metrics, ProfileThreads, Samples

Metric = tuple[str, str]
"""A metric's name and unit: ns, bytes or count."""


@dataclass
class ThreadSamples:
    """One thread: stack int32 (n), weight float64 (n) by metric, time_ns int64 (n) or empty.

    name, process_name: ids of texts, -1 none; the rest as in `ProfileThreads`.
    """

    stack: NDArray[np.int32]
    weight: dict[Metric, NDArray[np.float64]]
    time_ns: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    end_ns: int = 0
    name: int = -1
    process_name: int = -1
    thread_id: int = -1
    process_id: int = -1


def unite(
    threads: Sequence[ThreadSamples], order: Sequence[Metric] = (), default: Metric | None = None
) -> tuple[Samples, ProfileThreads, Metrics]:
    """Samples of all threads, 0 where a thread has not got a metric; sorted by thread and time.

    Metrics come as in `order`, further ones as threads bring them. Times are kept when every
    thread with samples has them.
    """
    found = dict.fromkeys(metric for thread in threads for metric in thread.weight)
    metrics = [m for m in order if m in found] + [m for m in found if m not in order]
    metrics = metrics or [default or ("samples", "count")]
    counts = [len(thread.stack) for thread in threads]
    n = sum(counts)
    timed = n > 0 and all(len(t.time_ns) == len(t.stack) for t in threads)
    weight = np.zeros((len(metrics), n))
    first = np.cumsum([0, *counts])
    for at, thread in zip(first.tolist(), threads, strict=False):
        for metric, values in thread.weight.items():
            weight[metrics.index(metric), at : at + len(values)] = values
    samples, flat = by_thread_and_time(
        thread=np.repeat(np.arange(len(threads), dtype=np.int32), counts),
        stack=_joined([t.stack for t in threads], np.int32),
        time_ns=_joined([t.time_ns for t in threads if timed], np.int64),
        label_set=np.zeros(0, np.int32),
        weight=weight,
        threads=len(threads),
    )
    rows = ProfileThreads(
        name=np.array([t.name for t in threads], np.int32),
        process_name=np.array([t.process_name for t in threads], np.int32),
        thread_id=np.array([t.thread_id for t in threads], np.int64),
        process_id=np.array([t.process_id for t in threads], np.int64),
        end_ns=np.array([t.end_ns if timed else 0 for t in threads], np.int64),
    )
    at = metrics.index(default) if default in metrics else 0
    names, units = [m[0] for m in metrics], [m[1] for m in metrics]
    return samples, rows, Metrics(names, units, flat, at)


def _joined(columns: list[NDArray[Any]], dtype: Any) -> NDArray[Any]:
    return np.concatenate([np.zeros(0, dtype), *columns])
