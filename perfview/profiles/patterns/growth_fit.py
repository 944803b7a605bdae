"""Whether a cost per step grows with the number of steps, as a power with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FEWEST, MOST = 6, 16
"""Parts the steps are divided into: enough for a slope, not too few samples in each."""

PER_PART = 9
"""Samples of the cost and of what counts the steps in a part on average, at least."""

T_95 = dict(
    enumerate(
        (2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145), start=4
    )
)
"""Student's t for 95 %, by degrees of freedom."""

SMALLEST_GROWTH = 3.0
"""Of the cost of a step from the first quarter to the last; caches and heaps that fill up stay
below."""

FIT = 0.8
"""The part of the variation (R squared) a straight line has to explain."""

MOSTLY, IN_ORDER = 0.6, 0.8
"""What a line explains, and Spearman's rank correlation, which by chance is as high once in 5,000
times with 16 parts."""

NOISE = 2.0
"""Chi squared by degree of freedom around a straight line that counting alone may leave."""

BIGGEST_STEP = 0.45
"""Of the whole rise between two neighbouring parts: what begins suddenly is another phase."""

MIDDLE = (0.2, 0.85)
"""The cost in the middle as a part of that at the end: a warm-up is over by then, a phase has not
begun."""


@dataclass(frozen=True)
class Growth:
    """Cost in the whole grows as steps ** power; low and high are its 95 % interval. growth: how
    many times as much a step costs in the last quarter as in the first. first: the part of the
    whole cost there would be had every step cost what the first ones do. parts float64: cost by
    equal parts of the steps."""

    power: float
    low: float
    high: float
    growth: float
    first: float
    parts: NDArray[np.float64]


def growth_of(
    steps: NDArray[np.float64], cost: NDArray[np.float64], samples: float, counted: float
) -> Growth | None:
    """Fit cost against steps, both per piece of time in order; None when it does not grow so.

    `samples` of the cost and `counted` of the steps say how far they may be off. The cost of equal
    parts of the steps is fitted as a power of the steps done so far: weighted least squares of the
    logarithms (a part's variance is one over its samples of either), the interval from the larger
    of residuals and counting error. Linear work has a power of 1 in the whole, a loop within a
    loop 2.
    """
    parts = int(min(MOST, samples // PER_PART, counted // PER_PART))
    if parts < FEWEST or steps.sum() <= 0 or cost.sum() <= 0:
        return None
    found = _by_equal_steps(steps, cost, parts) * (samples / float(cost.sum()))
    middle = (np.arange(parts) + 0.5) / parts
    in_steps = counted / parts
    if not grows_steadily(found, middle, in_steps):
        return None
    count = np.maximum(found, 0.5)
    slope, error = power(np.log(middle), np.log(count), 1 / (1 / count + 1 / in_steps))
    half = T_95[parts - 2] * error
    quarter = max(1, parts // 4)
    start, end = float(found[:quarter].mean()), float(found[-quarter:].mean())
    return Growth(
        1 + slope,
        1 + slope - half,
        1 + slope + half,
        end / max(start, 0.5),
        min(1.0, start * parts / samples),
        found,
    )


def _by_equal_steps(
    steps: NDArray[np.float64], cost: NDArray[np.float64], parts: int
) -> NDArray[np.float64]:
    done = np.concatenate([[0.0], np.cumsum(steps)])
    spent = np.concatenate([[0.0], np.cumsum(cost)])
    edges = np.linspace(0, done[-1], parts + 1)
    at = np.interp(edges, done + np.arange(len(done)) * done[-1] * 1e-12, spent)
    at[0], at[-1] = 0.0, spent[-1]
    return np.asarray(np.diff(at), np.float64)


def grows_steadily(
    found: NDArray[np.float64], middle: NDArray[np.float64], in_steps: float
) -> bool:
    """Along a straight line, without a sudden step, not only at the beginning, enough in all.

    found float64: samples in each part, at `middle` (0-1) of all steps, each part counted by
    `in_steps` samples. What such numbers leave open (their roots) is allowed for.
    """
    quarter = max(1, len(found) // 4)
    start, end = found[:quarter].mean(), found[-quarter:].mean()
    if end < SMALLEST_GROWTH * start or end <= 0:
        return False
    half = len(found) // 2
    between = found[half - 1 : half + 1].mean() / end
    rise = float(found.max() - found.min())
    open_left = np.sqrt(_variance(found[1:], in_steps) + _variance(found[:-1], in_steps))
    sudden = float((np.diff(found) - open_left).max()) / rise
    return (
        MIDDLE[0] <= between <= MIDDLE[1]
        and sudden <= BIGGEST_STEP
        and _straight(found, middle, in_steps)
    )


def _variance(found: NDArray[np.float64], in_steps: float) -> NDArray[np.float64]:
    """Of a part's samples: their own counting and that of the steps which say where it ends."""
    return np.asarray(np.maximum(found, 1.0) + found**2 / in_steps, np.float64)


def _straight(found: NDArray[np.float64], middle: NDArray[np.float64], in_steps: float) -> bool:
    """Whether a straight line explains nearly all, or leaves no more than counting does; or most
    where nearly every part costs more than those before (a machine others use, too). And more
    than two even phases would explain.
    """
    slope, base = np.polyfit(middle, found, 1)
    line = base + slope * middle
    left = (found - line) ** 2
    explained = 1 - float(left.sum()) / float(((found - found.mean()) ** 2).sum())
    counting = float((left / _variance(np.maximum(line, 0.0), in_steps)).sum()) / (len(found) - 2)
    in_order = float(np.corrcoef(np.argsort(np.argsort(found)), np.arange(len(found)))[0, 1])
    rises = explained >= MOSTLY and in_order >= IN_ORDER
    if _explained_by_step(found) > explained:
        return False
    return bool(slope > 0 and (explained >= FIT or counting <= NOISE or rises))


def _explained_by_step(found: NDArray[np.float64]) -> float:
    """What two phases explain, each even, with the best place between them: R squared."""
    whole = float(((found - found.mean()) ** 2).sum())
    left = [
        float(((found[:at] - found[:at].mean()) ** 2).sum())
        + float(((found[at:] - found[at:].mean()) ** 2).sum())
        for at in range(1, len(found))
    ]
    return 1 - min(left) / whole


def power(
    x: NDArray[np.float64], y: NDArray[np.float64], weight: NDArray[np.float64]
) -> tuple[float, float]:
    """The slope of a line through points weighing 1 / variance, and its standard error."""
    whole = weight.sum()
    mx, my = float(weight @ x) / whole, float(weight @ y) / whole
    sxx = float(weight @ (x - mx) ** 2)
    slope = float(weight @ ((x - mx) * (y - my))) / sxx
    left = y - my - slope * (x - mx)
    scatter = float(weight @ left**2) / (len(x) - 2)
    return slope, math.sqrt(max(1.0, scatter) / sxx)
