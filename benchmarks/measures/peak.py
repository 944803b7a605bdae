"""Peak memory of a fresh process that opens the JSON recording once and analyses it."""

from __future__ import annotations

from benchmarks.recordings import recording
from benchmarks.result import Result, peak_bytes


def measure(spans: int) -> list[Result]:
    """Peak resident size, everything imported included."""
    from perfview.engine.job import Job, Options

    Job(recording(spans, "json"), Options(use_cache=False)).run()
    return [Result("peak memory, JSON", peak_bytes() / 1e9, "GB", 1.0)]
