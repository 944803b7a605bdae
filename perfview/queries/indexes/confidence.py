"""How often such advice was right.

Learnt from `python -m benchmarks.queries.advice`: the indexes suggested for the workloads of seven
databases (a shop, TPC-H with and without indexes on foreign keys, a help desk, sensors, a hospital,
accounts of many tenants; 455 statements, 848 suggestions at four levels) judged by PostgreSQL 15
with HypoPG. A suggestion is right where it alone, or its absence from what was suggested along with
it, changes the cost of a statement it is meant for by 5 % or more. Right were, of statements of one
or two, three or four, and more tables: from text 166 of 176, 1 of 1; with DDL 196 of 204, 8 of 9, 7
of 8; with statistics 203 of 204, 9 of 11, 10 of 10.

Rules that were changed after looking at a database flatter themselves on it. The last two databases
were judged before that as well: right were from text 47 of 61, with DDL 48 of 54, with statistics
66 of 69. What is said lies between the two. It is held lower where few cases tell; of many tables
also because costs are not times: of the Join Order Benchmark's 113 statements 20 ran slower with
advised indexes. Of those two databases' 66 indexes, made for real, 89 of 93 statements became
faster.
"""

from __future__ import annotations

from perfview.queries.schema import model

CALIBRATION: dict[str, tuple[float, float, float]] = {
    model.TEXT: (0.80, 0.55, 0.40),
    model.DDL: (0.92, 0.80, 0.65),
    model.STATISTICS: (0.97, 0.85, 0.80),
    model.PLAN: (0.98, 0.90, 0.85),
    model.PLANNER: (0.99, 0.98, 0.95),
}
"""By what advice stands on: how often it was right for statements of one or two tables, of three or
four, and of more. Of `PLAN`: where a plan that was run reads what the index would spare."""

REFUTED = 0.85
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
