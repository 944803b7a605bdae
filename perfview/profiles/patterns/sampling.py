"""How many samples a number stands on, and how far it may be off for that."""

from __future__ import annotations

import math

import numpy as np

from perfview.profiles.model import ProfileModel
from perfview.profiles.patterns.spending import Cost, Spending, spendings

Z_95 = 1.959964
"""Of the normal distribution: 95 % lie within so many standard deviations."""

EXACT = math.inf
"""As many samples as one likes: calls were timed one by one, nothing was sampled."""

BYTES_A_SAMPLE = 524_288
"""Bytes allocated for each one that is sampled."""

_MOST_COUNTED = float(1 << 53)
"""Counts that are larger are not told from their neighbours by floats."""

_LEAST_PERIOD = 10_000
"""Different weights that share a divisor as large are multiples of a sampling period (10 ms in µs);
a smaller one is the chance of a few round numbers."""


def drawn(model: ProfileModel, spending: Spending) -> float:
    """How many independent samples the metric was taken by; `EXACT` for counted calls.

    Time counts in intervals where the recorder's is known. Where a file sums equal stacks up, the
    samples are those its counts tell of: another metric that counts samples, or whole weights
    themselves (less their common divisor). Otherwise each row is one, and rows of different weight
    count by Kish's effective size, (sum w)^2 / sum w^2 (L. Kish, Survey Sampling, 1965).
    """
    if model.counts:
        return EXACT
    if spending.unit == "ns" and model.interval_ns > 0 and spending.cost is Cost.TIME:
        return _busy(model, spending) / model.interval_ns
    weight = model.weight(spending.metric)
    weight = weight[model.samples.stack >= 0] if len(weight) else weight
    square = float(np.dot(weight, weight))
    effective = float(weight.sum()) ** 2 / square if square > 0 else 0.0
    if spending.unit == "bytes":
        return max(effective, _allocations(model, spending))
    if spending.cost is Cost.WAITED:
        return max(effective, _counted_by(model, Cost.WAITED))
    if model.has_times and spending.unit == "count":
        return effective
    counted = _counted_beside(model, spending) or _counted_in(model, spending)
    return max(effective, counted)


def _busy(model: ProfileModel, spending: Spending) -> float:
    """Everything that was not idle."""
    weight = model.weight(spending.metric)
    return float(weight.sum() - weight[model.samples.stack < 0].sum())


def is_counted(model: ProfileModel, spending: Spending) -> bool:
    """Whether it is known how many samples there were, not only estimated from below."""
    timed = spending.unit == "ns" and model.interval_ns > 0
    return timed or spending.unit == "count" or _counted_beside(model, spending) > 0


def _counted_beside(model: ProfileModel, spending: Spending) -> float:
    """Samples that another metric of the profile counts; 0 when none does."""
    for other in spendings(model):
        counts = other.unit == "count" and other.of == "samples" and other.cost is Cost.TIME
        if counts and other.metric != spending.metric:
            return float(np.maximum(model.weight(other.metric), 0).sum())
    return 0.0


def _allocations(model: ProfileModel, spending: Spending) -> float:
    """How many allocations were sampled: one in half a MiB, as Go, V8 and gperftools do unless told
    otherwise (https://pkg.go.dev/runtime#MemProfileRate), and no more than there were objects."""
    taken = float(np.maximum(model.weight(spending.metric), 0).sum()) / BYTES_A_SAMPLE
    objects = _counted_by(model, spending.cost)
    return min(taken, objects) if objects else taken


def _counted_by(model: ProfileModel, cost: Cost) -> float:
    """What a metric of this cost that counts adds up to, 0 without one."""
    for other in spendings(model):
        if other.cost is cost and other.unit == "count":
            return float(np.maximum(model.weight(other.metric), 0).sum())
    return 0.0


def _counted_in(model: ProfileModel, spending: Spending) -> float:
    """Samples that the weights themselves count; 0 when they count something else."""
    weight = model.weight(spending.metric)
    total = float(np.maximum(weight, 0).sum())
    if spending.of != "samples":
        return 0.0
    whole = np.rint(weight)
    if not len(whole) or np.abs(whole).max() > _MOST_COUNTED or not np.array_equal(whole, weight):
        return 0.0
    distinct = np.unique(np.abs(whole).astype(np.int64))
    divisor = int(np.gcd.reduce(distinct))
    is_period = divisor >= _LEAST_PERIOD and len(distinct) > 1
    return total / divisor if is_period else total


def interval_95(ratio: float, samples: float) -> tuple[float, float]:
    """Between which shares the true one lies, 95 % sure, when `ratio` of `samples` were hits.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference (Journal of
    the American Statistical Association 22, 1927): honest where samples are few.
    """
    if samples <= 0:
        return 0.0, 1.0
    if math.isinf(samples):
        return ratio, ratio
    z2 = Z_95**2
    middle = (ratio + z2 / (2 * samples)) / (1 + z2 / samples)
    half = Z_95 * math.sqrt(ratio * (1 - ratio) / samples + z2 / (4 * samples**2))
    half /= 1 + z2 / samples
    return max(0.0, min(ratio, middle - half)), min(1.0, max(ratio, middle + half))
