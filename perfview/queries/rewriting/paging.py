"""Pages by what stands last on the page before, instead of by number."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from perfview.queries.rewriting.keys import comes_once, is_never_null, keys_of
from perfview.queries.rewriting.rewrite import Rewrite
from perfview.queries.schema.model import Schema
from perfview.queries.sql.shapes import Block, Ordering, Shape


def keyset(shape: Shape, schema: Schema) -> Rewrite | None:
    """``ORDER BY … LIMIT … OFFSET …`` with a condition on the order's columns in place of OFFSET.
    The order must run one way through columns of one table that are not known to be NULL; its key
    is added where it is known and not among them. Refused where a join may bring a row twice."""
    block = shape.blocks[0] if shape.blocks else None
    if block is None or not isinstance(block.node, exp.Select) or not block.order:
        return None
    order = list(block.order)
    if len({o.is_descending for o in order}) != 1 or any(not o.column for o in order):
        return None
    if block.group or block.is_aggregate or block.is_distinct or len({o.use for o in order}) != 1:
        return None
    table = shape.uses[order[0].use].table
    if any(_may_be_null(schema, table, each.column) for each in order):
        return None
    if not comes_once(shape, block, order[0].use, schema):
        return None
    unless = _made_unique(shape, block, order, schema)
    _after_last(shape, block, order)
    block.node.set("offset", None)
    return Rewrite(shape.tree, unless)


def _made_unique(shape: Shape, block: Block, order: list[Ordering], schema: Schema) -> str:
    """Add the key to the order; what must hold for the pages to be the same."""
    use = shape.uses[order[0].use]
    keys = keys_of(schema, use.table)
    named = {each.column for each in order}
    if any({column.column for column in index.columns} <= named for index in keys):
        return ""
    primary = next((index for index in keys if index.is_primary), None)
    if primary is None:
        names = " and ".join(each.column for each in order)
        never = " and ".join(n for n in sorted(named) if not is_never_null(schema, use.table, n))
        is_null = f", and {never} is never NULL" if never else ""
        return f"No two rows have the same {names}{is_null}."
    for column in primary.columns:
        if column.column not in named:
            order.append(Ordering(order[0].use, column.column, order[0].is_descending))
            term = exp.column(column.column, table=_written_alias(shape, block, use.alias))
            query: Any = block.node
            query.order_by(
                exp.Ordered(this=term, desc=order[0].is_descending), append=True, copy=False
            )
    return ""


def _may_be_null(schema: Schema, table: str, column: str) -> bool:
    """Whether the schema knows the column, and not that it is never NULL: a comparison with NULL
    would leave its rows out of every page."""
    known = schema.table(table)
    is_known = known is not None and column in known.columns
    return is_known and not is_never_null(schema, table, column)


def _after_last(shape: Shape, block: Block, order: list[Ordering]) -> None:
    alias = _written_alias(shape, block, shape.uses[order[0].use].alias)
    columns = [exp.column(each.column, table=alias) for each in order]
    places = [exp.Placeholder() for _ in order]
    many = len(order) > 1
    compared = exp.LT if order[0].is_descending else exp.GT
    condition = compared(
        this=exp.Tuple(expressions=columns) if many else columns[0],
        expression=exp.Tuple(expressions=places) if many else places[0],
    )
    query: Any = block.node
    query.where(condition, copy=False)


def _written_alias(shape: Shape, block: Block, alias: str) -> str | None:
    """The alias where several tables are named; a single one needs none."""
    return alias if len(block.uses) > 1 else None
