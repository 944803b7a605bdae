"""Calls whose cost grows the longer a program runs, against the rest of the loop they are in."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.growing import counted_in_pieces
from perfview.kernels.inheriting import inherited
from perfview.profiles.measures.kinds import Kind
from perfview.profiles.model import ProfileModel
from perfview.profiles.patterns.callers import own_functions
from perfview.profiles.patterns.ground import Ground
from perfview.profiles.patterns.growth_fit import Growth, growth_of
from perfview.profiles.study import Study

MOST_PATHS = 32
PIECES = 2048

ENOUGH = 300_000
"""Samples of a thread that tell all there is to be told by parts."""

REST = 0.03
"""The part of the caller's time beside the call that is enough to count its rounds by."""

FEWEST_STEPS = 54
"""Samples of the other work, or calls seen apart from each other, that are enough to count by."""

SURELY = 1.3
"""The power the interval has to stay above: n log n fits as less than 1.2 for all n that occur."""

PRESENT = 0.5
"""Of a path's time that has to fall on the thread that is looked at."""

CONTAINED = 0.7
"""Of a growing path in one below it: then that one is at fault."""


@dataclass(frozen=True)
class Growing:
    """path: whose cost grows. around: the path of its caller (or a caller's) whose other work
    counts the rounds, -1 where its own calls do. fit: how it grows."""

    path: int
    around: int
    fit: Growth


def growing(study: Study, ground: Ground, least: float) -> list[Growing]:
    """Own functions' paths with at least this part (0-1) of everything whose cost grows with more
    than the 1.3th power, the innermost ones; needs samples with times."""
    model = study.model
    if not model.has_times or not len(model.samples):
        return []
    paths = _candidates(study, ground, least)
    if not len(paths):
        return []
    around = [_around(ground, path) for path in paths.tolist()]
    node, weight = _busiest_thread(study, ground)
    inner, outer = _bits(ground, paths, around)
    counted = counted_in_pieces(node, weight, inner, outer, len(paths), PIECES)
    each = float(weight[node >= 0].mean()) if (node >= 0).any() else 1.0
    found = []
    for at, path in enumerate(paths.tolist()):
        fit = _fitted(ground, counted[:, at], path, each)
        if fit is not None:
            found.append(Growing(path, around[at] if not fit[1] else -1, fit[0]))
    return _innermost(ground, found)


def _candidates(study: Study, ground: Ground, least: float) -> NDArray[np.int64]:
    heavy = ground.total >= least * ground.whole
    heavy &= own_functions(study)[ground.function] & (ground.tree.shape.nesting == 1)
    chosen = np.flatnonzero(heavy)
    return chosen[np.argsort(-ground.total[chosen], kind="stable")][:MOST_PATHS]


def _around(ground: Ground, path: int) -> int:
    """The nearest path above with enough other work in it to count rounds by; else a root."""
    at, above = path, int(ground.parent[path])
    while above >= 0:
        at = above
        if ground.total[at] - ground.total[path] >= REST * ground.total[path]:
            return at
        above = int(ground.parent[at])
    return at


def _busiest_thread(study: Study, ground: Ground) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """The paths and weights of its samples in their order, -1 where it is idle; of very many only
    each so many-th, weighing as much more."""
    model = study.model
    samples, first = model.samples, model.samples.thread_first
    weight = model.weight(ground.spending.metric)
    thread = int(np.argmax(_busy(model)))
    begin, end = int(first[thread]), int(first[thread + 1])
    step = max(1, (end - begin) // ENOUGH)
    mine = slice(begin, end, step)
    stack = samples.stack[mine]
    path = np.where(stack >= 0, ground.tree.shape.of_stack[stack], np.int32(-1))
    collecting = (study.kinds == Kind.COLLECTOR)[ground.function]
    out = np.append(collecting | (ground.own <= 0), False)
    return np.where(out[path], np.int32(-1), path), weight[mine] * step


def _busy(model: ProfileModel) -> list[int]:
    """How many samples of each thread are not idle."""
    first, stack = model.samples.thread_first.tolist(), model.samples.stack
    return [int(np.count_nonzero(stack[begin:end] >= 0)) for begin, end in pairwise(first)]


def _bits(
    ground: Ground, paths: NDArray[np.int64], around: list[int]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """A bit for each candidate at the paths below it, and at those below what is around it."""
    inner, outer = np.zeros((2, len(ground.own)), np.uint64)
    for bit, path in enumerate(paths.tolist()):
        inner[path] |= np.uint64(1 << bit)
        outer[around[bit]] |= np.uint64(1 << bit)
    for bits in (inner, outer):
        inherited(ground.parent, bits)
    return inner, outer


def _fitted(
    ground: Ground, counted: NDArray[np.float64], path: int, each: float
) -> tuple[Growth, bool] | None:
    """The fit, and whether its steps are calls rather than the other work of the loop."""
    cost, rest, entered = counted
    samples = min(float(cost.sum()) / each, ground.samples)
    if cost.sum() < PRESENT * ground.total[path]:
        return None
    rest_samples = float(rest.sum()) / each
    if rest.sum() >= REST * cost.sum() and rest_samples >= FEWEST_STEPS:
        fit = growth_of(rest, cost, samples, rest_samples)
        return (fit, False) if fit and fit.low >= SURELY else None
    if entered.sum() >= FEWEST_STEPS:
        fit = growth_of(entered, cost, samples, float(entered.sum()))
        return (fit, True) if fit and fit.low >= SURELY else None
    return None


def _innermost(ground: Ground, found: list[Growing]) -> list[Growing]:
    """Without those that only contain another one."""
    kept = []
    for one in found:
        inside = [
            other
            for other in found
            if other.path != one.path
            and _is_below(ground, other.path, one.path)
            and ground.total[other.path] >= CONTAINED * ground.total[one.path]
        ]
        if not inside:
            kept.append(one)
    return kept


def _is_below(ground: Ground, path: int, above: int) -> bool:
    while path > above:
        path = int(ground.parent[path])
    return path == above
