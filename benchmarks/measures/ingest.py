"""File to ranked recommendations, kernels warm, cache off: JSON and protobuf."""

from __future__ import annotations

from benchmarks.recordings import recording
from benchmarks.result import Result, best_of, peak_bytes


def measure(spans: int) -> list[Result]:
    """Seconds and peak memory of the whole way, for both encodings."""
    from perfview.engine.job import Job, Options

    options = Options(use_cache=False)
    Job(recording(10_000, "json"), options).run()
    Job(recording(10_000, "pb"), options).run()
    results = []
    for kind in ("json", "pb"):
        path = recording(spans, kind)
        taken = best_of(3, lambda path=path: Job(path, options).run())
        results.append(
            Result(f"{kind}: file to recommendations", taken, "s", 1.0 if kind == "json" else None)
        )
        opened = Job(path, options).run()
        results.append(Result(f"{kind}: of that reading", opened.timing.read_s, "s"))
        results.append(Result(f"{kind}: of that analysing", opened.timing.analyse_s, "s"))
        del opened
    results.append(Result("peak memory of both", peak_bytes() / 1e9, "GB"))
    return results
