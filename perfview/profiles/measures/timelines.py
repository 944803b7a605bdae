"""When the samples of a thread began and ended, and which of them a lens shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.stretches import stretch
from perfview.profiles.lens import Lens
from perfview.profiles.measures.call_tree import Shape
from perfview.profiles.measures.weighing import label_sets, stacks_that_count
from perfview.profiles.study import Study

_NO_GROUP = np.zeros(0, np.int32)


@dataclass(frozen=True)
class Sight:
    """The samples of a thread as a lens shows them.

    stack int32 (n): the model's stack of each sample; path_of_stack int32 (s): the lens's path of
    each stack, -1 for those left out; group int32 (n, or empty when every label counts): label
    sets, and counts bool (sets + 1): which of them count, the last one for no labels.
    """

    stack: NDArray[np.int32]
    path_of_stack: NDArray[np.int32]
    group: NDArray[np.int32]
    counts: NDArray[np.bool_]

    def path_at(self, sample: int) -> int:
        """The path a sample shows, -1 for none."""
        stack = int(self.stack[sample])
        if stack < 0 or (len(self.group) and not self.counts[self.group[sample]]):
            return -1
        return int(self.path_of_stack[stack])

    def stretch(self, sample: int, path: int, shape: Shape, farthest: int) -> tuple[int, int]:
        """The first and the last sample around one that have a path on their stack, none between
        without it; no farther than `farthest` to either side."""
        return stretch(
            (self.stack, self.path_of_stack, self.group, self.counts),
            (shape.parent, shape.depth),
            (sample, path, farthest),
        )


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

    def sight(self, study: Study, lens: Lens) -> Sight:
        """These samples as a lens shows them; its time and threads are not looked at. Raises
        FilterError for a bad `where`."""
        samples, shape = study.model.samples, study.shape_through(lens)
        path = shape.of_stack
        allowed = stacks_that_count(study, lens)
        if allowed is not None:
            path = np.where(allowed, path, np.int32(-1)).astype(np.int32)
        sets = label_sets(study, lens)
        group = _NO_GROUP if sets is None else samples.label_set[self.first : self.last]
        counts = np.ones(1, np.bool_) if sets is None else sets
        return Sight(samples.stack[self.first : self.last], path, group, counts)


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
