"""The second opening of the largest stats, from the column cache, until modules have their bytes
and it is known what loads at start."""

from __future__ import annotations

import time

from benchmarks.bundles.opening import ready
from benchmarks.bundles.stats import stats_file
from benchmarks.result import Result

LIMIT_S = 0.5
SIZE_MB = 150
_ROUNDS = 5


def measure(_spans: int) -> list[Result]:
    """Seconds from asking for the file on."""
    from perfview.engine.job import Job, Options, Watcher
    from perfview.engine.opened import Opened

    ready()
    path, taken = stats_file(SIZE_MB), []
    Job(path, Options(analyse=False)).run()
    for _ in range(_ROUNDS):
        moments: list[float] = []

        def listed(opened: Opened, moments: list[float] = moments) -> None:
            study = opened.study
            assert len(study.weights.of_module) == len(study.loading.reached.at_start)
            moments.append(time.perf_counter())

        began = time.perf_counter()
        opened = Job(path, Options(analyse=False), Watcher(read=listed)).run()
        if not opened.timing.from_cache:
            raise SystemExit("the second opening did not come from the cache")
        taken.append(moments[0] - began)
    return [Result(f"stats of {SIZE_MB} MB: second opening to tables", min(taken), "s", LIMIT_S)]
