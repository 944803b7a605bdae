"""Subqueries that are asked again for every row."""

from __future__ import annotations

from perfview.findings.detector import Limits
from perfview.findings.finding import Example
from perfview.findings.quantities import percent
from perfview.queries.patterns.causes import asking_cause, suggestion_for
from perfview.queries.patterns.costs import Cost, told
from perfview.queries.patterns.naming import statement_name
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import ShapeDetector
from perfview.queries.rewriting.rewrite import example_of, masked_tree, own_shape, shown
from perfview.queries.rewriting.subqueries import exists_instead, joined_aggregate
from perfview.queries.schema.model import DDL, TEXT
from perfview.queries.sql.shapes import Shape
from perfview.queries.study import Study


class CorrelatedSubquery(ShapeDetector):
    """Subqueries that are asked again for every row.

    What it looks for: a subquery with a single value (`(SELECT AVG(…) FROM … WHERE k =
    outer.k)`) that names a column of the query around it, or `(SELECT COUNT(*) …) > 0`, in
    statements that pass the gate (`share` of database time or `slow`, and `mean`). EXISTS and
    IN are left alone: they are planned as joins.

    Why it matters: It runs once for every row around it. What is quick for twenty rows takes
    minutes for a hundred thousand.

    How sure it is: The rewrite gives the same rows always: one row a key is joined. It is
    faster where many rows are asked for; for a handful an index on the compared column is
    better.

    How to fix it: Compute it once for all keys in a joined, grouped subquery; with a window
    function over the same table; EXISTS instead of counting. An index on the compared column
    helps both.

    Learnt from: SOAR SUB.001; Winand. Measured on PostgreSQL 15, 400,000 orders without an index
    on the customer: an average for 11 customers took 1/21 of the time, a count for 60 1/70.
    """

    name = "correlated-subquery"
    title = "Subquery for every row"
    scopes = ("database",)
    prominence = 3

    def tell_shape(self, study: Study, cost: Cost, shape: Shape, limits: Limits) -> Told | None:
        """The rewrite that applies."""
        is_asked = any(b.role == "scalar" and b.is_correlated for b in shape.blocks)
        counted = _counted(study, cost.statement)
        if not is_asked and counted is None:
            return None
        found = (
            example_of(study, cost.statement, lambda own, _: joined_aggregate(own))
            if is_asked
            else None
        )
        example = counted or (found[0] if found else None)
        index = suggestion_for(study, cost.statement)
        name = statement_name(study, cost.statement)
        return Told(
            title="A count only to see whether there is any"
            if counted
            else "A subquery runs once for every row",
            why=f"{name} counts all rows of a subquery to compare the count with 0: {told(cost)}."
            if counted
            else f"{name} asks a subquery again for each of its rows: {told(cost)}.",
            verdict=f"{name} "
            f"{'counts where EXISTS would do' if counted else 'runs a subquery for every row'} "
            f"({percent(cost.share)} of database time)",
            how="Ask EXISTS, which stops at the first row."
            if counted
            else "Compute it for all keys at once and join it. For few rows an index does as well."
            + (f" `{index.ddl(study.dialect_of(cost.statement))}`" if index else ""),
            wrong_if="Few rows are asked for and the subquery finds its own by an index.",
            confidence=sureness(DDL if study.schema.tables else TEXT, cost.calls, 0.95),
            example=example,
            cause=asking_cause(study, cost.statement),
        )


def _counted(study: Study, statement: int) -> Example | None:
    """The statement with EXISTS where it counts to compare with 0; None where it does not."""
    own = own_shape(study, statement, with_literals=True)
    if own is None:
        return None
    dialect, before = study.dialect_of(statement), own.tree.copy()
    if not exists_instead(own.tree):
        return None
    return Example(
        shown(masked_tree(before), dialect), shown(masked_tree(own.tree), dialect), "sql"
    )
