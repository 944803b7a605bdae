"""Whole tables sorted to pick a few rows by chance."""

from __future__ import annotations

from sqlglot import exp

from perfview.findings.detector import Limits
from perfview.queries.patterns.causes import asking_cause
from perfview.queries.patterns.costs import Cost, told
from perfview.queries.patterns.naming import statement_name, table_of
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import ShapeDetector
from perfview.queries.schema.model import TEXT
from perfview.queries.sql.shapes import Shape
from perfview.queries.study import Study


class RandomOrder(ShapeDetector):
    """Whole tables sorted to pick a few rows by chance.

    What it looks for: `ORDER BY random()` (RAND, NEWID) in SELECTs that pass the gate (`share`
    of database time or `slow`, and `mean`).

    Why it matters: Every row is read, given a number and sorted, to keep a handful.

    How sure it is: Certain; only a small table makes it harmless, and a small table passes no
    gate.

    How to fix it: Draw keys at random and look those up, `TABLESAMPLE`, or a column of random
    numbers with an index.

    Learnt from: SOAR SOR rules, sqlcheck (order by rand).
    """

    name = "random-order"
    title = "ORDER BY random()"
    scopes = ("database",)

    def tell_shape(self, study: Study, cost: Cost, shape: Shape, limits: Limits) -> Told | None:
        """Whether it is sorted by chance."""
        if not any(isinstance(term.this, exp.Rand) for term in shape.tree.find_all(exp.Ordered)):
            return None
        table = table_of(study, cost.statement)
        name = statement_name(study, cost.statement)
        return Told(
            title=f"All of {table or 'a table'} is sorted to pick rows by chance",
            why=f"{name} gives every row a random number and sorts by it: {told(cost)}.",
            verdict=f"{name} sorts a whole table by chance to keep a few rows",
            how="Draw random keys between the lowest and the highest and look them up, or "
            "sample the table (TABLESAMPLE) and sort only the sample.",
            wrong_if="Its conditions leave only a few rows to sort.",
            confidence=sureness(TEXT, cost.calls, 1.25),
            cause=asking_cause(study, cost.statement),
            where=table,
        )
