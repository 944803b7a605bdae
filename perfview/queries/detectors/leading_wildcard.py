"""Searches for a text anywhere within a column."""

from __future__ import annotations

from collections.abc import Sequence

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Example
from perfview.findings.quantities import percent
from perfview.queries.patterns.causes import asking_cause
from perfview.queries.patterns.costs import GATE, Cost, told
from perfview.queries.patterns.naming import statement_name
from perfview.queries.patterns.reporting import Told
from perfview.queries.patterns.scans import planned_scan, saving_of_scan
from perfview.queries.patterns.serving import is_served
from perfview.queries.patterns.standing import sureness
from perfview.queries.patterns.statement_detector import ShapeDetector
from perfview.queries.schema.model import DDL, PLAN, TEXT, IndexColumn
from perfview.queries.sql.shapes import CONTAINS, Predicate, Shape
from perfview.queries.study import Study


class LeadingWildcard(ShapeDetector):
    """Searches for a text anywhere within a column.

    What it looks for: `LIKE '%…'` with the wildcard first, in statements that pass the gate
    (`share` of database time or `slow`, and `mean`), where no other condition finds the rows by
    an index that is there, and at most `kept` of the rows hold the text, where a plan tells.

    Why it matters: A plain index is sorted by the beginning of the text; without it every row
    has to be read and searched.

    How sure it is: That a B-tree cannot serve is certain. The pattern is read from the kept
    samples; where it is always a parameter nothing is said. What is saved is an estimate from the
    plan's scan, where one was run: how rare the text is decides.

    How to fix it: A trigram index (PostgreSQL: `pg_trgm`, which serves the statement as it is),
    full-text search (MySQL `FULLTEXT`, SQLite FTS5), or a condition on the beginning. On
    PostgreSQL 15 a trigram index took a search of 100,000 names to 1/17 of its time; one that 6 %
    of 300,000 texts hold took as long as before.

    Learnt from: SOAR ARG.001, sqlcheck; PostgreSQL's documentation of pg_trgm.
    """

    name = "leading-wildcard"
    title = "LIKE that begins with %"
    scopes = ("database",)
    prominence = 2
    thresholds = (
        *GATE,
        Threshold("kept", 0.02, "ratio", "of the rows that a plan read and kept, at most"),
    )

    def tell_shape(self, study: Study, cost: Cost, shape: Shape, limits: Limits) -> Told | None:
        """The first such condition."""
        found = _searched(study, shape)
        if found is None:
            return None
        table, column = shape.uses[found.use].table, found.column
        dialect = study.dialect_of(cost.statement)
        name = statement_name(study, cost.statement)
        scan = planned_scan(study, cost.statement, table)
        if scan is not None and scan.kept_part > limits["kept"]:
            return None
        level = PLAN if scan else DDL if study.schema.tables else TEXT
        return Told(
            title=f"Search within {table}.{column} reads every row",
            why=f"{name} looks for a text anywhere in {column}, which a plain index cannot find: "
            f"{told(cost)}.",
            verdict=f"{name} searches {table}.{column} with a leading %, so every row is read "
            f"({percent(cost.share)} of database time)",
            how=_HOW.get(dialect, _HOW[""]).format(table=table, column=column),
            wrong_if="The table is small, or the search has an index of its own already.",
            confidence=sureness(level, cost.calls),
            saving=saving_of_scan(study, cost, scan),
            cause=asking_cause(study, cost.statement, table),
            example=_example(table, column, dialect),
            effort=Effort.SMALL if dialect == "postgres" else Effort.MEDIUM,
            where=table,
        )


_HOW = {
    "postgres": "Create a trigram index on {table} ({column}); the statement stays as it is.",
    "mysql": "Use a FULLTEXT index on {table} ({column}) and MATCH … AGAINST for whole words.",
    "sqlite": "Keep {column} in an FTS5 table beside {table} and search that.",
    "": "Use the database's full-text or n-gram index on {table} ({column}).",
}


def _searched(study: Study, shape: Shape) -> Predicate | None:
    for block in shape.blocks:
        for predicate in block.predicates:
            is_like = predicate.operator == CONTAINS and not predicate.is_optional
            if not is_like or not predicate.column or not shape.uses[predicate.use].table:
                continue
            indexes = study.schema.indexes.get(shape.uses[predicate.use].table, ())
            if any(_serves(index.method, index.columns, predicate.column) for index in indexes):
                continue
            if not is_served(shape, study.schema, predicate.use):
                return predicate
    return None


def _serves(method: str, columns: Sequence[IndexColumn], column: str) -> bool:
    return method in ("gin", "gist", "fulltext") and any(
        column == each.column or column in each.expression for each in columns
    )


def _example(table: str, column: str, dialect: str) -> Example | None:
    before = f"WHERE {column} LIKE ?  -- '%…'"
    if dialect == "postgres":
        name = f"{table.rpartition('.')[2]}_{column}_trgm"
        after = (
            "CREATE EXTENSION IF NOT EXISTS pg_trgm;\n"
            f"CREATE INDEX CONCURRENTLY {name}\n"
            f"  ON {table} USING gin ({column} gin_trgm_ops);"
        )
        return Example(before, after, "sql")
    if dialect == "mysql":
        after = (
            f"ALTER TABLE {table} ADD FULLTEXT ({column});\n"
            f"… WHERE MATCH ({column}) AGAINST (? IN BOOLEAN MODE)"
        )
        return Example(before, after, "sql")
    return None
