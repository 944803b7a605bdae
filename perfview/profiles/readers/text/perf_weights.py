"""What samples of perf weigh: one each, their event's period, the time between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_CLOCKS = ("cpu-clock", "task-clock")
"""Events whose period is in ns (linux/perf_event.h, PERF_COUNT_SW_CPU_CLOCK)."""


@dataclass(frozen=True)
class Weights:
    """m metrics: names, units, weight float64 (m, n); interval_ns between samples, 0 unknown."""

    names: list[str]
    units: list[str]
    weight: NDArray[np.float64]
    interval_ns: int


def weights_of(
    event: NDArray[np.int32],
    names: list[str],
    period: NDArray[np.int64],
    thread: NDArray[np.int32],
    time_ns: NDArray[np.int64],
) -> Weights:
    """The metrics of samples in the order of threads, then time.

    event int32 (n), which of `names`, in order of appearance; period int64 (n), -1 none; thread
    int32 (n); time_ns int64 (n) or empty. Every event has its number of samples and, if perf wrote
    it, its period, which for a clock is ``cpu`` time. When the first event is a clock, `wall` is
    the time to the samples before and after, half of each, as speedscope has it: it includes the
    time in which a thread did not run, which is why it is left out where nothing tells the two
    apart.
    """
    found: list[tuple[str, str, NDArray[np.float64]]] = []
    for number, name in enumerate(names):
        its = event == number
        label = "samples" if len(names) == 1 else f"samples:{name}"
        found.append((label, "count", its.astype(np.float64)))
    clocks = sum(is_clock(name) for name in names)
    for number, name in enumerate(names):
        its = (event == number) & (period >= 0)
        if its.any():
            label = "cpu" if is_clock(name) and clocks == 1 else name or "period"
            unit = "ns" if is_clock(name) else "count"
            found.append((label, unit, np.where(its, period, 0).astype(np.float64)))
    if len(time_ns) and is_clock(names[0]):
        found.append(("wall", "ns", _between(event == 0, thread, time_ns)))
    clocked = period[(event == 0) & (period > 0)]
    interval = int(np.median(clocked)) if is_clock(names[0]) and len(clocked) else 0
    columns = [column for _, _, column in found]
    return Weights([n for n, _, _ in found], [u for _, u, _ in found], np.array(columns), interval)


def is_clock(event: str) -> bool:
    """Whether an event's period is a time: `cpu-clock:ppp`, `task-clock`."""
    return event.split(":")[0] in _CLOCKS


def _between(
    its: NDArray[np.bool_], thread: NDArray[np.int32], time_ns: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Half the time to the sample before and half of that to the next, within a thread."""
    at = np.flatnonzero(its)
    weight = np.zeros(len(its))
    gap = np.diff(time_ns[at]) * (thread[at][1:] == thread[at][:-1]) / 2.0
    weight[at[1:]] += gap
    weight[at[:-1]] += gap
    return weight
