"""Floors and their trend, on shapes whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.heaps.series.fit import line_through, step_errors
from perfview.heaps.series.floors import floors_of
from perfview.heaps.series.outlook import outlook_of, roughly
from perfview.heaps.series.pressure import pressure_of
from perfview.heaps.series.single import singles
from perfview.heaps.series.trend import Shape, trend_of
from perfview.recording.source import Source
from tests.heaps.over_time import CORPUS, MB, SECOND, collected, measured, read, sample

NOISE = np.random.default_rng(7).normal(0, 1, 200)


def shape_of(study, series="heapUsed"):
    return trend_of(floors_of(singles(study)[0], series))


@pytest.mark.parametrize("count", [5, 8, 20, 60, 400])
@pytest.mark.parametrize(
    ("shape", "rule"),
    [
        (Shape.RISING, lambda x: 40 + 30 * x),
        (Shape.STEADY, lambda x: 40 + 0 * x),
        (Shape.STEADY, lambda x: 40 - 20 * x),
    ],
)
def test_lines(count, shape, rule):
    noise = np.resize(NOISE, count) * 0.3
    assert shape_of(collected(list(rule(np.linspace(0, 1, count)) + noise))).shape is shape


@pytest.mark.parametrize("count", [12, 30, 100])
@pytest.mark.parametrize(
    ("shape", "rule"),
    [
        (Shape.PLATEAU, lambda x: 20 + 40 * np.minimum(1, x / 0.3)),
        (Shape.STEPS, lambda x: 20 + 15 * (x > 0.33) + 15 * (x > 0.66)),
        (Shape.BURST, lambda x: 20 + 60 * ((x > 0.4) & (x < 0.6))),
    ],
)
def test_shapes_that_are_no_leak(count, shape, rule):
    floors = rule(np.linspace(0, 1, count)) + np.resize(NOISE, count) * 0.3
    trend = shape_of(collected(list(floors)))
    assert trend.shape is shape


@pytest.mark.parametrize("seed", range(40))
def test_scatter_alone_hardly_ever_rises(seed):
    floors = 50 + np.random.default_rng(seed).normal(0, 5, 25)
    assert shape_of(collected(list(floors))).shape is not Shape.RISING


def test_fewer_than_four_floors_tell_nothing():
    assert shape_of(collected([10, 20, 30])).shape is Shape.UNKNOWN


def test_the_line_holds_out_against_a_release_at_the_end():
    trend = shape_of(collected([*np.linspace(10, 60, 20), 3]))
    assert trend.shape is Shape.RISING
    assert trend.released
    assert trend.last == pytest.approx(60 * MB)


def test_the_interval_holds_the_true_slope_most_of_the_time():
    held = 0
    for seed in range(200):
        x = np.linspace(0, 1, 15)
        line = line_through(x, 3 * x + np.random.default_rng(seed).normal(0, 0.5, 15))
        held += line.low <= 3 <= line.high
    assert held >= 180


def test_steps_are_found_where_they_are():
    y = np.array([1.0] * 6 + [5.0] * 5 + [9.0] * 7)
    errors, ways = step_errors(y, 3)
    assert errors[2] == pytest.approx(0)
    assert ways[2] == [6, 11]


def test_a_saw_tooth_without_a_log_of_collections():
    tooth = np.arange(600) % 30
    rising = measured(heapUsed=30 + 0.5 * tooth + 0.05 * np.arange(600))
    level = measured(heapUsed=30 + 0.5 * tooth)
    assert shape_of(rising).shape is Shape.RISING
    assert shape_of(level).shape is Shape.STEADY


def test_a_heap_that_was_never_collected_tells_nothing():
    assert shape_of(measured(heapUsed=30 + 0.05 * np.arange(600))).shape is Shape.UNKNOWN


def test_time_to_the_limit():
    trend = shape_of(collected(list(np.linspace(36.2, 48.6, 21)), every_s=120))
    assert trend.slope == pytest.approx(18.6 * MB, rel=0.01)
    outlook = outlook_of(trend, 512 * MB)
    assert outlook.at_ns / 3.6e12 == pytest.approx(24.9, abs=0.1)
    assert roughly(outlook.at_ns) == "25\u202fh"


def test_pressure_adds_up():
    pressure = pressure_of(singles(collected([10.0] * 11, every_s=1, pause_ms=100))[0])
    assert pressure.pause_ns == 1_100_000_000
    assert pressure.share == pytest.approx(1.1 / 10.1)
    assert pressure.busiest == pytest.approx(0.1)
    assert pressure.allocated == pytest.approx(10 * 20 * MB / 10.1)
    assert pressure.lasted_ns == round(10.1 * SECOND)


@pytest.mark.parametrize(
    ("name", "series", "shape"),
    [
        ("node20_leak.json.gz", "heapUsed", Shape.RISING),
        ("node20_leak.log.gz", "heapUsed", Shape.RISING),
        ("node20_steady.log.gz", "heapUsed", Shape.STEADY),
        ("node20_external.json.gz", "heapUsed", Shape.STEADY),
        ("node20_external.json.gz", "arrayBuffers", Shape.RISING),
    ],
)
def test_recordings_of_node(name, series, shape):
    assert shape_of(sample(name), series).shape is shape


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")
@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("memory_leak.json", Shape.RISING),
        ("memory_cache_plateau.json", Shape.PLATEAU),
        ("memory_steps.json", Shape.STEPS),
        ("memory_steady.json", Shape.STEADY),
        ("memory_external.json", Shape.STEADY),
        ("gc_leak.log", Shape.RISING),
        ("gc_steady.log", Shape.STEADY),
        ("gc_external.log", Shape.STEADY),
    ],
)
def test_the_corpus(name, shape):
    assert shape_of(read(Source(CORPUS / name))).shape is shape
