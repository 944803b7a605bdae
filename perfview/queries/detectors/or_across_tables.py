"""Conditions on different tables under one OR."""

from __future__ import annotations

from perfview.findings.detector import Limits
from perfview.findings.finding import Effort
from perfview.findings.quantities import percent
from perfview.queries.patterns.causes import asking_cause
from perfview.queries.patterns.costs import Cost, told
from perfview.queries.patterns.naming import statement_name
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import ShapeDetector
from perfview.queries.rewriting.alternatives import across_tables, union
from perfview.queries.rewriting.rewrite import example_of
from perfview.queries.schema.model import TEXT
from perfview.queries.sql.shapes import Shape
from perfview.queries.study import Study


class OrAcrossTables(ShapeDetector):
    """Conditions on different tables under one OR.

    What it looks for: `WHERE a.x = ? OR b.y = ?` with a and b different tables, in SELECTs that
    pass the gate (`share` of database time or `slow`, and `mean`).

    Why it matters: Neither condition may throw a row away before both tables are joined, so no
    index on either can begin.

    How sure it is: The rewrite gives the same rows, as often; `IS NOT TRUE` keeps those that
    the first half returned apart. Whether it is faster depends on an index for each half.

    How to fix it: Ask for both halves one after the other with UNION ALL, each with its index.
    Measured on PostgreSQL 15, 400,000 orders: 1/7 of the time without an index on the join.

    Learnt from: SOAR ARG.008, PerformanceStudio's rule 15; Winand.
    """

    name = "or-across-tables"
    title = "OR across tables"
    scopes = ("database",)

    def tell_shape(self, study: Study, cost: Cost, shape: Shape, limits: Limits) -> Told | None:
        """The statement as a UNION ALL."""
        if not shape.blocks or across_tables(shape) is None:
            return None
        found = example_of(study, cost.statement, union)
        name = statement_name(study, cost.statement)
        return Told(
            title="An OR across tables keeps indexes from being used",
            why=f"{name} accepts a row for what stands in one table or in another, so both are "
            f"joined whole first: {told(cost)}.",
            verdict=f"{name} joins whole tables because its OR spans them ({percent(cost.share)} "
            "of database time)",
            how="Ask for each half by itself and put them together with UNION ALL, each with "
            "its index.",
            wrong_if="Another condition already leaves few rows before the join.",
            confidence=sureness(TEXT, cost.calls),
            cause=asking_cause(study, cost.statement),
            example=found[0] if found else None,
            effort=Effort.MEDIUM,
        )
