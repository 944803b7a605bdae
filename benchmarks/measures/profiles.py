"""Profiles to their first flame graph, kernels warm, cache off; all detectors on the largest."""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks.collapsed_stacks import LINES, collapsed_recording
from benchmarks.cpuprofiles import cpu_profile
from benchmarks.measures.ingest import one_round
from benchmarks.pprof_recordings import pprof_recording
from benchmarks.profile_opening import best_opening
from benchmarks.result import Result

ROUNDS = 6
LIMIT_S = 1.5
TIMES = 5
"""Samples of the V8 profile for each span that other measures have."""


def measure(spans: int) -> list[Result]:
    """Seconds until every call has its box, and to recommendations."""
    from perfview.kernels.warming import warm

    warm()
    v8 = cpu_profile(TIMES * spans)
    recorded = (
        ("cpuprofile", v8),
        ("pprof", pprof_recording(spans)),
        ("collapsed", collapsed_recording(LINES * spans // 1_000_000)),
    )
    results = []
    for name, path in recorded:
        results += _opened(name, path)
    rounds = [one_round(v8) for _ in range(3)]
    _, analysing, total = (min(column) for column in zip(*rounds, strict=True))
    return [
        *results,
        Result("cpuprofile: file to recommendations", total, "s"),
        Result("cpuprofile: of that analysing", analysing, "s"),
    ]


def _opened(name: str, path: Path) -> list[Result]:
    found = best_opening(path, ROUNDS)
    size = f"{path.stat().st_size / 1e6:.0f} MB"
    note = f"{size}, {found.worked_s:.2f} s of work; load {os.getloadavg()[0]:.1f}"
    return [
        Result(f"{name}: file to first flame graph", found.picture_s, "s", LIMIT_S, note=note),
        Result(f"{name}: of that reading", found.read_s, "s"),
    ]
