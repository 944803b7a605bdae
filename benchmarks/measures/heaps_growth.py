"""Snapshots held against earlier ones: what grew, who holds it, and which reference to clear."""

from __future__ import annotations

from pathlib import Path

from benchmarks.heaps import snapshots
from benchmarks.heaps.opening import openings, ready, told
from benchmarks.result import Result

SIZES = {"10MB": (200, 4), "100MB": (4000, 4)}
"""Requests that leak, and rounds."""
LIMIT_S = 5.0


def measure(_spans: int) -> list[Result]:
    """Seconds from three files (before, after, long after) to findings; of the largest two."""
    if snapshots.missing():
        return []
    ready()
    return [_of(size, *asked) for size, asked in SIZES.items()]


def _of(size: str, requests: int, rounds: int) -> Result:
    before, after, late = snapshots.leaking(size, requests)
    earlier: tuple[Path, ...] = (before, after) if size != "1GB" else (before,)
    found = openings(rounds, late, *earlier)
    words = "three heaps" if len(earlier) == 2 else "two heaps"
    limit = LIMIT_S if size == "100MB" else None
    note = f"{found[0].findings} findings, {told(found)}"
    name = f"{words} of {size}: files to what leaks"
    return Result(name, min(f.findings_s for f in found), "s", limit, note=note)
