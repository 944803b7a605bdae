"""Single statements that take a large part of all database time."""

from __future__ import annotations

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Severity
from perfview.findings.quantities import duration, percent
from perfview.queries import model as m
from perfview.queries.patterns.causes import asking_cause, suggestion_for
from perfview.queries.patterns.costs import Cost, told
from perfview.queries.patterns.naming import statement_name
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import StatementDetector
from perfview.queries.schema.model import STATISTICS
from perfview.queries.study import Study

_KINDS = (m.SELECT, m.INSERT, m.UPDATE, m.DELETE, m.MERGE)
_LOOK = {
    "mongodb": "explain('executionStats')",
    "sqlite": "EXPLAIN QUERY PLAN",
    "tsql": "the actual execution plan",
}


class HeavyStatement(StatementDetector):
    """Single statements that take a large part of all database time.

    What it looks for: a statement that reads or writes rows, takes at least `share` of all time
    and `total` in all, in a recording of at least `statements`, of which no index or loop is known
    to be at fault. It is a note, unless a run takes `slow` and more.

    Why it matters: Whatever is spared here is felt everywhere. It may be quick by itself and
    simply asked too often.

    How sure it is: The share is exact for what was recorded. Why it takes that long is not
    known.

    How to fix it: Look at its plan (EXPLAIN ANALYZE, BUFFERS); ask less often, keep the answer
    for a while.

    Learnt from: pg_stat_statements sorted by total time, pt-query-digest's ranking.
    """

    name = "heavy-statement"
    title = "Statement that takes most time"
    scopes = ("database",)
    is_lent = False

    thresholds = (
        Threshold("share", 0.20, "ratio", "of database time, at least"),
        Threshold("mean", 1e6, "ns", "of one run, below which it is a matter of how often"),
        Threshold("slow", 1e9, "ns", "mean of one run from which it is more than a note"),
        Threshold(
            "statements", 5, "count", "in the recording, at least: of few one always takes most"
        ),
        Threshold("total", 1e9, "ns", "that it takes in all, at least"),
    )

    def tell(self, study: Study, cost: Cost, limits: Limits) -> Told | None:
        """Only where nothing else explains it."""
        statements = len(study.model.statements)
        if cost.share < limits["share"] or cost.total_ns < limits["total"]:
            return None
        if study.model.statements.kind[cost.statement] not in _KINDS:
            return None
        if statements < limits["statements"] or suggestion_for(study, cost.statement):
            return None
        if any(loop.statement == cost.statement for loop in study.loops):
            return None
        name = statement_name(study, cost.statement)
        dialect = study.dialect_of(cost.statement)
        return Told(
            title=f"One statement takes {percent(cost.share)} of database time",
            why=f"{name} takes {duration(cost.total_ns)} in all: {told(cost)}.",
            verdict=f"{name} takes {percent(cost.share)} of database time",
            how=f"Look at its plan first ({_LOOK.get(dialect, 'EXPLAIN ANALYZE')}). If that is as "
            "good as it gets, ask less often or keep the answer for a while.",
            wrong_if="This is the work the database is there for.",
            confidence=sureness(STATISTICS, cost.calls, 0.8),
            effort=Effort.MEDIUM,
            cause=asking_cause(study, cost.statement),
            severity=Severity.WARNING if cost.mean_ns >= limits["slow"] else Severity.INFO,
        )
