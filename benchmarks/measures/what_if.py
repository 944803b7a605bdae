"""What-ifs against the truth: simulated services, run again with an operation faster."""

from __future__ import annotations

import numpy as np

from benchmarks.foretelling import forecasts
from benchmarks.result import Result
from benchmarks.simulated_worlds import WORLDS

REQUESTS = 1500


def measure(spans: int) -> list[Result]:
    """Errors of foreseen savings of mean and p95, as shares of the true savings."""
    found = [
        forecast
        for world, operations in WORLDS
        for forecast in forecasts(world, operations, REQUESTS, seed=1)
    ]
    errors = np.array([forecast.error for forecast in found]) * 100
    without = np.array([forecast.error_without_queues for forecast in found]) * 100
    note = f"{len(found)} savings in {len(WORLDS)} simulated systems"
    return [
        Result("what-if: median error of the saving", float(np.median(errors)), "%", 10, note=note),
        Result("what-if: p90 error of the saving", float(np.percentile(errors, 90)), "%"),
        Result("what-if: median error, queues ignored", float(np.median(without)), "%"),
    ]
