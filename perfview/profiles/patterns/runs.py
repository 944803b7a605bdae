"""Stretches of time in which one thing was sampled without a break."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.patterns.ground import Ground
from perfview.profiles.study import Study


@dataclass(frozen=True)
class Runs:
    """r stretches of samples that belong together, in order of thread and time.

    first, end int64 (r): samples first:end. begin_ns, end_ns int64 (r): from the first sample to
    the one after the last.
    """

    first: NDArray[np.int64]
    end: NDArray[np.int64]
    begin_ns: NDArray[np.int64]
    end_ns: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.first)


def runs_of(study: Study, ground: Ground, inside: NDArray[np.bool_]) -> Runs | None:
    """The stretches in which samples fell on these paths, bool (p); None without times."""
    model = study.model
    samples = model.samples
    if not model.has_times or not len(samples):
        return None
    of_stack = np.append(inside, False)[np.append(ground.tree.shape.of_stack, np.int32(-1))]
    hit = of_stack[samples.stack]
    change = np.flatnonzero(hit[1:] != hit[:-1]) + 1
    edges = np.unique(np.concatenate([[0], change, samples.thread_first[1:-1], [len(hit)]]))
    first, end = edges[:-1], edges[1:]
    kept = (end > first) & hit[np.minimum(first, len(hit) - 1)]
    first, end = first[kept].astype(np.int64), end[kept].astype(np.int64)
    return Runs(first, end, samples.time_ns[first], _ends(study, end))


def _ends(study: Study, end: NDArray[np.int64]) -> NDArray[np.int64]:
    """When the samples before these places end: at the next one of the thread, or with it."""
    samples, threads = study.model.samples, study.model.threads
    thread = np.searchsorted(samples.thread_first[1:], end - 1, side="right")
    last = end == samples.thread_first[thread + 1]
    following = samples.time_ns[np.minimum(end, len(samples) - 1)]
    return np.where(last, np.maximum(threads.end_ns[thread], samples.time_ns[end - 1]), following)


def longest_run(study: Study, ground: Ground, inside: NDArray[np.bool_]) -> int:
    """The longest such stretch in ns; 0 without times."""
    runs = runs_of(study, ground, inside)
    return int((runs.end_ns - runs.begin_ns).max(initial=0)) if runs else 0
