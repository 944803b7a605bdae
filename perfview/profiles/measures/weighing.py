"""How much each stack weighs, of the samples a lens lets through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.summing import add_rows
from perfview.profiles.lens import Lens

if TYPE_CHECKING:
    from perfview.profiles.study import Study


@dataclass(frozen=True)
class Weighed:
    """Per stack of the model: weight float64 (s) in the metric's unit, count int64 (s) samples."""

    weight: NDArray[np.float64]
    count: NDArray[np.int64]


def weigh(study: Study, lens: Lens) -> Weighed:
    """Sum the samples that count by stack; samples with nothing on the stack are left out.

    Raises FilterError for a bad `where`.
    """
    model = study.model
    weight, samples = model.weight(lens.metric), model.samples
    summed, count = np.zeros(len(model.stacks)), np.zeros(len(model.stacks), np.int64)
    sets = label_sets(study, lens)
    for first, last in stretches(study, lens):
        part = slice(first, last)
        tag = None if sets is None else samples.label_set[part]
        add_rows(samples.stack[part], weight[part], summed, count, tag, sets)
    allowed = stacks_that_count(study, lens)
    if allowed is not None:
        summed[~allowed], count[~allowed] = 0, 0
    return Weighed(summed, count)


def stretches(study: Study, lens: Lens) -> list[tuple[int, int]]:
    """The samples of the lens's threads that begin within its time: first, last + 1, in order.

    A sample belongs to the moment it begins; times of profiles without any are not looked at.
    """
    model = study.model
    first, time = model.samples.thread_first, model.samples.time_ns
    bounded = model.has_times and (lens.start_ns is not None or lens.end_ns is not None)
    if not lens.threads and not bounded:
        return [(0, len(model))]
    found = []
    for thread in sorted(set(lens.threads) or range(len(model.threads))):
        if not 0 <= thread < len(model.threads):
            continue
        since, until = int(first[thread]), int(first[thread + 1])
        times = time[since:until] if bounded else time
        if bounded and lens.end_ns is not None:
            until = since + int(np.searchsorted(times, lens.end_ns))
        if bounded and lens.start_ns is not None:
            since += int(np.searchsorted(times, lens.start_ns))
        if since < until:
            found.append((since, until))
    return found


def label_sets(study: Study, lens: Lens) -> NDArray[np.bool_] | None:
    """Which label sets count, bool (sets + 1), the last one for no labels; None for all."""
    if not lens.labels or not len(study.model.samples.label_set):
        return None
    from perfview.profiles.measures.labels import sets_with

    return np.append(sets_with(study.model, lens.labels), False)


def stacks_that_count(study: Study, lens: Lens) -> NDArray[np.bool_] | None:
    """Which stacks the lens's `where` lets through, bool (s); None for all. Raises FilterError."""
    return study.stacks_where(lens.where) if lens.where else None


def chosen_samples(study: Study, lens: Lens) -> NDArray[np.bool_] | None:
    """Which samples count, bool (n); None for all. Raises FilterError for a bad `where`."""
    samples = study.model.samples
    parts = stretches(study, lens)
    sets, allowed = label_sets(study, lens), stacks_that_count(study, lens)
    if parts == [(0, len(samples))] and sets is None and allowed is None:
        return None
    chosen = np.zeros(len(samples), np.bool_)
    for first, last in parts:
        chosen[first:last] = True
    if sets is not None:
        chosen &= sets[samples.label_set]
    if allowed is not None:
        chosen &= np.append(allowed, False)[samples.stack]
    return chosen
