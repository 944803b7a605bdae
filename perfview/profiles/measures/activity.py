"""How busy each thread was over time, and with what sort of code."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.bucketing import sum_by_lasting
from perfview.profiles.lens import EVERYTHING, Lens
from perfview.profiles.measures.kinds import Kind
from perfview.profiles.measures.timelines import timeline
from perfview.profiles.study import Study


@dataclass(frozen=True)
class Activity:
    """Shares of time, float64 from 0 to 1: busy (threads, buckets); by_kind (threads, buckets,
    kinds): by the `Kind` of the function on top of the stack. start, end: of the first and of the
    last bucket, on the threads' timelines."""

    busy: NDArray[np.float64]
    by_kind: NDArray[np.float64]
    start: float
    end: float


def activity(
    study: Study,
    buckets: int,
    lens: Lens = EVERYTHING,
    window: tuple[float, float] | None = None,
) -> Activity:
    """How much of each bucket of a window (all there is, when None) a thread ran something.

    A sample covers the time until the next one of its thread, but no more than it weighs, where the
    metric is a time, or else than the recorder's interval: a thread that was not sampled slept.
    Threads and time of the lens are not looked at, its filters are.
    """
    model = study.model
    lines = [timeline(study, thread, lens.metric) for thread in range(len(model.threads))]
    start, end = window or (
        float(min((line.start for line in lines), default=0)),
        float(max((line.end for line in lines), default=0)),
    )
    found = np.zeros((len(lines), buckets, len(Kind)))
    width = (end - start) / max(buckets, 1)
    kind_of_stack = np.take(study.kinds, study.function).astype(np.int32)
    for thread, line in enumerate(lines if width > 0 else []):
        sight = line.sight(study, lens)
        kinds = np.where(sight.path_of_stack >= 0, kind_of_stack, np.int32(-1)).astype(np.int32)
        near = slice(*_near(line.bound, start, end))
        bound = line.bound[near.start : near.stop + 1]
        lasts = _lasting(study, lens.metric, line.first + near.start, line.first + near.stop)
        group = sight.group[near] if len(sight.group) else None
        rows = (bound, sight.stack[near], lasts)
        sum_by_lasting(rows, kinds, (start, width), found[thread], group, sight.counts)
    by_kind = np.minimum(found / (width or 1.0), 1.0)
    return Activity(np.minimum(by_kind.sum(axis=2), 1.0), by_kind, start, end)


def _near(bound: NDArray[np.int64], start: float, end: float) -> tuple[int, int]:
    """The samples that may reach into a window: first, last + 1."""
    first = max(int(np.searchsorted(bound[:-1], start, "right")) - 1, 0)
    return first, max(int(np.searchsorted(bound[:-1], end)), first)


def _lasting(study: Study, metric: int, first: int, last: int) -> NDArray[np.float64]:
    """How long samples first..last - 1 last at most, empty for no bound."""
    model = study.model
    if not model.has_times:
        return np.zeros(0)
    at = _time_metric(study, metric)
    if at >= 0:
        return model.weight(at)[first:last]
    # Recorders are late by a fraction of their interval now and then; that is no sleep.
    return np.full(last - first, 1.5 * model.interval_ns) if model.interval_ns else np.zeros(0)


def _time_metric(study: Study, metric: int) -> int:
    """A metric that is a time, this one if it is; -1 for none."""
    units = study.model.metrics.unit
    wanted = study.model.metrics.default if metric < 0 else metric
    order = [wanted, *range(len(units))]
    return next((at for at in order if at < len(units) and units[at] == "ns"), -1)
