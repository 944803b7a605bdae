"""How busy a thread was between any two moments, and with what sort of code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.running_sums import Rows, running_sums, sums_until
from perfview.profiles.lens import Lens
from perfview.profiles.measures.kinds import Kind
from perfview.profiles.measures.timelines import Timeline, sight, timeline
from perfview.profiles.study import Study

_LATE = 1.5
"""Recorders are late by a fraction of their interval now and then; that is no sleep."""
_NONE = np.int8(-1)


@dataclass(frozen=True)
class Activity:
    """A thread's, on its timeline `line`: rows, the `Kind` of the function on top of each sample's
    stack their class, and the sums before them, as `kernels.running_sums` has them."""

    line: Timeline
    rows: Rows
    before: NDArray[np.float64]

    def shares(self, edges: NDArray[np.float64]) -> NDArray[np.float64]:
        """The part (0-1) of the time between neighbouring edges (float64 (k + 1), ns, rising) in
        which something was on the stack, by `Kind` of what was on top: float64 (k, kinds)."""
        wide = np.maximum(np.diff(edges), 1e-9)[:, None]
        until = sums_until(self.rows, self.before, edges)
        shares: NDArray[np.float64] = np.clip(np.diff(until, axis=0) / wide, 0.0, 1.0)
        return shares

    @property
    def busy_share(self) -> float:
        """The same of all the time the thread was sampled, whatever the kind."""
        edges = np.array([self.line.start, self.line.end], np.float64)
        return min(float(self.shares(edges).sum()), 1.0)


def activities(study: Study, lens: Lens, threads: Iterable[int]) -> list[Activity]:
    """The activity of threads through a lens, whose time and threads are not looked at.

    A sample covers the time until the next one of its thread, but no more than it weighs, where the
    metric is a time, or else than the recorder's interval: a thread that was not sampled slept.
    What the lens leaves out is idle. Raises FilterError for a bad `where`.
    """
    seen = sight(study, lens)
    kinds = study.kinds.astype(np.int8)[study.function]
    kind_of_stack = np.append(np.where(seen.path_of_stack >= 0, kinds, _NONE), _NONE)
    made = []
    for thread in threads:
        line = timeline(study, thread, lens.metric)
        stack = study.model.samples.stack[line.first : line.last]
        group, kind = line.group(study, seen), kind_of_stack[stack]
        if len(group):
            kind[~seen.counts[group]] = _NONE
        rows = (line.bound, kind, *_lasting(study, lens.metric, line))
        made.append(Activity(line, rows, running_sums(rows, len(Kind))))
    return made


def _lasting(study: Study, metric: int, line: Timeline) -> tuple[NDArray[np.float64], float]:
    """How long each sample of a thread lasts at most, empty for no bound, and how long any does."""
    model, none = study.model, np.zeros(0)
    if not model.has_times:
        return none, np.inf
    at = _time_metric(study, metric)
    if at >= 0:
        return model.weight(at)[line.first : line.last], np.inf
    return none, _LATE * model.interval_ns if model.interval_ns else np.inf


def _time_metric(study: Study, metric: int) -> int:
    """A metric that is a time, this one if it is; -1 for none."""
    units = study.model.metrics.unit
    wanted = study.model.metrics.default if metric < 0 else metric
    order = [wanted, *range(len(units))]
    return next((at for at in order if at < len(units) and units[at] == "ns"), -1)
