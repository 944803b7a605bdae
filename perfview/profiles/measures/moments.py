"""When call paths were seen, and on which threads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.refolding import nearest_above
from perfview.profiles.study import Study


@dataclass(frozen=True)
class Moments:
    """From the first to the last sample with one of some call paths, ns, and the threads that had
    any, most first."""

    start_ns: int
    end_ns: int
    threads: list[int]


def moments_of(study: Study, stacks: NDArray[np.int32]) -> Moments | None:
    """When any of these call paths (indices of stacks), or something they called, was sampled; None
    for never."""
    model = study.model
    wanted = np.zeros(len(model.stacks), np.bool_)
    wanted[stacks[(stacks >= 0) & (stacks < len(wanted))]] = True
    wanted |= nearest_above(model.stacks.parent, wanted) >= 0
    seen = np.flatnonzero(np.append(wanted, False)[model.samples.stack])
    if not len(seen) or not model.has_times:
        return None
    times, first = model.samples.time_ns, model.samples.thread_first
    thread = np.searchsorted(first, seen, side="right") - 1
    counts = np.bincount(thread, minlength=len(model.threads))
    # A sample lasts until the next one of its thread, the last one until the thread's end.
    after = np.minimum(seen + 1, len(times) - 1)
    is_last = seen + 1 >= first[thread + 1]
    ends = np.where(is_last, model.threads.end_ns[thread], times[after])
    busiest = [int(t) for t in np.argsort(-counts, kind="stable") if counts[t]]
    return Moments(int(times[seen].min()), int(ends.max()), busiest)
