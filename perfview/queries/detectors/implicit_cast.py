"""Columns converted row by row because a value has another type."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from perfview.findings.detector import Limits
from perfview.queries.patterns.causes import asking_cause
from perfview.queries.patterns.conditions import compared_in
from perfview.queries.patterns.costs import Cost, told
from perfview.queries.patterns.naming import statement_name
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.scans import Scan, planned_scan, saving_of_scan
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import ShapeDetector
from perfview.queries.schema.model import DDL, PLAN
from perfview.queries.sql.shapes import EQUAL, IN, Shape
from perfview.queries.study import Study

_TEXTS = frozenset(
    ("text", "varchar", "nvarchar", "char", "character", "character varying", "longtext")
)
_PADDED = frozenset(("char", "character", "bpchar"))


@dataclass(frozen=True)
class _Converted:
    """table, column; its type, "" unknown; what it is converted to; level of evidence."""

    table: str
    column: str
    own: str
    to: str
    level: str


class ImplicitCast(ShapeDetector):
    """Columns converted row by row because a value has another type.

    What it looks for: in statements that pass the gate (`share` of database time or `slow`, and
    `mean`): in a plan of PostgreSQL that was run, the filter of a scan of the whole table with a
    conversion around a column (`(id)::numeric`) that the statement does not ask for; in MySQL and
    SQLite, a text column that the schema tells, held against a number without quotes.

    Why it matters: The column of every row is converted before it is compared, so its index
    lies unused.

    How sure it is: Certain in a plan, as the server writes the conversion itself. A varchar that
    is written as text is no conversion; where the schema does not tell the column's type, a
    conversion to text is left alone.

    How to fix it: Pass the value in the column's own type: quotes, the driver's parameter type,
    or a cast of the value.

    Learnt from: PerformanceStudio's rules 13 and 29, SOAR ARG.003; MySQL's documentation of
    type conversion.
    """

    name = "implicit-cast"
    title = "Implicit conversion of a column"
    scopes = ("database",)

    def tell_shape(self, study: Study, cost: Cost, shape: Shape, limits: Limits) -> Told | None:
        """By the plan where there is one, else by the schema and what is compared."""
        scan = planned_scan(study, cost.statement)
        found = _in_plan(study, shape, scan) if scan else _in_text(study, cost, shape)
        if found is None:
            return None
        name = statement_name(study, cost.statement)
        where = f"{found.table}.{found.column}"
        own = f" ({found.own})" if found.own else ""
        return Told(
            title=f"{where} is converted to {found.to} in every row",
            why=f"{name} compares {where}{own} with a value that makes the database convert it to "
            f"{found.to} first, row by row: {told(cost)}.",
            verdict=f"{name} has {where} converted to {found.to} in every row, which no index "
            "serves",
            how=f"Pass the value in the type of {found.column}: by the driver's parameter type, "
            "with quotes around a text, or by a cast of the value.",
            wrong_if="The column has the wrong type in truth; then change that.",
            confidence=sureness(found.level, cost.calls),
            saving=saving_of_scan(study, cost, scan),
            cause=asking_cause(study, cost.statement, found.table),
            where=found.table,
        )


def _in_plan(study: Study, shape: Shape, scan: Scan) -> _Converted | None:
    """A conversion in the scan's filter that the statement does not write."""
    written = {
        column.name.lower()
        for cast in shape.tree.find_all(exp.Cast)
        for column in cast.find_all(exp.Column)
    }
    for column, to in compared_in(study, scan.node).cast:
        own = _type_of(study, scan.table, column)
        is_text = to in ("text", "varchar") and (own in _TEXTS - _PADDED or not own)
        if column.lower() not in written and not is_text:
            return _Converted(scan.table, column, own, to, PLAN)
    return None


def _in_text(study: Study, cost: Cost, shape: Shape) -> _Converted | None:
    """A text column held against a number, which MySQL and SQLite convert."""
    if study.dialect_of(cost.statement) not in ("mysql", "sqlite"):
        return None
    for predicate in (p for block in shape.blocks for p in block.predicates if p.column):
        table = shape.uses[predicate.use].table
        own = _type_of(study, table, predicate.column)
        if own not in _TEXTS or predicate.operator not in (EQUAL, IN):
            continue
        if any(not each.is_string for each in predicate.node.find_all(exp.Literal)):
            return _Converted(table, predicate.column, own, "a number", DDL)
    return None


def _type_of(study: Study, table: str, column: str) -> str:
    known = study.schema.table(table)
    found = known.columns.get(column) if known else None
    return found.type if found else ""
