"""How many samples numbers stand on, and their intervals."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.profiles.building import ProfileBuilder
from perfview.profiles.model import ProfileModel
from perfview.profiles.patterns.sampling import BYTES_A_SAMPLE, drawn, interval_95
from perfview.profiles.patterns.spending import spendings
from tests.profiles.building import profile


def model(metrics: list[tuple[str, str]], *weights: list[float], default: int = 0) -> ProfileModel:
    builder = ProfileBuilder(metrics, default)
    for place, weight in enumerate(weights):
        frame = builder.frame(builder.function(f"f{place}"))
        builder.sample(0, builder.stack(-1, frame), weight)
    return builder.finish()


def count(model: ProfileModel) -> float:
    return drawn(model, spendings(model)[0])


def test_equal_samples_count_one_each() -> None:
    assert count(model([("cycles", "count")], *[[5.0]] * 40)) == pytest.approx(40)


def test_unequal_ones_count_by_kishs_effective_size() -> None:
    assert count(model([("time", "ns")], [9.0], [1.0])) == pytest.approx(100 / 82)


def test_time_counts_in_intervals() -> None:
    assert count(profile("a 30", "b 70", timed=False).model) == 100


def test_collapsed_counts_are_samples() -> None:
    assert count(model([("samples", "count")], [30.0], [70.0])) == 100


def test_periods_are_divided_out() -> None:
    assert count(model([("samples", "count")], [3e6], [7e6])) == pytest.approx(10)


def test_the_count_beside_the_time_is_taken() -> None:
    metrics = [("samples", "count"), ("cpu", "ns")]
    assert count(model(metrics, [30.0, 3e8], [70.0, 7e8], default=1)) == 100


def test_allocations_are_sampled_by_size_and_no_oftener_than_there_are_objects() -> None:
    metrics = [("alloc_objects", "count"), ("alloc_space", "bytes")]
    assert count(model(metrics, [1e6, 100.0 * BYTES_A_SAMPLE], default=1)) == 100
    assert count(model(metrics, [7.0, 100.0 * BYTES_A_SAMPLE], default=1)) == 7


def test_contentions_are_counted() -> None:
    metrics = [("contentions", "count"), ("delay", "ns")]
    assert count(model(metrics, [500.0, 1e9], default=1)) == 500


def test_idle_samples_do_not_count() -> None:
    one = profile("a 30", "").model
    assert count(replace(one, interval_ns=0)) == pytest.approx(1)


def test_the_interval_is_wilsons() -> None:
    low, high = interval_95(0.18, 1000)
    assert low == pytest.approx(0.1574, abs=1e-4)
    assert high == pytest.approx(0.2050, abs=1e-4)
    assert interval_95(0.3, math.inf) == (0.3, 0.3)
    assert interval_95(0.3, 0) == (0.0, 1.0)


@given(st.floats(0, 1), st.floats(0.1, 1e9))
def test_the_share_lies_within_its_interval(ratio: float, samples: float) -> None:
    low, high = interval_95(ratio, samples)
    assert 0 <= low <= ratio <= high <= 1
