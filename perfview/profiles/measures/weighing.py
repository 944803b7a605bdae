"""How much each stack weighs, of the samples a lens lets through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.lens import Lens

if TYPE_CHECKING:
    from perfview.profiles.study import Study


@dataclass(frozen=True)
class Weighed:
    """Per stack of the model: weight float64 (s) in the metric's unit, count int64 (s) samples."""

    weight: NDArray[np.float64]
    count: NDArray[np.int64]


def weigh(study: Study, lens: Lens) -> Weighed:
    """Sum the samples that count by stack; samples with nothing on the stack are left out."""
    model = study.model
    chosen = chosen_samples(study, lens)
    stack, weight = model.samples.stack, model.weight(lens.metric)
    if chosen is not None:
        stack, weight = stack[chosen], weight[chosen]
    size = len(model.stacks)
    # Idle samples (-1) go into a place of their own, which is dropped.
    at = stack + 1
    summed = np.asarray(np.bincount(at, weights=weight, minlength=size + 1)[1:], np.float64)
    return Weighed(summed, np.bincount(at, minlength=size + 1)[1:])


def chosen_samples(study: Study, lens: Lens) -> NDArray[np.bool_] | None:
    """Which samples count, bool (n); None for all. Raises FilterError for a bad `where`."""
    model, samples = study.model, study.model.samples
    parts: list[NDArray[np.bool_]] = []
    if lens.threads:
        wanted = np.zeros(len(model.threads), np.bool_)
        wanted[list(lens.threads)] = True
        parts.append(np.repeat(wanted, np.diff(samples.thread_first)))
    if model.has_times and lens.start_ns is not None:
        parts.append(samples.time_ns >= lens.start_ns)
    if model.has_times and lens.end_ns is not None:
        parts.append(samples.time_ns < lens.end_ns)
    if lens.labels and len(samples.label_set):
        from perfview.profiles.measures.labels import sets_with

        wanted_sets = np.append(sets_with(model, lens.labels), False)
        parts.append(wanted_sets[samples.label_set])
    if lens.where:
        from perfview.profiles.filtering.frames import stacks_where

        parts.append(np.append(stacks_where(study, lens.where), False)[samples.stack])
    if not parts:
        return None
    chosen: NDArray[np.bool_] = np.logical_and.reduce(parts)
    return chosen
