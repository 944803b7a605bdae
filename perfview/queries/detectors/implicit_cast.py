"""Columns converted row by row because a value has another type."""

from __future__ import annotations

from sqlglot import exp

from perfview.findings.detector import Limits
from perfview.queries.patterns.costs import Cost, told
from perfview.queries.patterns.naming import statement_name
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import ShapeDetector
from perfview.queries.schema.model import DDL
from perfview.queries.sql.shapes import EQUAL, IN, Shape
from perfview.queries.study import Study

_TEXTS = frozenset(("text", "varchar", "char", "nvarchar", "longtext", "mediumtext"))


class ImplicitCast(ShapeDetector):
    """Columns converted row by row because a value has another type.

    What it looks for: in statements that pass the gate (`share` of database time or `slow`, and
    `mean`): a text column held against a number without quotes (MySQL, SQLite), and in plans of
    PostgreSQL a conversion around a column that the statement does not ask for.

    Why it matters: The column of every row is converted before it is compared, so its index
    lies unused.

    How sure it is: Certain in a plan. By the text it needs the column's type from the schema.

    How to fix it: Pass the value in the column's own type: quotes, the driver's parameter type,
    or a cast of the value.

    Learnt from: PerformanceStudio's rules 13 and 29, SOAR ARG.003; MySQL's documentation of
    type conversion.
    """

    name = "implicit-cast"
    title = "Implicit conversion of a column"
    scopes = ("database",)

    def tell_shape(self, study: Study, cost: Cost, shape: Shape, limits: Limits) -> Told | None:
        """By the schema and what is compared."""
        if study.dialect_of(cost.statement) not in ("mysql", "sqlite"):
            return None
        for predicate in (p for block in shape.blocks for p in block.predicates if p.column):
            table = study.schema.table(shape.uses[predicate.use].table)
            column = table.columns.get(predicate.column) if table else None
            if column is None or column.type not in _TEXTS or predicate.operator not in (EQUAL, IN):
                continue
            if not any(not n.is_string for n in predicate.node.find_all(exp.Literal)):
                continue
            name = statement_name(study, cost.statement)
            where = f"{shape.uses[predicate.use].table}.{predicate.column}"
            return Told(
                title=f"{where} is a text but compared with a number",
                why=f"{name} compares {where} ({column.type}) with a number, so each row is "
                f"converted first: {told(cost)}.",
                verdict=f"{name} compares the text {where} with a number, which no index serves",
                how="Put the value in quotes, or bind it as a text.",
                wrong_if="The column is a number in truth; then change its type.",
                confidence=sureness(DDL, cost.calls, 1.1),
                where=where,
            )
        return None
