"""Two separate lots of durations, and what only looks like it."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.traces.patterns.modes import two_modes

DRAW = np.random.default_rng(7)


def test_two_lots_are_parted_between_them() -> None:
    spent = np.concatenate([DRAW.uniform(30, 60, 400), DRAW.uniform(300, 500, 60)])
    modes = two_modes((spent * 1e6).astype(np.int64), 2.5, 8)
    assert modes is not None
    assert 60e6 < modes.limit_ns < 300e6
    assert modes.share == pytest.approx(60 / 460)
    assert modes.quick_ns == pytest.approx(45e6, rel=0.1)


@pytest.mark.parametrize("spread", [0.3, 0.6, 1.0, 1.5])
def test_one_broad_lot_is_not_cut_in_two(spread: float) -> None:
    for _ in range(20):
        assert two_modes(DRAW.lognormal(17, spread, 500).astype(np.int64), 2.5, 8) is None


def test_an_exponential_tail_is_no_second_lot() -> None:
    spent = (20e6 + DRAW.exponential(60e6, 800)).astype(np.int64)
    assert two_modes(spent, 2.5, 8) is None


def test_too_few_and_too_near() -> None:
    near = np.array([100] * 50 + [200] * 50, np.int64) * 1_000_000
    assert two_modes(near, 2.5, 8) is None
    assert two_modes(np.array([1, 1, 100], np.int64), 2.5, 8) is None
    assert two_modes(np.zeros(40, np.int64), 2.5, 8) is None
