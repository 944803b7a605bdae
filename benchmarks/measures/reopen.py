"""The second opening of the same file, from the column cache, until the timeline can be drawn."""

from __future__ import annotations

import time

from benchmarks.recordings import recording
from benchmarks.result import Result


def measure(spans: int) -> list[Result]:
    """Seconds from asking for the file to the lanes of its timeline."""
    from perfview.engine.job import Job, Options, Watcher

    path = recording(spans, "json")
    Job(path, Options(analyse=False)).run()
    taken = []
    for _ in range(3):
        moments: list[float] = []

        def drawn(opened: object, moments: list[float] = moments) -> None:
            assert opened.study.band_lanes  # type: ignore[attr-defined]
            moments.append(time.perf_counter())

        began = time.perf_counter()
        opened = Job(path, Options(), Watcher(read=drawn)).run()
        if not opened.timing.from_cache:
            raise SystemExit("the second opening did not come from the cache")
        taken.append(moments[0] - began)
    return [Result("second opening to timeline rows", min(taken), "s", 0.3)]
