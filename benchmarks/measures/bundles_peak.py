"""Peak memory of reading the largest stats, in a process of its own."""

from __future__ import annotations

import resource
import subprocess
import sys

from benchmarks.bundles.stats import stats_file
from benchmarks.result import Result

LIMIT_MB = 400.0
SIZE_MB = 150


def measure(_spans: int) -> list[Result]:
    """Peak resident size of `perfview analyze`, its findings with their savings among it."""
    path = stats_file(SIZE_MB)
    command = [sys.executable, "-m", "perfview", "analyze", "--no-cache", str(path)]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
    return [Result(f"stats of {SIZE_MB} MB: peak memory of analyze", peak / 1e6, "MB", LIMIT_MB)]
