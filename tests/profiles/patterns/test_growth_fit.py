"""Whether cost per step grows: planted powers are found again, even work and phases are not."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from perfview.profiles.patterns.growth_fit import growth_of

PIECES = 2048
STEPS = 400.0


def observed(
    rate: NDArray[np.float64], samples: float, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Steps and cost per piece of time, as a sampler sees a loop; round k costs 1 + rate[k]."""
    draw = np.random.default_rng(seed)
    ends = np.cumsum(1.0 + rate)
    at = np.minimum((ends / ends[-1] * PIECES).astype(int), PIECES - 1)
    scale = samples / rate.sum()
    steps = np.bincount(at, minlength=PIECES) * (STEPS / len(rate))
    cost = np.bincount(at, weights=rate, minlength=PIECES) * scale
    return draw.poisson(steps).astype(float), draw.poisson(cost).astype(float)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("power", "rounds"), [(2.0, 3_000), (2.0, 20_000), (3.0, 8_000)])
def test_a_planted_power_lies_in_the_interval(power: float, rounds: int, seed: int) -> None:
    rate = (np.arange(rounds) / rounds) ** (power - 1) * 20
    steps, cost = observed(rate, 2_000, seed)
    fit = growth_of(steps, cost, cost.sum(), steps.sum())
    if fit is None:
        assert power == 3.0  # no longer along a straight line: allowed to be missed, not mistaken
        return
    assert fit.low - 0.25 <= power <= fit.high + 0.25
    assert fit.low > 1.3
    assert fit.growth > 3


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("samples", [120, 600, 5_000])
def test_even_work_does_not_grow(samples: int, seed: int) -> None:
    steps, cost = observed(np.full(5_000, 3.0), samples, seed)
    assert growth_of(steps, cost, cost.sum(), steps.sum()) is None


@pytest.mark.parametrize("seed", range(10))
def test_a_logarithm_does_not_grow_enough(seed: int) -> None:
    steps, cost = observed(np.log2(np.arange(2, 8_000)), 3_000, seed)
    assert growth_of(steps, cost, cost.sum(), steps.sum()) is None


@pytest.mark.parametrize("seed", range(10))
def test_a_warm_up_of_the_rest_is_over_soon(seed: int) -> None:
    rounds = np.arange(6_000)
    rate = 3.0 * (1 - 0.9 * np.exp(-rounds / 300))
    steps, cost = observed(rate, 3_000, seed)
    assert growth_of(steps, cost, cost.sum(), steps.sum()) is None


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
def test_a_phase_that_begins_late_is_no_growth(share: float) -> None:
    rate = np.where(np.arange(6_000) < 6_000 * share, 0.02, 4.0)
    steps, cost = observed(rate, 3_000, 1)
    assert growth_of(steps, cost, cost.sum(), steps.sum()) is None


def test_a_heap_that_fills_up_makes_it_slower_by_half_only() -> None:
    rate = 3.0 * (1 + 0.5 * np.arange(6_000) / 6_000)
    steps, cost = observed(rate, 3_000, 1)
    assert growth_of(steps, cost, cost.sum(), steps.sum()) is None


def test_too_few_samples_say_nothing() -> None:
    steps, cost = observed(np.arange(3_000) / 100, 40, 1)
    assert growth_of(steps, cost, cost.sum(), steps.sum()) is None
    assert growth_of(np.zeros(10), np.ones(10), 500, 500) is None
