"""How often such advice was right.

Learnt from `python -m benchmarks query_advice`: suggestions for single statements of five databases
(a shop, TPC-H with and without indexes on foreign keys, a help desk, sensors; 312 statements)
judged by PostgreSQL 15 with HypoPG. A suggestion is right where it alone, or its absence from what
was suggested along with it, changes the statement's cost by 5 % or more.
"""

from __future__ import annotations

from perfview.queries.schema import model

CALIBRATION: dict[str, tuple[float, float, float]] = {
    model.TEXT: (0.80, 0.60, 0.40),
    model.DDL: (0.93, 0.75, 0.55),
    model.STATISTICS: (0.97, 0.90, 0.80),
    model.PLAN: (0.98, 0.93, 0.85),
    model.PLANNER: (0.99, 0.98, 0.95),
}
"""By what advice stands on: how often it was right for statements of one or two tables, of three or
four, and of more. Of `PLAN`: where a plan that was run reads what the index would spare."""

REFUTED = 0.5
"""What is left where a plan that was run does not read what the index would spare."""
UNSEEN = 0.03
"""What each further statement that an index helps leaves of doubt."""


def confidence_of(level: str, tables: int, agrees: bool | None, helped: int) -> float:
    """How sure a suggestion is, 0-1: level of `EVIDENCE_LEVELS`, tables joined in the simplest
    statement it helps, whether a plan agrees (None: there is none), statements helped."""
    column = 0 if tables <= 2 else 1 if tables <= 4 else 2
    if agrees and level != model.PLANNER:
        level = model.PLAN
    sure = CALIBRATION[level][column]
    if agrees is False:
        sure *= REFUTED
    return round(min(0.99, sure + UNSEEN * (1.0 - sure) * min(10, helped - 1)), 2)
