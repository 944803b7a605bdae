"""Profiles that cannot carry much of a conclusion."""

from __future__ import annotations

from dataclasses import replace

from perfview.findings.finding import Severity
from perfview.profiles.building import ProfileBuilder
from perfview.profiles.detectors.doubtful_profile import DoubtfulProfile
from perfview.profiles.study import Study
from tests.profiles.building import profile
from tests.profiles.detectors.finding import found

ENOUGH = "main@app.c:1;work@app.c:9 900"


def untimed(*samples: str) -> Study:
    return profile(*samples, timed=False)


def doubts(study: Study) -> dict[str, Severity]:
    return {each.entity: each.severity for each in found(DoubtfulProfile, study)}


def test_a_good_profile_is_not_doubted() -> None:
    assert doubts(untimed(ENOUGH, "main@app.c:1;other@app.c:30 300")) == {}


def test_few_samples() -> None:
    assert doubts(untimed("main@app.c:1 199")) == {"few samples": Severity.INFO}
    assert doubts(untimed("main@app.c:1 39")) == {"few samples": Severity.WARNING}
    assert doubts(untimed("main@app.c:1 200")) == {}


def test_aggregated_time_of_unknown_interval_is_not_called_few() -> None:
    model = untimed("main@app.c:1 30").model
    assert doubts(Study(replace(model, interval_ns=0))) == {}


def test_stacks_as_deep_as_the_recorder_keeps() -> None:
    deep = ";".join(f"f{i}@app.c:{i + 1}" for i in range(127))
    study = untimed(f"{deep} 60", ENOUGH)
    assert doubts(study) == {"cut stacks": Severity.INFO}
    assert doubts(untimed(f"{deep};g@app.c:3 60", ENOUGH)) == {"cut stacks": Severity.INFO}
    assert doubts(untimed(f"{deep};g@app.c:3;h@app.c:4 60", ENOUGH)) == {}
    known = Study(replace(untimed(f"{deep};g;h 60", ENOUGH).model, depth_limit=129))
    assert doubts(known) == {"cut stacks": Severity.INFO}


def test_frames_without_a_name() -> None:
    assert doubts(untimed("main@app.c:1;0x7f12ab00 500", ENOUGH)) == {
        "unnamed frames": Severity.INFO
    }
    assert doubts(untimed("[app] 9000", ENOUGH)) == {"unnamed frames": Severity.WARNING}


def test_the_profilers_own_frames() -> None:
    own = "main@app.py:1;<method 'disable' of '_lsprof.Profiler' objects>"
    assert doubts(untimed(f"{own} 90", ENOUGH)) == {"profiler overhead": Severity.INFO}
    assert doubts(untimed(f"{own} 10", ENOUGH)) == {}


def test_samples_that_stand_for_many_intervals() -> None:
    builder = ProfileBuilder([("wall", "ns")])
    stack = builder.stack_of([builder.frame(builder.function("work", "app.c", 4))])
    now = 0
    for at in range(1000):
        lasts = 110_000_000 if at % 100 == 7 else 1_000_000
        builder.sample(0, stack, [lasts], now)
        now += lasts
    builder.ends(0, now)
    assert doubts(Study(builder.finish(interval_ns=1_000_000))) == {"gaps": Severity.WARNING}
    assert doubts(Study(builder.finish())) == {}


def test_idle_recordings() -> None:
    assert doubts(untimed(ENOUGH, "main;epoll_wait 90000")) == {"idle": Severity.INFO}


def test_estimated_stacks() -> None:
    study = Study(replace(untimed(ENOUGH).model, is_estimated=True))
    assert doubts(study) == {"estimated stacks": Severity.INFO}
