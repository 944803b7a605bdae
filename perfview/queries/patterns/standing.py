"""How sure advice on a statement may be, by what it stands on."""

from __future__ import annotations

import math

from perfview.queries.schema.model import DDL, PLAN, PLANNER, STATISTICS, TEXT

_BY_LEVEL = {TEXT: 0.7, DDL: 0.8, STATISTICS: 0.87, PLAN: 0.95, PLANNER: 0.98}
"""Estimates in the order of what index advice of each level was measured to be right on the
labelled sets (shop, TPC-H; see the harness of the indexes): detectors of statements were only held
against statements that need nothing. What is read from a plan that was run seldom misleads; what is
read from a text alone may in three of ten."""


def sureness(level: str, calls: int = 100, unambiguous: float = 1.0) -> float:
    """0-1 of the level, of how often it was seen and of how little else it could mean.

    One call costs 20 %, ten 6 %: the error of a mean falls with the root of the count.
    """
    seen = 1 - 0.2 / math.sqrt(max(calls, 1))
    return round(min(0.98, _BY_LEVEL[level] * unambiguous * seen), 2)
