"""UPDATE and DELETE without a condition."""

from __future__ import annotations

from sqlglot import exp

from perfview.findings.detector import Limits
from perfview.queries.patterns.costs import Cost, told
from perfview.queries.patterns.naming import statement_name
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import ShapeDetector
from perfview.queries.schema.model import TEXT
from perfview.queries.sql.shapes import Shape
from perfview.queries.study import Study


class UnboundedWrite(ShapeDetector):
    """UPDATE and DELETE without a condition.

    What it looks for: UPDATE and DELETE without WHERE, in statements that pass the gate
    (`share` of database time or `slow`, and `mean`).

    Why it matters: Every row is written and locked in one transaction; the table doubles until
    it is vacuumed, and everybody else waits.

    How sure it is: That all rows are written is certain; whether that is meant is not.

    How to fix it: Only the rows that change (`WHERE column IS DISTINCT FROM ?`), in batches by
    key; TRUNCATE to empty a table.

    Learnt from: SOAR CLA.014 and CLA.015, sqlcheck.
    """

    name = "unbounded-write"
    title = "UPDATE or DELETE of a whole table"
    scopes = ("database", "io")

    def tell_shape(self, study: Study, cost: Cost, shape: Shape, limits: Limits) -> Told | None:
        """Whether it has no condition at all."""
        node = shape.tree
        if (
            not isinstance(node, (exp.Update, exp.Delete))
            or node.args.get("where")
            or node.args.get("limit")
        ):
            return None
        if (
            node.args.get("using")
            or node.args.get("from")
            or node.args.get("from_")
            or node.args.get("joins")
        ):
            return None
        word = "updates" if isinstance(node, exp.Update) else "deletes"
        name = statement_name(study, cost.statement)
        return Told(
            title=f"Every row of {shape.writes} is written",
            why=f"{name} {word} all rows of {shape.writes} in one go: {told(cost)}.",
            verdict=f"{name} {word} every row of {shape.writes}",
            how="Write only rows that change, some thousands at a time; empty a table with "
            "TRUNCATE.",
            wrong_if="It is a job that is meant to touch every row, at night.",
            confidence=sureness(TEXT, cost.calls, 1.2),
            where=shape.writes,
        )
