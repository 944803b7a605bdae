"""Peak memory of a fresh process that opens five million samples once and analyses them."""

from __future__ import annotations

from benchmarks.cpuprofiles import cpu_profile
from benchmarks.measures.profiles import TIMES
from benchmarks.result import Result, peak_bytes


def measure(spans: int) -> list[Result]:
    """Peak resident size, everything imported included."""
    from perfview.engine.job import Job, Options

    path = cpu_profile(TIMES * spans)
    Job(path, Options(use_cache=False)).run()
    note = f"a file of {path.stat().st_size / 1e9:.2f} GB"
    return [Result("cpuprofile: peak memory", peak_bytes() / 1e9, "GB", note=note)]
