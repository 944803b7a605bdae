"""How far off foreseen savings of builds are, over fixes of the recorded builds that were built."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.bundles.accuracy import METRICS, rows, summary
from benchmarks.bundles.cases import corpus_cases
from benchmarks.result import Result

_LIMITS = {"raw": 2.0, "gz": 4.0}


def measure(spans: int) -> list[Result]:
    """Median and worst error of each size in percent; nothing where the builds are not at hand."""
    with tempfile.TemporaryDirectory() as space:
        found = [row for case in corpus_cases(Path(space)) for row in rows(case)]
    results = []
    for metric in METRICS if found else ():
        told = summary(found, metric)
        limit, note = _LIMITS[metric.rpartition("_")[2]], f"{told.fixes} fixes"
        name = f"bundles: what-if, {metric.replace('_', ' ')}"
        results.append(Result(f"{name}, median error", 100 * told.median, "%", limit, note=note))
        worst = Result(f"{name}, worst error", 100 * told.worst, "%", 15, note=told.worst_of)
        results.append(worst)
    return results
