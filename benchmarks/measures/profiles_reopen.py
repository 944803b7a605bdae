"""The second opening of five million samples, from the column cache, until every call has its
box."""

from __future__ import annotations

import time

from benchmarks.cpuprofiles import cpu_profile
from benchmarks.measures.profiles import TIMES
from benchmarks.result import Result


def measure(spans: int) -> list[Result]:
    """Seconds from asking for the file to the boxes of its flame graph."""
    from perfview.engine.job import Job, Options, Watcher
    from perfview.engine.opened import Opened
    from perfview.ui.profiles.icicle.scene import TreeScene

    path = cpu_profile(TIMES * spans)
    Job(path, Options(analyse=False)).run()
    taken = []
    for _ in range(4):
        moments: list[float] = []

        def laid_out(opened: Opened, moments: list[float] = moments) -> None:
            study = opened.study
            TreeScene(study, study.tree, study.model.unit())
            moments.append(time.perf_counter())

        began = time.perf_counter()
        opened = Job(path, Options(), Watcher(read=laid_out)).run()
        if not opened.timing.from_cache:
            raise SystemExit("the second opening did not come from the cache")
        taken.append(moments[0] - began)
    return [Result("cpuprofile: second opening to flame graph", min(taken), "s", 0.5)]
