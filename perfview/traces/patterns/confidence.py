"""How sure a finding may be, earned from how often and how unambiguously a thing was seen."""

from __future__ import annotations

import math

WILSON_95 = 1.96


def confidence(unambiguous: float, requests: int) -> float:
    """`unambiguous` (0-1: how little else it could mean), less what few requests leave open.

    One request costs 30 %, ten 10 %, a hundred 3 %: the error of a mean falls with the root of
    the count. Rounded to two places and never 1.
    """
    return round(min(0.99, unambiguous * (1 - 0.3 / math.sqrt(max(requests, 1)))), 2)


def wilson(hits: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a rate (Wilson 1927): honest where counts are small or rates near 0."""
    if count <= 0:
        return 0.0, 1.0
    z2 = WILSON_95**2
    rate = hits / count
    middle = (rate + z2 / (2 * count)) / (1 + z2 / count)
    half = WILSON_95 * math.sqrt(rate * (1 - rate) / count + z2 / (4 * count**2))
    half /= 1 + z2 / count
    # At the ends the bounds are exact, where rounding would leave the rate outside of them.
    return max(0.0, middle - half) if hits else 0.0, min(
        1.0, middle + half
    ) if hits < count else 1.0
