"""Measurements of memory in whatever shape: the same numbers."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.heaps.readers.memory_samples import MemorySamples
from perfview.heaps.readers.points.clock import clock_of
from perfview.heaps.readers.points.words import measured, timed
from perfview.recording.errors import UnreadableInput
from perfview.recording.source import Source
from tests.heaps.over_time import of_text, sample

POINTS = [
    {
        "rss": 48_160_768 + i,
        "heapTotal": 6e6,
        "heapUsed": 4e6 + i,
        "external": 1e5,
        "arrayBuffers": 1e4,
    }
    for i in range(6)
]
NAMES = ["rss", "heapUsed", "heapTotal", "external", "arrayBuffers"]
EPOCH = 1_700_000_000


def lines(rows):
    return "\n".join(json.dumps(row) for row in rows)


def timed_rows(key="time", start=EPOCH * 1000, step=1000, inside=""):
    rows = []
    for i, point in enumerate(POINTS):
        rows.append({key: start + i * step, **({inside: point} if inside else point)})
    return rows


SHAPES = {
    "array": json.dumps(timed_rows()),
    "lines": lines(timed_rows()),
    "nested": json.dumps(timed_rows(inside="memoryUsage")),
    "nested lines": lines(timed_rows(inside="mem")),
    "wrapped": json.dumps({"node": "v20", "samples": timed_rows()}),
    "seconds": json.dumps(timed_rows("ts", EPOCH, 1)),
    "micros": json.dumps(timed_rows("timestamp", EPOCH * 10**6, 10**6)),
    "iso": json.dumps(
        [{"timestamp": f"2026-01-01T00:00:0{i}.000Z", **p} for i, p in enumerate(POINTS)]
    ),
    "named unit": json.dumps(timed_rows("t_ms", 0, 1000)),
    "columns": json.dumps(
        {
            "columns": ["t_ms", *POINTS[0]],
            "samples": [[i * 1000, *p.values()] for i, p in enumerate(POINTS)],
        }
    ),
    "lists": json.dumps({"time": list(range(6)), **{k: [p[k] for p in POINTS] for k in POINTS[0]}}),
    "no times": json.dumps(POINTS),
    "csv": "time,"
    + ",".join(POINTS[0])
    + "\n"
    + "\n".join(",".join(str(v) for v in [EPOCH + i, *p.values()]) for i, p in enumerate(POINTS)),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_same_moments(shape):
    moments = of_text(SHAPES[shape]).model.moments
    assert sorted(moments.name) == sorted(NAMES)
    assert moments.time_ns.tolist() == [i * 1_000_000_000 for i in range(6)]
    for name in NAMES:
        assert moments.series(name).tolist() == [point[name] for point in POINTS]


def test_what_was_guessed_is_said():
    assert of_text(SHAPES["no times"]).report.find("no-times").count == 6
    assert of_text(SHAPES["iso"]).report.find("unit-guessed") is None
    guessed = of_text(json.dumps([{"t": i * 20, "heapUsed": 5e6} for i in range(4)]))
    assert "taken for ms" in guessed.report.find("unit-guessed").detail
    megabytes = of_text(json.dumps([{"time_s": i, "heapUsed": 4.5} for i in range(4)]))
    assert megabytes.model.moments.series("heapUsed")[0] == 4.5e6
    assert "taken for MB" in megabytes.report.find("unit-guessed").detail


def test_processes_of_one_file_are_told_apart():
    rows = [[{"t_ms": i * 20 + k, "heapUsed": 1e7 * (k + 1)} for i in range(3)] for k in (0, 1)]
    moments = of_text(json.dumps({"worker 1": rows[0], "worker 2": rows[1]})).model.moments
    assert moments.name == ["worker 1: heapUsed", "worker 2: heapUsed"]
    assert moments.time_ns.tolist() == [
        0,
        1_000_000,
        20_000_000,
        21_000_000,
        40_000_000,
        41_000_000,
    ]
    assert np.isnan(moments.series("worker 2: heapUsed")).tolist() == [True, False] * 3


def test_browsers_words_and_limits():
    text = json.dumps(
        [
            {"t_ms": i, "usedJSHeapSize": 1e7, "totalJSHeapSize": 2e7, "jsHeapSizeLimit": 4e9}
            for i in range(5)
        ]
    )
    model = of_text(text).model
    assert model.moments.name == ["heapUsed", "heapTotal"]
    assert model.limit_bytes == 4_000_000_000


@pytest.mark.parametrize("nested", [True, False])
def test_perf_hooks_entries(nested):
    what = {"kind": 4, "flags": 64}
    entries = [
        {"name": "gc", "entryType": "gc", "startTime": 10.5 + i, "duration": 1.5}
        | ({"detail": what} if nested else what)
        for i in range(3)
    ]
    model = of_text(json.dumps(entries)).model
    assert model.collections.time_ns.tolist() == [0, 1_000_000, 2_000_000]
    assert model.collections.pause_ns.tolist() == [1_500_000] * 3
    assert model.collections.is_full.all()
    assert model.strings[int(model.collections.reason[0])] == "while idle"


def test_collections_and_measurements_share_a_clock():
    model = sample("node20_external.json.gz").model
    assert len(model.moments) == 1100
    assert model.collections.is_full.sum() == 37
    ends = model.collections.time_ns[-1] / 1e9, model.moments.time_ns[-1] / 1e9
    assert abs(ends[0] - ends[1]) < 0.5


def test_without_an_origin_the_two_clocks_are_said_to_differ():
    text = json.dumps(
        {
            "samples": timed_rows(),
            "gc": [{"name": "gc", "startTime": 5.0, "duration": 1.0, "kind": 4, "flags": 0}],
        }
    )
    study = of_text(text)
    assert study.report.find("clocks-differ").count == 1
    assert study.model.collections.time_ns.tolist() == [0]


def test_a_file_that_breaks_off_keeps_what_came_before():
    study = of_text(SHAPES["array"][:-70])
    assert not study.report.complete
    moments = study.model.moments
    assert 5 <= len(moments) <= 6
    assert moments.series("rss")[:5].tolist() == [point["rss"] for point in POINTS[:5]]


def test_nothing_of_memory_is_refused():
    with pytest.raises((UnreadableInput, AssertionError)):
        of_text('[{"time": 1, "price": 2}]')


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SHAPES["columns"]) - 1), st.sampled_from('{}[],:"0e-\\n'))
def test_no_damage_crashes(at, letter):
    text = SHAPES["columns"]
    try:
        study = of_text(text[:at] + letter + text[at + 1 :])
    except (UnreadableInput, AssertionError):
        return
    moments = study.model.moments
    assert len(moments.values) == len(moments) * len(moments.name)
    assert (np.diff(moments.time_ns) >= 0).all()


@pytest.mark.parametrize(
    ("key", "series", "scale"),
    [
        ("heapUsed", "heapUsed", 0),
        ("heap_used_mb", "heapUsed", 1e6),
        ("usedJSHeapSize", "heapUsed", 0),
        ("memory.rss", "rss", 0),
        ("rssKiB", "rss", 1024),
        ("nodejs_external_memory_bytes", "external", 1),
    ],
)
def test_words(key, series, scale):
    assert (measured(key).series, measured(key).scale) == (series, scale)


def test_words_of_something_else():
    assert measured("price") is None
    assert timed("items") is None
    assert timed("elapsedMs").scale == 1e6
    assert timed("ts").scale == 0


@pytest.mark.parametrize(
    ("values", "step_ns"),
    [
        ([0, 1, 2], 1e9),
        ([0, 60, 120], 60e9),
        ([3, 23, 45], 20e6),
        ([0, 1e6, 2e6], 1e9),
        ([0.1, 0.6], 5e8),
    ],
)
def test_units_of_times_by_their_distance(values, step_ns):
    clock = clock_of(np.array(values, np.float64), 0)
    assert clock.time_ns[1] - clock.time_ns[0] == pytest.approx(step_ns)


@pytest.mark.parametrize(
    "text",
    [
        '{"inputs":{"a.js":{"bytes":7,"imports":[{"path":"react","external":true}]}}}',
        '[{"name":"pool","virtual":true,"time":3}]',
        '{"physical":[1,2],"swap":[3,4]}',
    ],
)
def test_words_that_mean_memory_only_beside_others(text):
    assert MemorySamples().sniff(Source.from_bytes(text.encode())).certainty == 0


def test_external_memory_beside_the_heap_is_measured():
    text = json.dumps([{"time": i, "external": 5 + i, "heapUsed": 9} for i in range(5)])
    assert MemorySamples().sniff(Source.from_bytes(text.encode())).certainty > 0.8
