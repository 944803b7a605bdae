"""What the schema says of keys: which columns tell every row apart."""

from __future__ import annotations

from perfview.queries.schema.model import Index, Schema
from perfview.queries.sql.shapes import Block, Shape


def is_never_null(schema: Schema, table: str, column: str) -> bool:
    """Whether the schema says so; a primary key never is."""
    found = schema.table(table)
    known = found.columns.get(column) if found else None
    if known is not None and not known.is_nullable:
        return True
    primary = (index for index in schema.indexes.get(table, ()) if index.is_primary)
    return any(column == each.column for index in primary for each in index.columns)


def keys_of(schema: Schema, table: str) -> list[Index]:
    """Unique indexes that tell all rows apart: of columns that are never NULL (two rows may both
    be NULL), of all rows, of no expression; the primary key first."""
    found = [
        index
        for index in schema.indexes.get(table, ())
        if (index.is_unique or index.is_primary)
        and not index.where
        and index.columns
        and all(each.column and is_never_null(schema, table, each.column) for each in index.columns)
    ]
    return sorted(found, key=lambda index: not index.is_primary)


def comes_once(shape: Shape, block: Block, use: int, schema: Schema) -> bool:
    """Whether no row of a use comes twice in a block: every other is joined by a key of its own to
    what is there already."""
    there, left = {use}, {each for each in block.uses if each != use}
    while left:
        met = next((each for each in left if _is_met_once(shape, block, each, there, schema)), None)
        if met is None:
            return False
        there.add(met)
        left.remove(met)
    return True


def _is_met_once(shape: Shape, block: Block, use: int, there: set[int], schema: Schema) -> bool:
    held = {
        column
        for join in block.joins
        if join.operator == "="
        for (own, column), (other, named) in (
            ((join.left, join.left_column), (join.right, join.right_column)),
            ((join.right, join.right_column), (join.left, join.left_column)),
        )
        if own == use and other in there and named
    }
    keys = keys_of(schema, shape.uses[use].table)
    return any({each.column for each in index.columns} <= held for index in keys)
