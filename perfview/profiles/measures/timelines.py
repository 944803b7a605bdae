"""When the samples of a thread began and ended, and which of them a lens shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.lens import Lens
from perfview.profiles.measures.call_tree import Shape
from perfview.profiles.measures.weighing import label_sets, stacks_that_count
from perfview.profiles.study import Study

_NO_GROUP = np.zeros(0, np.int32)


@dataclass(frozen=True)
class Sight:
    """What a lens makes of samples.

    shape: its stacks; path_of_stack int32 (s): its path of each of the model's stacks, -1 for those
    left out; counts bool (sets + 1): which label sets count, the last one for no labels; by_label:
    whether any does not.
    """

    shape: Shape
    path_of_stack: NDArray[np.int32]
    counts: NDArray[np.bool_]
    by_label: bool


def sight(study: Study, lens: Lens) -> Sight:
    """What a lens shows; its time and threads are not looked at. Raises FilterError."""
    shape = study.shape_through(lens)
    path = shape.of_stack
    allowed = stacks_that_count(study, lens)
    if allowed is not None:
        path = np.where(allowed, path, np.int32(-1)).astype(np.int32)
    sets = label_sets(study, lens)
    return Sight(shape, path, np.ones(1, np.bool_) if sets is None else sets, sets is not None)


@dataclass(frozen=True)
class Timeline:
    """A thread's samples in their order: samples first..last - 1 of the model.

    bound int64 (n + 1): when each begins and the last one ends. In ns from the profile's beginning
    when the recording has times; otherwise weights laid end to end, in the metric's unit.
    """

    first: int
    last: int
    bound: NDArray[np.int64]

    @property
    def start(self) -> int:
        """Where the first sample begins; 0 without samples."""
        return int(self.bound[0])

    @property
    def end(self) -> int:
        """Where the last sample ends."""
        return int(self.bound[-1])

    def group(self, study: Study, seen: Sight) -> NDArray[np.int32]:
        """The label set of each sample, int32 (n); empty when every one counts."""
        label_set = study.model.samples.label_set
        return label_set[self.first : self.last] if seen.by_label else _NO_GROUP


def timeline(study: Study, thread: int, metric: int = -1) -> Timeline:
    """A thread's timeline, remembered."""
    metric = -1 if study.model.has_times else metric
    return study.once(f"timeline {thread} {metric}", lambda: _timeline(study, thread, metric))


def _timeline(study: Study, thread: int, metric: int) -> Timeline:
    model = study.model
    first, last = (int(at) for at in model.samples.thread_first[thread : thread + 2])
    bound = np.zeros(last - first + 1, np.int64)
    if model.has_times and last > first:
        bound[:-1] = model.samples.time_ns[first:last]
        bound[-1] = max(int(model.threads.end_ns[thread]), int(bound[-2]))
    elif last > first:
        # Nothing lasts less than nothing: differences of profiles have weights below it.
        bound[1:] = np.cumsum(np.maximum(model.weight(metric)[first:last], 0)).round()
    return Timeline(first, last, bound)
