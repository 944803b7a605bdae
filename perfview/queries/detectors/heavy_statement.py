"""Single statements that take a large part of all database time."""

from __future__ import annotations

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Severity
from perfview.findings.quantities import duration, percent
from perfview.queries.patterns.causes import statement_cause, suggestion_for
from perfview.queries.patterns.costs import Cost, told
from perfview.queries.patterns.naming import statement_name
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import StatementDetector
from perfview.queries.schema.model import STATISTICS
from perfview.queries.study import Study


class HeavyStatement(StatementDetector):
    """Single statements that take a large part of all database time.

    What it looks for: a statement that takes at least `share` of all time, of which no index,
    loop or plan is known to be at fault.

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

    thresholds = (
        Threshold("share", 0.20, "ratio", "of database time, at least"),
        Threshold("mean", 1e6, "ns", "of one run, below which it is a matter of how often"),
        Threshold("slow", 200e6, "ns", "mean of one run that is slow by itself"),
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
        if statements < limits["statements"] or suggestion_for(study, cost.statement):
            return None
        if any(loop.statement == cost.statement for loop in study.loops):
            return None
        name = statement_name(study, cost.statement)
        return Told(
            title=f"One statement takes {percent(cost.share)} of database time",
            why=f"{name} takes {duration(cost.total_ns)} in all: {told(cost)}.",
            verdict=f"{name} takes {percent(cost.share)} of database time",
            how="Look at its plan first (EXPLAIN ANALYZE). If that is as good as it gets, ask "
            "less often or keep the answer for a while.",
            wrong_if="This is the work the database is there for.",
            confidence=sureness(STATISTICS, cost.calls, 0.8),
            effort=Effort.MEDIUM,
            cause=statement_cause(study, cost.statement),
            severity=Severity.WARNING if cost.mean_ns >= limits["slow"] else Severity.INFO,
        )
