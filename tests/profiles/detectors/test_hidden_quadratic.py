"""Work that grows with what was done before, and work that does not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from perfview.findings.finding import Severity
from perfview.profiles.building import ProfileBuilder
from perfview.profiles.detectors.hidden_quadratic import HiddenQuadratic
from perfview.profiles.model import CallCounts
from perfview.profiles.study import Study
from tests.profiles.building import profile
from tests.profiles.detectors.finding import found
from tests.profiles.detectors.sourced import sourced

REST = "main@app.js:1;load@app.js:5;read@app.js:20"
CALL = "main@app.js:1;load@app.js:5;add@app.js:9"


def loop(rate: np.ndarray, timed: bool = True) -> Study:
    """Rounds of one sample of other work and `rate` samples of the call each."""
    draw = np.random.default_rng(3)
    counts = draw.poisson(rate)
    return profile(*(t for n in counts for t in (f"{REST} 1", *[f"{CALL} 1"] * n)), timed=timed)


@pytest.mark.parametrize("rounds", [150, 300, 600, 1200])
def test_growth_is_found_at_any_size(rounds: int) -> None:
    (finding,) = found(HiddenQuadratic, loop(8 * np.arange(rounds) / rounds))
    assert "add" in finding.title
    assert finding.severity in (Severity.WARNING, Severity.CRITICAL)
    measures = {measure.name: measure.value for measure in finding.measures}
    assert measures["power of growth"] == pytest.approx(2.0, abs=0.6)
    assert finding.saving is not None
    assert finding.saving.low < finding.saving.value


@pytest.mark.parametrize("rounds", [300, 1200])
def test_even_work_is_left_alone(rounds: int) -> None:
    assert not found(HiddenQuadratic, loop(np.full(rounds, 4.0)))


def test_a_warm_up_is_left_alone() -> None:
    k = np.arange(1000)
    assert not found(HiddenQuadratic, loop(4 * (1 + 8 * np.exp(-k / 60))))
    assert not found(HiddenQuadratic, loop(4 * (1 - 0.9 * np.exp(-k / 60))))


def test_without_times_nothing_grows() -> None:
    assert not found(HiddenQuadratic, loop(8 * np.arange(600) / 600, timed=False))


def test_collection_of_garbage_does_not_count() -> None:
    samples = []
    for k in range(600):
        samples += [f"{REST} 1", f"{CALL} 3"]
        samples += [f"{CALL};(garbage collector) {k // 80}"] if k >= 80 else []
    assert not found(HiddenQuadratic, profile(*samples))


def test_calls_far_apart_are_counted_themselves() -> None:
    samples = []
    for k in range(90):
        samples += ["", f"onTick@app.js:4 {1 + k // 3}"]
    (finding,) = found(HiddenQuadratic, profile(*samples))
    assert "its calls" in finding.why


def test_a_search_on_the_hot_line_is_told_without_growth(tmp_path: Path) -> None:
    source = (
        "def main():\n    seen = []\n    add(seen, 1)\n\n"
        "def add(seen, key):\n    if key not in seen:\n        seen.append(key)\n"
    )
    study = sourced(tmp_path, "app.py", source, "main|3;add|6 600", "main|3 400")
    (finding,) = found(HiddenQuadratic, study)
    assert "in seen" in finding.title
    assert finding.where == "add, app.py:6"
    quick = source.replace("seen = []", "seen = set()").replace("append", "add")
    assert not found(
        HiddenQuadratic, sourced(tmp_path, "app.py", quick, "main|3;add|6 600", "main|3 400")
    )


def test_known_searches_are_told_by_name() -> None:
    study = profile(
        "Main.main;Main.handle;java.util.ArrayList.contains 400", "Main.main;Main.work 600"
    )
    (finding,) = found(HiddenQuadratic, study)
    assert "ArrayList.contains" in finding.title


def counted(folder: Path, calls: int) -> Study:
    """As cProfile has it: no lines, but how often `add` was called for its 600 ms."""
    source = (
        "def main():\n    seen = []\n    add(seen, 1)\n\n"
        "def add(seen, key):\n    if key not in seen:\n        seen.append(key)\n"
    )
    path = folder / "app.py"
    path.write_text(source)
    builder = ProfileBuilder([("time", "ns")])
    main, add = builder.function("main", str(path), 1), builder.function("add", str(path), 5)
    top = builder.stack_of([builder.frame(main)])
    builder.sample(builder.thread(), top, [400e6])
    builder.sample(0, builder.stack(top, builder.frame(add)), [600e6])
    counts = CallCounts(
        calls=np.array([1, calls]),
        own=np.array([400e6, 600e6]),
        inclusive=np.array([1e9, 600e6]),
    )
    return Study(builder.finish(counts, made_by="cProfile", is_estimated=True))


def test_counted_calls_that_search_are_told_when_a_call_takes_long(tmp_path: Path) -> None:
    (finding,) = found(HiddenQuadratic, counted(tmp_path, 10_000))
    assert "in seen" in finding.title
    assert finding.where == "add, app.py:6"
    assert not found(HiddenQuadratic, counted(tmp_path, 2_000_000))
