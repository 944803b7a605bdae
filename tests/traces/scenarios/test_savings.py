"""Savings with their intervals, and how sure one may be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.traces.patterns.confidence import confidence, wilson
from perfview.traces.scenarios.savings import p95_saving, percentile_rank


def test_a_fixed_fall_is_found_exactly() -> None:
    before = np.arange(1, 1001, dtype=np.int64) * 1_000_000
    saving = p95_saving(before, before - 500_000, "GET /", "as is")
    assert (saving.value, saving.low, saving.high) == (500_000, 500_000, 500_000)
    assert saving.before == 950_000_000
    assert saving.of == "p95 of GET /"


def test_more_requests_narrow_the_interval() -> None:
    draw = np.random.default_rng(1)
    widths = []
    for count in (30, 3000):
        before = draw.lognormal(4, 0.5, count) * 1e6
        after = before * draw.uniform(0.4, 0.8, count)
        saving = p95_saving(before.astype(np.int64), after.astype(np.int64), "x", "y")
        widths.append((saving.high - saving.low) / saving.value)
    assert widths[1] < widths[0]


def test_one_request_gives_a_point() -> None:
    saving = p95_saving(np.array([100]), np.array([40]), "x", "y")
    assert (saving.low, saving.value, saving.high) == (60, 60, 60)


@given(st.lists(st.tuples(st.integers(0, 10**12), st.floats(0, 1.2)), min_size=1, max_size=80))
def test_never_negative_and_always_in_order(pairs: list[tuple[int, float]]) -> None:
    before = np.array([b for b, _ in pairs], np.int64)
    after = np.array([int(b * f) for b, f in pairs], np.int64)
    saving = p95_saving(before, after, "x", "y")
    assert 0 <= saving.low <= saving.value <= saving.high


@pytest.mark.parametrize(("count", "rank"), [(1, 0), (19, 18), (20, 18), (100, 94), (1000, 949)])
def test_nearest_rank(count: int, rank: int) -> None:
    assert percentile_rank(count, 0.95) == rank


def test_wilson_against_published_values() -> None:
    """Newcombe 1998, Statistics in Medicine 17, table I: 81/263, 15/148, 0/20, 1/29."""
    for hits, count, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert wilson(hits, count) == pytest.approx((low, high), abs=5e-4)


def test_confidence_grows_with_requests_and_never_reaches_one() -> None:
    values = [confidence(1.0, count) for count in (1, 10, 100, 10**6)]
    assert values == sorted(values)
    assert values[0] == 0.7
    assert values[-1] == 0.99
    assert confidence(0.5, 100) < confidence(0.9, 100)
