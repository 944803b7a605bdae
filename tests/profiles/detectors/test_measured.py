"""Programs with one known trouble, each fixed and timed without a profiler: what findings promise
holds, and what is healthy is left alone.

Recorded by py-spy and Node; `saved` is 1 − (processor time of the fixed program / of this one), the
shortest of three runs each, the start of the interpreter left out.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from perfview.advice.advise import advise
from perfview.advice.recommendation import Recommendation
from perfview.engine.job import Options
from perfview.engine.job import open as opened
from perfview.findings.finding import Severity
from tests.profiles.detectors.finding import assert_is_sound

MEASURED = Path(__file__).parent / "measured"
PYTHON, NODE = ".speedscope.json.gz", ".cpuprofile.gz"

SAVED = {
    f"phones{PYTHON}": ("regexp-hot-spot", "normalise", 0.31),
    f"logs{PYTHON}": ("logging-cost", "charge", 0.36),
    f"fstrings{PYTHON}": ("logging-cost", "price", 0.46),
    f"copies{PYTHON}": ("serialisation-hot-spot", "settings_for", 0.35),
    f"configs{PYTHON}": ("json-hot-spot", "feature_on", 0.49),
    f"tracebacks{PYTHON}": ("exception-churn", "to_number", 0.40),
    f"dedupe{PYTHON}": ("hidden-quadratic", "remember", 0.42),
    f"bfs{PYTHON}": ("hidden-quadratic", "visit", 0.66),
    f"flatten{PYTHON}": ("hidden-quadratic", "all_rows", 0.72),
    f"tokens{PYTHON}": ("crypto-hot-spot", "session_token", 0.65),
    f"digests{PYTHON}": ("crypto-hot-spot", "etag", 0.60),
    f"archive{PYTHON}": ("compression-hot-spot", "store", 0.47),
    f"pickles{PYTHON}": ("serialisation-hot-spot", "send_task", 0.57),
    f"prints{PYTHON}": ("logging-cost", "report", 0.72),
    f"collects{PYTHON}": ("gc-share", "release", 0.59),
    f"backtracks{PYTHON}": ("regexp-hot-spot", "is_path", 0.76),
    f"flags{NODE}": ("json-hot-spot", "isEnabled", 0.40),
    f"unique{NODE}": ("hidden-quadratic", "addId", 0.56),
    f"login{NODE}": ("crypto-hot-spot", "checkPassword", 0.46),
    f"views{NODE}": ("compile-share", "render", 0.41),
    f"reducer{NODE}": ("hidden-quadratic", "reducer.js:54", 0.62),
    f"queue{NODE}": ("hidden-quadratic", "drain", 0.57),
    f"money{NODE}": ("logging-cost", "formatPrice", 0.49),
    f"etags{NODE}": ("crypto-hot-spot", "etag", 0.49),
    f"clones{NODE}": ("serialisation-hot-spot", "withDefaults", 0.28),
}

HEALTHY = (
    *(f"{name}{PYTHON}" for name in ("healthy_mix", "healthy_aio", "healthy_recursion")),
    *(f"{name}_fixed{PYTHON}" for name in ("configs", "dedupe", "backtracks")),
    *(f"{name}{NODE}" for name in ("healthy_batch", "healthy_server")),
    *(f"{name}_fixed{NODE}" for name in ("flags", "unique", "queue")),
)


@cache
def advised(name: str) -> tuple[Recommendation, ...]:
    document = opened(MEASURED / name, Options(use_cache=False))
    for finding in document.findings:
        assert_is_sound(document.study, finding)
    return advise(document.findings, []).recommendations


@pytest.mark.parametrize("name", SAVED)
def test_the_trouble_comes_first_and_by_its_name(name: str) -> None:
    detector, function, _ = SAVED[name]
    first = advised(name)[0]
    assert first.findings[0].detector == detector
    assert function in first.title + first.where
    assert first.severity is not Severity.INFO


@pytest.mark.parametrize("name", SAVED)
def test_what_the_fix_saved_lies_in_the_interval(name: str) -> None:
    saving = advised(name)[0].saving
    assert saving is not None
    assert saving.before
    assert saving.low / saving.before <= SAVED[name][2] <= saving.high / saving.before


@pytest.mark.parametrize("name", SAVED)
def test_one_trouble_is_one_card(name: str) -> None:
    _, function, _ = SAVED[name]
    about = [each for each in advised(name) if function in each.title + each.where]
    assert len([each for each in about if each.included_in is None]) == 1


@pytest.mark.parametrize("name", HEALTHY)
def test_healthy_programs_are_left_alone(name: str) -> None:
    assert all(each.severity is Severity.INFO for each in advised(name))
