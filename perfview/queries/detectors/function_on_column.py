"""Conditions that hide a column behind a function."""

from __future__ import annotations

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Example, Severity
from perfview.findings.quantities import percent
from perfview.queries.patterns.causes import SETTLES, asking_cause, suggestion_for
from perfview.queries.patterns.costs import GATE, Cost, told
from perfview.queries.patterns.naming import statement_name
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.scans import planned_scan, saving_of_scan
from perfview.queries.patterns.serving import has_expression_index, is_served
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import ShapeDetector
from perfview.queries.rewriting.ranges import bare_columns
from perfview.queries.rewriting.rewrite import example_of
from perfview.queries.schema.model import DDL, PLAN, TEXT
from perfview.queries.sql.shapes import EQUAL, IN, PREFIX, RANGE, Predicate, Shape
from perfview.queries.study import Study


class FunctionOnColumn(ShapeDetector):
    """Conditions on a function of a column, which no plain index can serve.

    What it looks for: conditions such as `lower(email) = ?`, `created_at::date = ?` or
    `price * 2 > ?` in statements that pass the gate (`share` or `slow`, and `mean`), where no index
    has just that expression, no other condition finds the rows by an index that is there or
    suggested, and where a plan was run, at most `kept` of the rows it read are kept: of a large
    part an index finds nothing faster.

    Why it matters: the function has to be computed for every row of the table before anything can
    be compared. An index on the column lies unused.

    How sure it is: that a plain index cannot serve is certain; that one would help is not, where
    the condition keeps a large part of the table. With a schema it is surer.

    How to fix it: move the function to the other side: a half-open range instead of a date taken
    from a timestamp, `column = ? - 1` instead of `column + 1 = ?`. Where that is not possible, an
    index on the expression. Measured on PostgreSQL 15, 400,000 orders: a day of a timestamp as a
    range, with an index, took 1/467 of the time, a month 1/99; half of all rows took longer.

    Learnt from: SOAR's FUN rules, PerformanceStudio's rule 12 (not sargable); Winand, SQL
    Performance Explained.
    """

    name = "function-on-column"
    title = "Function around a column"
    prominence = 5
    thresholds = (
        *GATE,
        Threshold("kept", 0.2, "ratio", "of the rows that a plan read and kept, at most"),
    )

    def tell_shape(self, study: Study, cost: Cost, shape: Shape, limits: Limits) -> Told | None:
        """The first such condition, and the statement with all of them freed where that can be."""
        hidden = _hidden(study, shape)
        if hidden is None:
            return None
        statement = cost.statement
        dialect = study.dialect_of(statement)
        found = example_of(study, statement, lambda own, d: bare_columns(own, study.schema, d))
        table = shape.uses[hidden.use].table
        column = _column(hidden)
        index = suggestion_for(study, statement, table, SETTLES)
        if index is not None and all(each.column for each in index.columns):
            return None
        scan = planned_scan(study, statement, table)
        if scan is not None and scan.kept_part > limits["kept"]:
            return None
        level = PLAN if scan else DDL if study.schema.tables else TEXT
        unless = found[1].unless if found else ""
        name = statement_name(study, statement)
        return Told(
            title=f"{table}.{column} is hidden behind a function",
            why=f"{name} compares a function of {column}, so no index on {column} can find the "
            f"rows and the function runs for each: {told(cost)}.",
            verdict=f"{name} compares a function of {table}.{column}, so no plain index serves "
            f"({percent(cost.share)} of database time)",
            how=_how(study, table, column, found is not None, dialect, unless),
            wrong_if="The condition keeps most rows of the table; then reading it all is right.",
            confidence=sureness(level, cost.calls),
            saving=saving_of_scan(study, cost, scan),
            example=found[0] if found else _expression_index(study, shape, hidden, dialect),
            severity=None if scan or _is_narrow(study, shape, hidden) else Severity.INFO,
            cause=asking_cause(study, statement, table),
            where=table,
        )


def _is_narrow(study: Study, shape: Shape, hidden: Predicate) -> bool:
    """Whether, without a plan of this statement, an index on the column may find few rows: a whole
    year seldom is few, and where other plans were told none of this one says it reads much."""
    is_year = "YEAR" in hidden.expression.upper()
    has_month = any("MONTH" in p.expression.upper() for b in shape.blocks for p in b.predicates)
    return not len(study.model.plans) and (has_month or not is_year)


def _hidden(study: Study, shape: Shape) -> Predicate | None:
    for block in shape.blocks:
        for predicate in block.predicates:
            if predicate.column or predicate.use < 0 or predicate.clause == "having":
                continue
            if predicate.operator not in (EQUAL, IN, RANGE, PREFIX) or predicate.is_optional:
                continue
            table = shape.uses[predicate.use].table
            if not table or not _column(predicate):
                continue
            if has_expression_index(study.schema, table, predicate.expression):
                continue
            if not is_served(shape, study.schema, predicate.use):
                return predicate
    return None


def _column(predicate: Predicate) -> str:
    """The only column in it, "" where there are several."""
    from sqlglot import exp

    names = {column.name for column in predicate.node.find_all(exp.Column)}
    return names.pop() if len(names) == 1 else ""


def _how(
    study: Study, table: str, column: str, is_rewritten: bool, dialect: str, unless: str
) -> str:
    if is_rewritten:
        words = f"Compare {column} itself with a range, {_served_by(study, table, column)}."
        return f"{words} The result is the same{f' where {unless[:1].lower()}{unless[1:]}' if unless else '.'}"  # noqa: E501
    if dialect == "mysql":
        return f"Index the expression (MySQL 8.0.13 and later), or a generated column of it on {table}."  # noqa: E501
    return f"Index the expression itself on {table}; or store {column} the way it is compared."


def _served_by(study: Study, table: str, column: str) -> str:
    """Which index serves the range: one that is there, else one to create."""
    for index in study.schema.indexes.get(table, ()):
        if index.columns and index.columns[0].column == column:
            return f"which the index {index.name} serves"
    return f"and create an index on {table} ({column}) to serve it"


def _expression_index(
    study: Study, shape: Shape, hidden: Predicate, dialect: str
) -> Example | None:
    """An index on the expression, where its dialect has such and it holds no literals."""
    from perfview.queries.sql.masking import masked

    if masked(hidden.expression, dialect) != hidden.expression or dialect not in (
        "postgres",
        "sqlite",
        "mysql",
    ):
        return None
    table, expression = shape.uses[hidden.use].table, hidden.expression
    return Example(
        before=f"WHERE {expression} = ?",
        after=f"CREATE INDEX ON {table} (({expression}));"
        if dialect == "postgres"
        else f"CREATE INDEX {table}_expression ON {table} (({expression}));",
        language="sql",
    )
