"""Heap snapshots to their classes and to what is wrong, kernels warm, cache off."""

from __future__ import annotations

from benchmarks.heaps import snapshots
from benchmarks.heaps.opening import openings, ready, told
from benchmarks.result import Result

ROUNDS = {"10MB": 5, "100MB": 5, "1GB": 4}
CLASSES_LIMIT_S = 3.0
FINDINGS_LIMIT_S = 5.0
BARRED = "1GB"
"""The size that has limits."""


def measure(_spans: int) -> list[Result]:
    """Seconds to counts, sizes and distances of all classes; to retained sizes and findings."""
    if lacks := snapshots.missing():
        return [Result("heap snapshots: not measured", 0.0, "s", note=f"not here: {lacks}")]
    ready()
    return [result for size, rounds in ROUNDS.items() for result in _of(size, rounds)]


def _of(size: str, rounds: int) -> list[Result]:
    path = snapshots.snapshot(size)
    found = openings(rounds, path)
    limits = (CLASSES_LIMIT_S, FINDINGS_LIMIT_S) if size == BARRED else (None, None)
    name, note = f"heap of {size}", f"{path.stat().st_size / 1e6:.0f} MB, {told(found)}"
    return [
        Result(f"{name}: file to table of classes", min(f.classes_s for f in found), "s", limits[0],
               note=note),
        Result(f"{name}: file to retained sizes and suspects", min(f.findings_s for f in found),
               "s", limits[1], note=f"{found[0].findings} findings"),
        Result(f"{name}: of that reading", min(f.read_s for f in found), "s"),
    ]  # fmt: skip
