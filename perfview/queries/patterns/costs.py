"""What a statement costs, and whether that is enough to speak of it at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Severity
from perfview.findings.quantities import duration, percent, plural
from perfview.queries.study import Study

MOST_LOOKED_AT = 400
"""Statements that are taken apart, by time: what comes behind takes next to nothing."""
GRAVE, FELT = 0.25, 0.05
"""Shares of database time from which a trouble is critical, and a warning."""

GATE = (
    Threshold("share", 0.01, "ratio", "of database time, at least, unless it is slow"),
    Threshold("mean", 10e6, "ns", "of one run, below which a statement is left alone"),
    Threshold("slow", 200e6, "ns", "mean of one run that counts whatever its share"),
)
"""Below this a statement is cheap, and however it is written it is not worth a word."""


@dataclass(frozen=True)
class Cost:
    """One statement: calls (0 unknown), times in ns (-1 unknown), its share (0-1) of all time, rows
    returned and read in all (-1 unknown)."""

    statement: int
    calls: int
    total_ns: int
    mean_ns: int
    p50_ns: int
    p95_ns: int
    max_ns: int
    share: float
    rows: int
    rows_read: int

    @property
    def rows_each(self) -> float:
        """Rows returned or affected by one run, -1 unknown."""
        return self.rows / self.calls if self.rows >= 0 and self.calls > 0 else -1.0


def cost_of(study: Study, statement: int) -> Cost:
    """What is known of a statement's cost; from its plans where nothing else tells."""
    totals = study.totals
    cost = Cost(
        statement,
        max(int(totals.calls[statement]), 0),
        int(totals.total_ns[statement]),
        int(totals.mean_ns[statement]),
        int(totals.p50_ns[statement]),
        int(totals.p95_ns[statement]),
        int(totals.max_ns[statement]),
        float(totals.share[statement]) if totals.is_timed else 0.0,
        int(totals.rows[statement]),
        int(totals.rows_read[statement]),
    )
    return cost if cost.total_ns >= 0 else _by_plans(study, cost)


def _by_plans(study: Study, cost: Cost) -> Cost:
    plans = study.model.plans
    spent = plans.execution_ns[(plans.statement == cost.statement) & (plans.execution_ns >= 0)]
    if not len(spent):
        return cost
    whole = max(float(plans.execution_ns[plans.execution_ns >= 0].sum()), 1.0)
    total, most = int(spent.sum()), int(spent.max())
    return Cost(
        cost.statement,
        cost.calls or len(spent),
        total,
        total // len(spent),
        int(np.median(spent)),
        most,
        most,
        total / whole if not study.totals.is_timed else 0.0,
        cost.rows,
        cost.rows_read,
    )


def known_costs(study: Study) -> list[Cost]:
    """All statements that took any time, the most first, at most `MOST_LOOKED_AT`."""
    return study.once("costs of statements", lambda: _costs(study))


def _costs(study: Study) -> list[Cost]:
    total = study.totals.total_ns.astype(np.float64)
    plans = study.model.plans
    timed = (plans.statement >= 0) & (plans.execution_ns > 0)
    by_plan = np.bincount(
        plans.statement[timed], plans.execution_ns[timed].astype(np.float64), len(total)
    )
    total = np.where(total >= 0, total, by_plan)
    order = np.argsort(-total, kind="stable")[:MOST_LOOKED_AT]
    return [cost_of(study, int(k)) for k in order if total[k] > 0]


def is_worth(cost: Cost, limits: Limits) -> bool:
    """Whether a statement passes the `GATE`."""
    if cost.total_ns < 0 or cost.mean_ns < limits["mean"]:
        return False
    return cost.share >= limits["share"] or cost.mean_ns >= limits["slow"]


def worthwhile(study: Study, limits: Limits) -> Iterator[Cost]:
    """Statements that pass the `GATE`, the most time first."""
    return (cost for cost in known_costs(study) if is_worth(cost, limits))


def severity_of(cost: Cost, limits: Limits) -> Severity:
    """Critical for a statement that is slow and takes a quarter of all time; a warning from a
    twentieth on, or when it is slow and passes the share; else a note."""
    is_slow = cost.mean_ns >= limits["slow"]
    if cost.share >= GRAVE and is_slow:
        return Severity.CRITICAL
    if cost.share >= FELT or (is_slow and cost.share >= limits["share"]):
        return Severity.WARNING
    return Severity.INFO


def told(cost: Cost) -> str:
    """`1,204 calls of 12.3 ms on average, 38 % of database time`."""
    words = f"{plural(cost.calls, 'call')} of {duration(cost.mean_ns)}"
    words += " on average" if cost.calls > 1 else ""
    return f"{words}, {percent(cost.share)} of database time" if cost.share > 0 else words
