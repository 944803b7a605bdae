"""Whole numbers in given proportions that add up to a given sum."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def shared_out(weight: NDArray[np.int64], total: int) -> NDArray[np.int64]:
    """`total` in the proportions of `weight` (int64, not negative), int64, exactly adding up to it:
    by largest remainders (Hamilton's method). All 0 where the weights are."""
    whole = int(weight.sum())
    if whole <= 0:
        return np.zeros(len(weight), np.int64)
    exact = weight * (total / whole)
    found: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    left = total - int(found.sum())
    found[np.argsort(found - exact, kind="stable")[:left]] += 1
    return found
