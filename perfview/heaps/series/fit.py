"""Lines and steps through a few points that hold out against single wild ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_POINTS = 300
"""Pairs grow with the square: of more points, medians of equal stretches are fitted."""

_Z = 1.96


@dataclass(frozen=True)
class Line:
    """A line by the median of all pairs' slopes (Theil 1950) with the interval that holds the true
    one in 95 of 100 cases (Sen 1968). `tau` is Kendall's; `noise` how far points usually lie off
    it (1.4826 times their median distance)."""

    slope: float
    low: float
    high: float
    offset: float
    tau: float
    noise: float

    def at(self, x: float) -> float:
        """The line's value."""
        return self.offset + self.slope * x


def line_through(x: NDArray[np.float64], y: NDArray[np.float64]) -> Line:
    """The line through at least two points of different x."""
    i, j = np.triu_indices(len(x), 1)
    apart = x[j] - x[i]
    rise, apart = (y[j] - y[i])[apart > 0], apart[apart > 0]
    if not len(apart):
        return Line(0.0, 0.0, 0.0, float(np.median(y)), 0.0, 0.0)
    slopes = np.sort(rise / apart)
    n, pairs = len(x), len(slopes)
    reach = _Z * float(np.sqrt(n * (n - 1) * (2 * n + 5) / 18))
    first = max(0, round((pairs - reach) / 2) - 1)
    last = min(pairs - 1, round((pairs + reach) / 2))
    slope = float(np.median(slopes))
    offset = float(np.median(y - slope * x))
    noise = 1.4826 * float(np.median(np.abs(y - offset - slope * x)))
    return Line(
        slope, float(slopes[first]), float(slopes[last]), offset, float(np.sign(rise).mean()), noise
    )


def thinned(
    x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """At most `MOST_POINTS` points: medians of equally many neighbours."""
    if len(x) <= MOST_POINTS:
        return x, y
    parts = np.array_split(np.arange(len(x)), MOST_POINTS)
    return (
        np.array([np.median(x[part]) for part in parts]),
        np.array([np.median(y[part]) for part in parts]),
    )


def step_errors(y: NDArray[np.float64], most: int) -> tuple[list[float], list[list[int]]]:
    """The least sum of squares with 0, 1 … `most` steps between level stretches of two points or
    more, and before which points the steps are (Bellman 1961, by dynamic programming)."""
    n = len(y)
    sums, squares = (np.concatenate(([0.0], np.cumsum(v))) for v in (y, y * y))

    def cost(first: int, end: NDArray[np.int64]) -> NDArray[np.float64]:
        length = end - first
        mean = (sums[end] - sums[first]) ** 2 / np.maximum(length, 1)
        spread: NDArray[np.float64] = squares[end] - squares[first] - mean
        return spread

    ends = np.arange(n + 1)
    best = np.where(ends >= 2, cost(0, ends), np.inf)
    errors = [float(best[n])]
    ways: list[list[int]] = [[]]
    back: list[NDArray[np.int64]] = []
    for _ in range(most):
        new, came = np.full(n + 1, np.inf), np.zeros(n + 1, np.int64)
        for first in range(2, n - 1):
            end = ends[first + 2 :]
            total = best[first] + cost(first, end)
            better = total < new[end]
            new[end[better]], came[end[better]] = total[better], first
        best = new
        back.append(came)
        errors.append(float(best[n]))
        ways.append(_way(back, n))
    return errors, ways


def settling_error(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """The least sum of squares of a line that goes over into a level one somewhere, the level
    stretch having at least a third of the points."""
    best = float("inf")
    for bend in range(1, max(2, len(x) * 2 // 3)):
        before = np.minimum(x - x[bend], 0.0)
        spread = before - before.mean()
        slope = float((spread * (y - y.mean())).sum() / max(float((spread**2).sum()), 1e-300))
        best = min(best, float(((y - y.mean() - slope * spread) ** 2).sum()))
    return best


def _way(back: list[NDArray[np.int64]], end: int) -> list[int]:
    way = []
    for came in reversed(back):
        end = int(came[end])
        way.append(end)
    return way[::-1]
