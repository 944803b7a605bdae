"""From asking a job to stop until it has stopped, at different moments of a large file."""

from __future__ import annotations

import statistics
import threading
import time

from benchmarks.recordings import recording
from benchmarks.result import Result


def measure(spans: int) -> list[Result]:
    """Milliseconds, median and worst over moments from early reading to analysis."""
    from perfview.engine.job import Job, Options
    from perfview.recording.errors import Cancelled

    path = recording(spans, "json")
    Job(path, Options(use_cache=False)).run()
    waits = []
    for moment in (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6):
        job = Job(path, Options(use_cache=False))
        ended = []

        def run(job: Job = job, ended: list[float] = ended) -> None:
            try:
                job.run()
            except Cancelled:
                ended.append(time.perf_counter())

        thread = threading.Thread(target=run)
        thread.start()
        time.sleep(moment)
        asked = time.perf_counter()
        job.cancel()
        thread.join()
        waits += [(t - asked) * 1000 for t in ended]
    worst = max(waits)
    note = f"median {statistics.median(waits):.0f} ms over {len(waits)} moments"
    return [Result("cancel, worst", worst, "ms", 100, note=note)]
