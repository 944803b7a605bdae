"""Webpack's stats to tables and treemap, kernels warm, cache off."""

from __future__ import annotations

import os

from benchmarks.bundles.opening import openings, ready
from benchmarks.bundles.stats import stats_file
from benchmarks.result import Result

LIMITS_S = {10: 0.15, 150: 1.0}
"""Seconds to tables and treemap, by million bytes of stats."""
_ROUNDS = 5


def measure(_spans: int) -> list[Result]:
    """Seconds to modules with their bytes and to a treemap of all, and of that the reading."""
    ready()
    return [result for size in LIMITS_S for result in _of(size)]


def _of(size: int) -> list[Result]:
    path = stats_file(size)
    found = openings(path, _ROUNDS)
    worked = min(each.worked_s for each in found)
    name = f"stats of {size} MB"
    note = f"{found[0].modules:,} modules; {worked:.2f} s of work; load {os.getloadavg()[0]:.1f}"
    return [
        Result(
            f"{name}: file to tables and treemap",
            min(each.treemap_s for each in found),
            "s",
            LIMITS_S[size],
            note=note,
        ),
        Result(f"{name}: to tables", min(each.tables_s for each in found), "s"),
        Result(f"{name}: of that reading", min(each.read_s for each in found), "s"),
    ]
