"""Statements that are quick most times and very slow at others."""

from __future__ import annotations

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Measure, Severity
from perfview.findings.quantities import duration
from perfview.queries import model as m
from perfview.queries.patterns.costs import Cost, told
from perfview.queries.patterns.naming import statement_name
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import StatementDetector
from perfview.queries.schema.model import STATISTICS
from perfview.queries.study import Study


class UnevenStatement(StatementDetector):
    """Statements that are quick most times and very slow at others.

    What it looks for: statements with at least `calls` calls whose p95 is at least `slow` and
    at least `factor` times the median.

    Why it matters: One in twenty waits long. Averages hide it, and no single plan explains it.

    How sure it is: The times are measured. Whether a lock, a cold cache, another plan or other
    literals are behind it is told only as far as calls show it.

    How to fix it: Compare the plan of a slow call with that of a quick one (auto_explain); look
    at locks at those moments; where some values have far more rows, page or treat them apart.

    Learnt from: pganalyze and pt-query-digest's variance-to-mean ratio; SQL Server's parameter
    sniffing.
    """

    name = "uneven-statement"
    title = "Statement slow now and then"
    scopes = ("database",)

    thresholds = (
        Threshold("calls", 40, "count", "at least"),
        Threshold("slow", 200e6, "ns", "at p95, at least"),
        Threshold("factor", 10, "count", "p95 over the median, at least"),
        Threshold("share", 0.02, "ratio", "of database time, at least"),
        Threshold("mean", 5e6, "ns", "of one run, at least"),
    )

    def tell(self, study: Study, cost: Cost, limits: Limits) -> Told | None:
        """By quantiles of calls."""
        spread = cost.p95_ns / max(cost.p50_ns, 1)
        if cost.p50_ns < 0 or cost.calls < limits["calls"] or cost.p95_ns < limits["slow"]:
            return None
        if spread < limits["factor"] or cost.share < limits["share"]:
            return None
        name = statement_name(study, cost.statement)
        return Told(
            title=f"Quick mostly, but {duration(cost.p95_ns)} now and then",
            why=f"{name} takes {duration(cost.p50_ns)} in the middle and {duration(cost.p95_ns)} "
            f"at p95: {told(cost)}.{_reason(study, cost)}",
            verdict=f"{name} takes {duration(cost.p50_ns)} mostly, {duration(cost.p95_ns)} at p95",
            how="Hold the plan of a slow call beside that of a quick one, and look for locks at "
            "that time.",
            wrong_if="The slow calls ask for far more than the others.",
            confidence=sureness(STATISTICS, cost.calls, 0.8),
            measures=(
                Measure("p95", cost.p95_ns, "ns", limits["slow"]),
                Measure("p95 over median", spread, "count", limits["factor"]),
            ),
            effort=Effort.MEDIUM,
            severity=Severity.INFO if cost.share < 0.1 else Severity.WARNING,
        )


def _reason(study: Study, cost: Cost) -> str:
    """What the slow calls have in common: more rows, or a short time."""
    calls, rows = study.model.calls, study.calls_of(cost.statement)
    slow = calls.duration_ns[rows] >= cost.p95_ns
    if not slow.any() or slow.all():
        return ""
    returned = calls.rows[rows]
    if (returned >= 0).all() and returned[slow].mean() > 5 * max(returned[~slow].mean(), 1):
        return " The slow ones return far more rows."
    begun = calls.start_ns[rows]
    if (begun != m.NO_TIME).all() and int(slow.sum()) >= 3:
        low, high = np.quantile(begun[slow], (0.1, 0.9))
        if high - low < 0.1 * max(int(begun.max()) - int(begun.min()), 1):
            return " The slow ones lie close together in time: a lock or much load."
    return ""
