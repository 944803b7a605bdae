"""Whole tables counted."""

from __future__ import annotations

from sqlglot import exp

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Severity
from perfview.queries.patterns.causes import asking_cause
from perfview.queries.patterns.costs import GATE, Cost, severity_of, told
from perfview.queries.patterns.naming import statement_name
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import ShapeDetector
from perfview.queries.schema.model import TEXT
from perfview.queries.sql.shapes import Shape
from perfview.queries.study import Study


class CountAll(ShapeDetector):
    """Whole tables counted.

    What it looks for: `SELECT COUNT(*) FROM t` without a condition, in statements that pass the
    gate (`share` of database time or `slow`, and `mean`).

    Why it matters: PostgreSQL and InnoDB keep no count: every row, or every entry of an index,
    is read to answer.

    How sure it is: Certain, as nothing else is asked.

    How to fix it: The estimate of the statistics (`pg_class.reltuples`,
    `information_schema.tables`), a counter kept by a trigger, or only whether there is a next
    page.

    Learnt from: PostgreSQL wiki, Slow Counting; SOAR FUN.002.
    """

    name = "count-all"
    title = "COUNT(*) of a whole table"
    scopes = ("database",)
    thresholds = (
        *GATE,
        Threshold("felt", 1e9, "ns", "mean of one run from which it is more than a note"),
    )

    def tell_shape(self, study: Study, cost: Cost, shape: Shape, limits: Limits) -> Told | None:
        """Whether nothing but the count of one table is asked."""
        if len(shape.blocks) != 1 or len(shape.uses) != 1 or not shape.uses[0].table:
            return None
        node = shape.tree
        only = (
            node.expressions[0].unalias()
            if isinstance(node, exp.Select) and len(node.expressions) == 1
            else None
        )
        if not isinstance(only, exp.Count) or node.args.get("where") or node.args.get("group"):
            return None
        table = shape.uses[0].table
        name = statement_name(study, cost.statement)
        return Told(
            title=f"All rows of {table} are counted",
            why=f"{name} reads all of {table} to count it: {told(cost)}.",
            verdict=f"{name} reads all of {table} to count it",
            how="Show an estimate from the statistics, keep a counter, or ask only whether "
            "there is more.",
            wrong_if="The exact number is needed each time.",
            confidence=sureness(TEXT, cost.calls, 1.2),
            cause=asking_cause(study, cost.statement),
            where=table,
            severity=_severity(cost, limits),
        )


def _severity(cost: Cost, limits: Limits) -> Severity:
    if cost.mean_ns < limits["felt"] or severity_of(cost, limits) is Severity.INFO:
        return Severity.INFO
    return Severity.WARNING
