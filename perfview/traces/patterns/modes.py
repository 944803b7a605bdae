"""Whether durations fall into two separate lots, quick ones and slow ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EMPTY = 0.25
"""How full the middle between two modes may be, as a part of the smaller mode."""


@dataclass(frozen=True)
class Modes:
    """limit_ns parts the quick from the slow; their medians; share (0-1) of the slow ones."""

    limit_ns: float
    quick_ns: float
    slow_ns: float
    share: float


def two_modes(spent_ns: NDArray[np.int64], ratio: float, least: int) -> Modes | None:
    """Two modes of these durations, at least `ratio` apart and `least` in each; None without.

    The split of the logarithms with the most variance between its sides (Otsu 1979, which is
    two-means on a line); two modes only where the middle third between their medians is nearly
    empty, which it is not when one broad mode is cut in two.
    """
    x = np.sort(np.log(np.maximum(spent_ns, 1).astype(np.float64)))
    n = len(x)
    if n < 2 * least:
        return None
    split = _best_split(x, least)
    low, high = float(np.median(x[:split])), float(np.median(x[split:]))
    if high - low < np.log(ratio):
        return None
    third = (high - low) / 3
    middle = int(((x > low + third) & (x < high - third)).sum())
    if middle > EMPTY * min(split, n - split):
        return None
    limit = (x[split - 1] + x[split]) / 2
    return Modes(float(np.exp(limit)), float(np.exp(low)), float(np.exp(high)), 1 - split / n)


def _best_split(x: NDArray[np.float64], least: int) -> int:
    """How many of the sorted values stand on the lower side."""
    n, total = len(x), np.cumsum(x)
    k = np.arange(least, n - least + 1)
    below = total[k - 1] / k
    above = (total[-1] - total[k - 1]) / np.maximum(n - k, 1)
    return int(k[np.argmax(k * (n - k) * (above - below) ** 2)])
