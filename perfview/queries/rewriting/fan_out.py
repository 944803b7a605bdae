"""A join that only asks whether there is any, as EXISTS."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from perfview.queries.rewriting.keys import keys_of
from perfview.queries.rewriting.rewrite import Rewrite
from perfview.queries.schema.model import Schema
from perfview.queries.sql.shapes import Block, Shape


def exists_for_join(shape: Shape, schema: Schema) -> Rewrite | None:
    """``SELECT DISTINCT a.… FROM a JOIN b ON …`` as ``… FROM a WHERE EXISTS (…)``; DISTINCT goes
    too where the columns hold a key of a. Only for two tables in an inner join."""
    block = shape.blocks[0] if shape.blocks else None
    multiplied = multiplying_use(block) if block else -1
    if block is None or multiplied < 0:
        return None
    query: Any = block.node
    joins = query.args.get("joins") or []
    join = joins[0] if len(joins) == 1 else None
    if (
        join is None
        or not _is_inner(join)
        or shape.uses[multiplied].alias != join.this.alias_or_name
    ):
        return None
    where = query.args.get("where")
    conditions: list[Any] = (
        list(where.this.flatten()) if where and isinstance(where.this, exp.And) else []
    )
    if where and not conditions:
        conditions = [where.this]
    inner = [c for c in conditions if _names(c, shape.uses[multiplied].alias)]
    rest = [c for c in conditions if c not in inner]
    if not all(column.table for c in conditions for column in c.find_all(exp.Column)):
        return None
    asked = exp.select("1").from_(join.this.copy()).where(join.args["on"].copy(), copy=False)
    for condition in inner:
        asked.where(condition.copy(), copy=False)
    query.set("joins", [])
    query.set("where", None)
    for condition in rest:
        query.where(condition.copy(), copy=False)
    query.where(exp.Exists(this=asked), copy=False)
    if _holds_key(shape, block, schema):
        query.set("distinct", None)
    return Rewrite(shape.tree)


def multiplying_use(block: Block) -> int:
    """The one of two tables of a DISTINCT that nothing is returned of, -1 for none."""
    node = block.node
    is_plain = isinstance(node, exp.Select) and block.is_distinct and len(block.uses) == 2
    if not is_plain or block.group or block.is_aggregate or block.order or block.limit is not None:
        return -1
    if not block.outputs or len(block.outputs) != len(node.expressions):
        return -1
    returned = {use for use, _ in block.outputs.values()}
    others = [use for use in block.uses if use not in returned]
    return others[0] if len(returned) == 1 and len(others) == 1 else -1


def _is_inner(join: exp.Join) -> bool:
    plain = not join.side and join.kind in ("", "INNER")
    return bool(plain and join.args.get("on") is not None and isinstance(join.this, exp.Table))


def _names(condition: exp.Expr, alias: str) -> bool:
    return any(column.table == alias for column in condition.find_all(exp.Column))


def _holds_key(shape: Shape, block: Block, schema: Schema) -> bool:
    use = next(iter(block.outputs.values()))[0]
    returned = {column for _, column in block.outputs.values()}
    keys = keys_of(schema, shape.uses[use].table)
    return any({column.column for column in index.columns} <= returned for index in keys)
