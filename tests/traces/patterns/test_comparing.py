"""Beyond chance or not."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.traces.patterns.comparing import rank_difference, uneven

DRAW = np.random.default_rng(3)


def test_ranks_count_who_lies_above_whom() -> None:
    one, other = DRAW.integers(0, 10**9, 80), DRAW.integers(10**8, 10**9, 120)
    above = int((one[:, np.newaxis] > other).sum())
    error = np.sqrt(80 * 120 * 201 / 12)
    assert rank_difference(one, other) == pytest.approx((above - 4800) / error)


def test_among_equals_it_is_a_standard_normal() -> None:
    found = [rank_difference(*DRAW.integers(0, 10**9, (2, 50))) for _ in range(600)]
    assert abs(float(np.mean(found))) < 0.2
    assert float(np.std(found)) == pytest.approx(1, abs=0.15)


def test_nothing_to_compare() -> None:
    assert rank_difference(np.zeros(0, int), np.arange(3)) == 0.0
    assert uneven(np.array([5])) == 0.0


def test_even_shares_and_uneven_ones() -> None:
    assert uneven(np.array([100, 98, 103, 99])) < 1
    assert uneven(np.array([300, 40, 45, 38])) > 50
