"""What is said first of small programs with one trouble each, recorded by real profilers.

Node 20 (`--cpu-prof`, its sampling heap profiler), Go 1.19 (`runtime/pprof`), py-spy 0.4,
pyinstrument 5; cProfile is run here. The troubles were put into otherwise balanced programs; their
healthy twins beside them must give no warning.
"""

from __future__ import annotations

import cProfile
from pathlib import Path

import pytest

from perfview.advice.recommendation import Recommendation
from perfview.engine.job import Options
from perfview.engine.job import open as open_recording
from perfview.findings.finding import Severity

RECORDINGS = Path(__file__).parents[1] / "recordings"
TWO = 2


def advice(path: Path) -> tuple[Recommendation, ...]:
    opened = open_recording(path, Options(use_cache=False))
    assert opened.advice is not None
    return opened.advice.recommendations


@pytest.mark.parametrize(
    ("file", "detector", "where"),
    [
        ("hot.cpuprofile.gz", "hot-function", "distance"),
        ("path.cpuprofile.gz", "hot-path", "renderReport"),
        ("compiling.cpuprofile.gz", "compile-share", "runRule"),
        ("collecting.cpuprofile.gz", "gc-share", ""),
        ("collecting.cpu.pb.gz", "gc-share", "main.build"),
        ("recursion.speedscope.json.gz", "deep-recursion", "total"),
        ("loading.speedscope.json.gz", "import-cost", "heavylib"),
        ("loading.pyinstrument.json.gz", "import-cost", "heavylib"),
        ("pool.speedscope.json.gz", "one-busy-thread", "shard-1"),
        ("contention.block.pb.gz", "lock-contention", "main.record"),
        ("contention.mutex.pb.gz", "lock-contention", "main.record"),
        ("allocating.pb.gz", "allocation-hot-spot", "main.parseRow"),
        ("allocating.heapprofile.gz", "allocation-hot-spot", "load"),
    ],
)
def test_the_trouble_is_among_the_first_two(file: str, detector: str, where: str) -> None:
    told = [
        (finding.detector, finding.where, finding.severity)
        for each in advice(RECORDINGS / file)[:TWO]
        for finding in each.findings
    ]
    assert any(
        name == detector
        and where in place
        and (severity is not Severity.INFO or name == "hot-path")  # where to look, nothing wrong
        for name, place, severity in told
    ), told


@pytest.mark.parametrize(
    "file",
    [
        "balanced.cpuprofile.gz",
        "balanced.speedscope.json.gz",
        "even-pool.speedscope.json.gz",
        "even-allocating.pb.gz",
        "channels.block.pb.gz",
    ],
)
def test_healthy_twins_get_notes_at_most(file: str) -> None:
    assert [each.title for each in advice(RECORDINGS / file) if each.severity.rank > 0] == []


def ways(steps: int) -> int:
    return 1 if steps < 2 else ways(steps - 1) + ways(steps - 2)


def test_recursion_that_meets_the_same_again_is_seen_by_counting_calls(tmp_path: Path) -> None:
    profiler = cProfile.Profile()
    profiler.runcall(ways, 20)
    file = tmp_path / "ways.prof"
    profiler.dump_stats(file)
    first = advice(file)[0]
    assert "deep-recursion" in {finding.detector for finding in first.findings}
    assert first.where.startswith("ways")
