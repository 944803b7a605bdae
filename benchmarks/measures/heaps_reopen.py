"""The second opening of the largest snapshot, from the column cache, until classes are there."""

from __future__ import annotations

import time

from benchmarks.heaps import snapshots
from benchmarks.heaps.opening import ready
from benchmarks.measures.heaps import BARRED
from benchmarks.result import Result

LIMIT_S = 0.5
ROUNDS = 4


def measure(_spans: int) -> list[Result]:
    """Seconds from asking for the file to own and retained sizes of all classes."""
    from perfview.engine.job import Job, Options, Watcher
    from perfview.engine.opened import Opened

    if snapshots.missing():
        return []
    ready()
    path, taken = snapshots.snapshot(BARRED), []
    Job(path, Options(analyse=False)).run()
    for _ in range(ROUNDS):
        moments: list[float] = []

        def listed(opened: Opened, moments: list[float] = moments) -> None:
            study = opened.study
            assert len(study.class_sizes.count) == len(study.class_retained)
            moments.append(time.perf_counter())

        began = time.perf_counter()
        opened = Job(path, Options(analyse=False), Watcher(read=listed)).run()
        if not opened.timing.from_cache:
            raise SystemExit("the second opening did not come from the cache")
        taken.append(moments[0] - began)
        del opened
    return [Result(f"heap of {BARRED}: second opening to classes", min(taken), "s", LIMIT_S)]
