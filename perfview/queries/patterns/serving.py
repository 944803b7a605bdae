"""Whether an index that is there already finds the rows, whatever else a statement asks."""

from __future__ import annotations

from perfview.queries.schema.model import Schema
from perfview.queries.sql.shapes import EQUAL, IN, Predicate, Shape


def is_served(shape: Shape, schema: Schema, use: int) -> bool:
    """Whether an equality on the use, or a join, meets the first column of one of its indexes: then
    other conditions only sift the few rows that it finds."""
    table = shape.uses[use].table
    leading = {index.columns[0].column for index in schema.indexes.get(table, ()) if index.columns}
    if not leading:
        return False
    for block in shape.blocks:
        if any(
            _finds(predicate, use) and predicate.column in leading for predicate in block.predicates
        ):
            return True
    return False


def _finds(predicate: Predicate, use: int) -> bool:
    held = predicate.operator in (EQUAL, IN) and not predicate.is_optional
    return held and predicate.use == use


def has_expression_index(schema: Schema, table: str, expression: str) -> bool:
    """Whether there is an index on just this expression."""
    wanted = _plain(expression)
    return any(
        _plain(column.expression) == wanted
        for index in schema.indexes.get(table, ())
        for column in index.columns[:1]
        if column.expression
    )


def _plain(expression: str) -> str:
    return (
        expression.lower().replace(" ", "").replace("(", "").replace(")", "").replace("::text", "")
    )
