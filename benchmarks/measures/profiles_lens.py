"""Looking again: another stretch of time, a transform, a label, a filter; and two profiles held
against each other."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from benchmarks.cpuprofiles import cpu_profile
from benchmarks.measures.profiles import TIMES
from benchmarks.pprof_recordings import pprof_recording
from benchmarks.result import Result

ROUNDS = 5
DIFFERENCE_LIMIT_S = 1.0


def measure(spans: int) -> list[Result]:
    """Seconds until the tree, and of two profiles until their difference, is there."""
    from perfview.kernels.warming import warm

    warm()
    return [*_looks(_study(cpu_profile(TIMES * spans))), *_difference(spans)]


def _study(path: Any) -> Any:
    from perfview.engine.job import Job, Options

    return Job(path, Options(analyse=False)).run().study


def _looks(study: Any) -> list[Result]:
    """Each look is a new one, so that nothing is remembered."""
    import numpy as np

    from perfview.profiles.lens import Lens
    from perfview.profiles.transforms.transform import Change, Transform

    study.tree, study.kinds  # noqa: B018 - made here, so that only what is new is measured
    end = int(study.model.threads.end_ns.max())
    heaviest = np.argsort(-study.functions.total)[:ROUNDS].tolist()

    def stretch(number: int) -> Any:
        return study.call_tree(Lens(start_ns=end // 4 + number, end_ns=end // 2))

    def merged(number: int) -> Any:
        change = Transform(Change.MERGE_FUNCTION, heaviest[number])
        return study.call_tree(Lens(transforms=(change,)))

    def filtered(number: int) -> Any:
        return study.call_tree(Lens(where=f'name~"visit.*{number}"'))

    return [
        _best("a quarter of the time", stretch),
        _best("a function merged", merged),
        _best("an expression over frames", filtered),
    ]


def _best(words: str, look: Callable[[int], Any]) -> Result:
    taken = []
    for number in range(ROUNDS):
        began = time.perf_counter()
        look(number)
        taken.append((time.perf_counter() - began) * 1000)
    return Result(f"cpuprofile, looked at anew: {words}", min(taken), "ms")


def _difference(spans: int) -> list[Result]:
    from perfview.profiles.comparing.answering import comparison_of
    from perfview.profiles.comparing.profiles import compare_profiles
    from perfview.ui.profiles.comparing.scene import DifferenceScene, Layout

    paths = [pprof_recording(spans, variant) for variant in (1, 2)]
    compared, drawn = [], []
    for _ in range(ROUNDS):
        before, after = (_study(path) for path in paths)
        began = time.perf_counter()
        found = compare_profiles(before, after)
        comparison_of(found, 20)
        compared.append(time.perf_counter() - began)
        DifferenceScene(found, Layout.AFTER)
        drawn.append(time.perf_counter() - began)
    return [
        Result("difference of two pprof profiles", min(compared), "s", DIFFERENCE_LIMIT_S),
        Result("the same to its flame graph", min(drawn), "s", DIFFERENCE_LIMIT_S),
    ]
