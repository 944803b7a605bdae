"""Expressions as text, and the columns they name."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

_LONGEST = 4000


def columns_below(node: exp.Expr) -> Iterator[exp.Column]:
    """Columns of an expression, those of subqueries in it left out."""
    waiting, seen = [node], 0
    while waiting and seen < _LONGEST:
        each = waiting.pop()
        seen += 1
        if isinstance(each, exp.Column):
            yield each
        elif not isinstance(each, exp.Query):
            waiting.extend(each.iter_expressions())


def without_tables(node: exp.Expr, dialect: str) -> str:
    """An expression's SQL with bare column names."""
    copied = node.copy()
    for column in list(columns_below(copied)):
        for part in ("table", "db", "catalog"):
            column.set(part, None)
    return copied.sql(dialect=dialect or None)
