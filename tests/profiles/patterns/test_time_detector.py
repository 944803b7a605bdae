"""What is looked for in profiles of time, and in those of memory."""

from __future__ import annotations

import pytest

from perfview.engine.pillars import pillar
from perfview.profiles.building import ProfileBuilder
from perfview.profiles.study import Study

OF_MEMORY = {"allocation-hot-spot", "doubtful-profile"}


def looked_for(*metrics: tuple[str, str]) -> set[str]:
    study = Study(ProfileBuilder(list(metrics)).finish())
    return {each.name for each in pillar("profiles").detectors_for(study)}


@pytest.mark.parametrize(
    "metrics",
    [
        [("alloc_space", "bytes")],
        [("inuse_space", "bytes"), ("samples", "count")],
        [("alloc_objects", "count"), ("alloc_space", "bytes")],
    ],
)
def test_profiles_of_memory_are_asked_nothing_about_time(metrics):
    assert looked_for(*metrics) == OF_MEMORY


@pytest.mark.parametrize("metric", [("cpu", "ns"), ("samples", "count"), ("cycles", "count")])
def test_profiles_of_time_are_asked_nothing_about_memory(metric):
    found = looked_for(metric)
    assert {"hot-function", "hot-path", "lock-contention", "json-hot-spot"} <= found
    assert "allocation-hot-spot" not in found


def test_waiting_is_looked_at_where_threads_waited():
    assert "lock-contention" in looked_for(("delay", "ns"))
    assert "hot-function" not in looked_for(("delay", "ns"))
