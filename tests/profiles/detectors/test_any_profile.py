"""Detectors on profiles of every shape: nothing raises, and what is said is sound."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfview.findings.detector import Detector, Limits
from perfview.findings.registry import discover
from perfview.profiles.building import ProfileBuilder
from perfview.profiles.model import CallCounts
from perfview.profiles.study import Study
from tests.profiles.detectors.finding import assert_is_sound

DETECTORS = discover("perfview.profiles.detectors", Detector)  # type: ignore[type-abstract]

NAMES = st.sampled_from(
    [
        "main",
        "<module>",
        "parse",
        "walk",
        "(garbage collector)",
        "(program)",
        "_find_and_load",
        "<built-in method builtins.compile>",
        "Script",
        "pthread_mutex_lock",
        "sync.(*Mutex).Unlock",
        "epoll_wait",
        "JSON.parse",
        "runtime/pprof.profileWriter",
        "0x7f00aa12",
        "",
    ]
)
FILES = st.sampled_from(["", "app.py", "app.js", "main.go", "node:vm", "/x/site-packages/a/b.py"])
METRICS = st.sampled_from(
    [
        ("cpu", "ns"),
        ("wall", "ns"),
        ("samples", "count"),
        ("alloc_space", "bytes"),
        ("inuse_space", "bytes"),
        ("delay", "ns"),
        ("contentions", "count"),
        ("goroutine", "count"),
    ]
)


@st.composite
def studies(draw: st.DrawFn) -> Study:
    metrics = draw(st.lists(METRICS, min_size=1, max_size=3, unique=True))
    builder = ProfileBuilder(metrics, draw(st.integers(0, len(metrics) - 1)))
    functions = [
        builder.function(name, file, draw(st.integers(0, 3)))
        for name, file in draw(st.lists(st.tuples(NAMES, FILES), min_size=1, max_size=8))
    ]
    threads = [builder.thread(f"pool-{i}") for i in range(draw(st.integers(1, 4)))]
    is_timed = draw(st.booleans())
    weights = st.sampled_from([0.0, 1.0, 3.5, 1e6, 5e9, -2.0])
    for at in range(draw(st.integers(0, 12))):
        path = draw(st.lists(st.sampled_from(functions), max_size=6)) * draw(
            st.sampled_from([1, 1, 70])
        )
        stack = builder.stack_of([builder.frame(f, draw(st.integers(0, 2))) for f in path])
        weight = [draw(weights) for _ in metrics]
        builder.sample(draw(st.sampled_from(threads)), stack, weight, at if is_timed else None)
    counts = CallCounts()
    f, m = len(set(functions)), len(metrics)
    if draw(st.booleans()):
        edges = np.zeros(1, np.int32)
        counts = CallCounts(
            np.full(f, 5_000, np.int64),
            np.full(m * f, 2.0),
            np.full(m * f, 3.0),
            edges,
            edges.copy(),
            np.array([4_999], np.int64),
            np.full(m, 3.0),
        )
    return Study(
        builder.finish(
            counts,
            interval_ns=draw(st.sampled_from([0, 1_000_000])),
            depth_limit=draw(st.sampled_from([0, 3, 128])),
            made_by=draw(st.sampled_from(["", "V8", "Go", "py-spy", "pyinstrument"])),
            is_estimated=bool(counts),
        )
    )


@pytest.mark.parametrize("kind", DETECTORS, ids=lambda kind: kind.name)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(study=studies())
def test_nothing_raises_and_what_is_said_is_sound(kind: type[Detector], study: Study) -> None:
    detector = kind()
    if detector.concerns(study):
        for finding in detector.detect(study, Limits(detector)):
            assert_is_sound(study, finding)
