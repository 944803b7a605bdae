"""What functions cost over time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.bucketing import sum_by_beginning
from perfview.kernels.grouping import number_wide
from perfview.kernels.inheriting_bits import inherit_bits
from perfview.profiles.lens import EVERYTHING, Lens
from perfview.profiles.measures.call_tree import Shape
from perfview.profiles.measures.timelines import timeline
from perfview.profiles.measures.weighing import label_sets, stacks_that_count, stretches
from perfview.profiles.study import Study

_AT_ONCE = 64
"""Functions told apart by a bit each."""

_MOST_SETS = 1 << 15
"""Sets of functions that stacks have on them; above, fewer functions are looked at together."""


@dataclass(frozen=True)
class OverTime:
    """own, total float64 (functions, buckets) in the metric's unit; start, end: of the first and of
    the last bucket, on the threads' timelines."""

    own: NDArray[np.float64]
    total: NDArray[np.float64]
    start: float
    end: float


def span(study: Study, lens: Lens = EVERYTHING) -> tuple[float, float]:
    """From when to when the lens looks, as far as there are samples."""
    threads = lens.threads or tuple(range(len(study.model.threads)))
    lines = [timeline(study, thread, lens.metric) for thread in threads]
    lines = [line for line in lines if len(line.bound) > 1]
    start, end = min((x.start for x in lines), default=0), max((x.end for x in lines), default=0)
    if study.model.has_times:
        start = start if lens.start_ns is None else max(start, lens.start_ns)
        end = end if lens.end_ns is None else min(end, lens.end_ns)
    return float(start), float(max(end, start))


def over_time(
    study: Study, functions: Sequence[int], buckets: int, lens: Lens = EVERYTHING
) -> OverTime:
    """The cost of functions in buckets of equal width from the lens's beginning to its end.

    A sample belongs to the bucket in which it begins; a stack counts once for each function.
    """
    start, end = span(study, lens)
    own, total = np.zeros((2, len(functions), buckets))
    if end > start and buckets:
        shape = study.shape_through(lens)
        for first in range(0, len(functions), _AT_ONCE):
            part = slice(first, first + _AT_ONCE)
            wanted = np.array(functions[part], np.int32)
            own[part], total[part] = _some(study, lens, shape, wanted, (start, end, buckets))
    return OverTime(own, total, start, end)


def _some(
    study: Study,
    lens: Lens,
    shape: Shape,
    functions: NDArray[np.int32],
    window: tuple[float, float, int],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Own and total of up to `_AT_ONCE` functions.

    Stacks with the same of them on them, and the same on top, are one class; classes are summed by
    bucket, and functions out of the classes they are in.
    """
    size = int(max(shape.function.max(initial=0), functions.max(initial=0))) + 1
    slot = np.full(size, -1, np.int32)
    slot[functions] = np.arange(len(functions), dtype=np.int32)
    on_top = np.take(slot, shape.function)
    bits = inherit_bits(shape.parent, on_top)
    class_of, example = number_wide(bits, (on_top + 1).astype(np.uint64))
    if len(example) > _MOST_SETS and len(functions) > 1:
        half = len(functions) // 2
        left = _some(study, lens, shape, functions[:half], window)
        right = _some(study, lens, shape, functions[half:], window)
        return np.vstack([left[0], right[0]]), np.vstack([left[1], right[1]])
    # What has none of them on it need not be summed.
    class_of[bits == 0] = -1
    start, end, buckets = window
    by_class = np.zeros((buckets, len(example)))
    class_of_stack = np.append(class_of, np.int32(-1))[shape.of_stack]
    add_up(study, lens, class_of_stack, (int(start), (end - start) / buckets), by_class)
    shift = np.arange(len(functions), dtype=np.uint64)
    is_in = (bits[example][:, None] >> shift) & np.uint64(1)
    tops = on_top[example][:, None] == np.arange(len(functions))
    return (by_class @ tops.astype(np.float64)).T, (by_class @ is_in.astype(np.float64)).T


def add_up(
    study: Study,
    lens: Lens,
    class_of_stack: NDArray[np.int32],
    window: tuple[int, float],
    found: NDArray[np.float64],
) -> None:
    """Add the weights of a lens's samples where they begin: found float64 (buckets, classes).

    class_of_stack int32 (s), -1 for stacks that do not count; window: the first bucket's beginning
    and the width of each.
    """
    model, sets, allowed = study.model, label_sets(study, lens), stacks_that_count(study, lens)
    if allowed is not None:
        class_of_stack = np.where(allowed, class_of_stack, np.int32(-1)).astype(np.int32)
    weight, stack = model.weight(lens.metric), model.samples.stack
    for thread, since, until in _by_thread(study, lens):
        line, part = timeline(study, thread, lens.metric), slice(since, until)
        rows = (line.bound[since - line.first : until - line.first], stack[part], weight[part])
        tag = None if sets is None else model.samples.label_set[part]
        sum_by_beginning(rows, class_of_stack, window, found, tag, sets)


def _by_thread(study: Study, lens: Lens) -> Iterator[tuple[int, int, int]]:
    """The samples of a lens, thread by thread: thread, first, last + 1."""
    first = study.model.samples.thread_first.tolist()
    for since, until in stretches(study, lens):
        thread = bisect_right(first, since) - 1
        while since < until:
            stop = min(until, first[thread + 1])
            yield thread, since, stop
            since, thread = stop, thread + 1
