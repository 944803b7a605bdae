"""NOT IN with a subquery, which cannot be an anti join."""

from __future__ import annotations

from perfview.findings.detector import Limits
from perfview.queries.patterns.causes import asking_cause
from perfview.queries.patterns.costs import Cost, told
from perfview.queries.patterns.naming import statement_name
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import ShapeDetector
from perfview.queries.rewriting.rewrite import example_of
from perfview.queries.rewriting.subqueries import not_exists
from perfview.queries.schema.model import DDL, TEXT
from perfview.queries.sql.shapes import Shape
from perfview.queries.study import Study


class NotInSubquery(ShapeDetector):
    """NOT IN with a subquery, which cannot be an anti join.

    What it looks for: `NOT IN (SELECT …)` in statements that pass the gate (`share` of database
    time or `slow`, and `mean`).

    Why it matters: One NULL in the list makes the whole condition unknown, so the database may
    not turn it into an anti join: it keeps the list, or reads it again for every row.

    How sure it is: The same result is proven where the schema says that both columns are never
    NULL; otherwise that is said. PostgreSQL before 17 never plans it as a join.

    How to fix it: `NOT EXISTS (SELECT 1 …)`, which can use an index and a hash. Measured on
    PostgreSQL 15: against 300,000 rows that do not fit into work memory 1/94 of the time; where
    the list fits into a hash the same time as before.

    Learnt from: PerformanceStudio's rule 28, SOAR SUB rules; PostgreSQL wiki, Don't do this:
    NOT IN.
    """

    name = "not-in-subquery"
    title = "NOT IN (SELECT …)"
    scopes = ("database",)

    def tell_shape(self, study: Study, cost: Cost, shape: Shape, limits: Limits) -> Told | None:
        """Where it stands, and the rewrite."""
        if not any(join.operator == "not in" for block in shape.blocks for join in block.joins):
            return None
        found = example_of(study, cost.statement, lambda own, _: not_exists(own, study.schema))
        unless = found[1].unless if found else ""
        name = statement_name(study, cost.statement)
        return Told(
            title="NOT IN with a subquery cannot become a join",
            why=f"{name} asks NOT IN of a subquery, which must be treated as if it could hold a "
            f"NULL: {told(cost)}.",
            verdict=f"{name} uses NOT IN with a subquery; NOT EXISTS can be planned as a join",
            how="Write NOT EXISTS."
            + (
                f" The result is the same where {unless}"
                if unless
                else " Both columns are never NULL, so the result is the same."
                if found
                else ""
            ),
            wrong_if="The subquery returns few rows, or the server plans it as an anti join "
            "anyway.",
            confidence=sureness(DDL if found and not unless else TEXT, cost.calls),
            cause=asking_cause(study, cost.statement),
            example=found[0] if found else None,
        )
