"""Peak memory of `perfview analyze` on the largest snapshot, in a process of its own."""

from __future__ import annotations

import resource
import subprocess
import sys

from benchmarks.heaps import snapshots
from benchmarks.measures.heaps import BARRED
from benchmarks.result import Result

LIMIT_GB = 2.0


def measure(_spans: int) -> list[Result]:
    """Peak resident size of the whole process."""
    if snapshots.missing():
        return []
    path = snapshots.snapshot(BARRED)
    command = [sys.executable, "-m", "perfview", "analyze", "--no-cache", str(path)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
    note = f"a file of {path.stat().st_size / 1e9:.2f} GB"
    return [Result(f"heap of {BARRED}: peak memory", peak / 1e9, "GB", LIMIT_GB, note=note)]
