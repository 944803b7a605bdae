"""Numbers of two profiles brought to one measure, and how far apart chance may put them."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from perfview.findings.changes import Changes

SURE = 0.95
"""Of all intervals of a comparison together."""


@dataclass(frozen=True)
class Amounts:
    """Numbers of one profile: value, and the variance of it as an estimate; float64 (k)."""

    value: NDArray[np.float64]
    spread: NDArray[np.float64]

    def at_least(self, one: float) -> Amounts:
        """What was never met may have been missed by chance: as uncertain as a single sample."""
        return Amounts(self.value, np.where(self.value == 0, one * one, self.spread))

    def share_of(self, whole: float, spread: float) -> Amounts:
        """The same as shares of a whole that they are part of, whose variance is `spread`.

        The variance of a ratio of sums over one sample (W. Cochran, Sampling Techniques, 6.4); for
        equal weights it is the binomial p(1 - p)/n.
        """
        if not whole:
            return self
        share = self.value / whole
        variance = self.spread * (1 - 2 * share) + share * share * spread
        return Amounts(share, np.maximum(variance, 0.0) / (whole * whole))


def changes(before: Amounts, after: Amounts, reach: float) -> Changes:
    """The differences; `reach` is how many standard deviations they may be off."""
    noise = reach * np.sqrt(before.spread + after.spread)
    return Changes(before.value, after.value, noise)


def reach_of(count: int) -> float:
    """Standard deviations so that of `count` intervals side by side all hold, 95 % sure.

    Bonferroni's bound, as for the shares of a multinomial by L. Goodman (On simultaneous confidence
    intervals for multinomial proportions, Technometrics 7, 1965): with a thousand functions and
    plain 95 % intervals, fifty would seem to have changed between two runs of the same program.
    """
    return NormalDist().inv_cdf(1 - (1 - SURE) / (2 * max(1, count)))


def relative_between(before: Amounts, after: Amounts) -> tuple[float, float]:
    """Between which shares of what was before the first number's difference lies, 95 % sure (the
    delta method on the ratio of two independent sums)."""
    was, now = float(before.value[0]), float(after.value[0])
    if was <= 0:
        return 0.0, 0.0
    ratio = now / was
    relative = float(before.spread[0]) / was**2
    relative += float(after.spread[0]) / now**2 if now else 0.0
    half = reach_of(1) * ratio * relative**0.5
    return ratio - 1 - half, ratio - 1 + half
