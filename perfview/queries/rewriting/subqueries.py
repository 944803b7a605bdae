"""Subqueries that are asked again for every row, or for more than is needed, written otherwise."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from perfview.queries.rewriting.keys import is_never_null
from perfview.queries.rewriting.rewrite import Rewrite
from perfview.queries.schema.model import Schema
from perfview.queries.sql.shapes import Block, Join, Shape

_AGGREGATES = (exp.Avg, exp.Sum, exp.Min, exp.Max, exp.Count)
_SHAPED = ("group", "having", "limit", "offset", "windows", "with_", "with", "distinct")


def plain_select(node: exp.Expression, *, but: tuple[str, ...] = ()) -> bool:
    """Whether it is a SELECT of conditions only: no groups, limits or common table expressions."""
    return isinstance(node, exp.Select) and not any(
        node.args.get(part) for part in _SHAPED if part not in but
    )


def not_exists(shape: Shape, schema: Schema) -> Rewrite | None:
    """``x NOT IN (SELECT y …)`` as NOT EXISTS, where it is the only one and both are columns."""
    for block in shape.blocks:
        for join in block.joins:
            if join.operator == "not in" and join.left_column and join.right_column:
                return _not_exists(shape, join, schema)
    return None


def _not_exists(shape: Shape, join: Join, schema: Schema) -> Rewrite | None:
    asked = join.node.args.get("query") if isinstance(join.node, exp.In) else None
    query = asked.this if isinstance(asked, exp.Subquery) else asked
    outer, inner = shape.uses[join.left], shape.uses[join.right]
    negation = join.node.parent
    if not (isinstance(query, exp.Select) and plain_select(query, but=("distinct",))):
        return None
    if not isinstance(negation, exp.Not) or outer.alias == inner.alias or query.args.get("order"):
        return None
    if any(query.find_all(*_AGGREGATES)):
        return None
    held = exp.EQ(
        this=exp.column(join.right_column, table=inner.alias),
        expression=exp.column(join.left_column, table=outer.alias),
    )
    query.set("distinct", None)
    query.set("expressions", [exp.Literal.number(1)])
    query.where(held, copy=False)
    negation.set("this", exp.Exists(this=query))
    told = []
    if not is_never_null(schema, inner.table, join.right_column):
        told.append(
            f"{inner.alias}.{join.right_column} is never NULL: with a single NULL in the list "
            "NOT IN returns no row at all, which is seldom meant."
        )
    if not is_never_null(schema, outer.table, join.left_column):
        told.append(
            f"{outer.alias}.{join.left_column} is never NULL: NOT EXISTS returns such rows, too."
        )
    return Rewrite(shape.tree, " And where ".join(told))


def joined_aggregate(shape: Shape) -> Rewrite | None:
    """A correlated ``(SELECT AVG(y) FROM … WHERE k = outer.k)`` as a LEFT JOIN on the same, grouped
    by k: at most one row a key, so that no row is added or lost."""
    for number, block in enumerate(shape.blocks):
        if block.role == "scalar" and block.is_correlated and block.parent >= 0:
            return _joined_aggregate(shape, number)
    return None


def _joined_aggregate(shape: Shape, number: int) -> Rewrite | None:
    block = shape.blocks[number]
    outer = shape.blocks[block.parent]
    inner_query: Any = block.node
    home = block.node.parent
    if not (isinstance(outer.node, exp.Select) and isinstance(home, exp.Subquery)):
        return None
    aggregate = _only_aggregate(inner_query)
    keys = _keys(shape, block, outer)
    names_outer = any(join.operator != "=" for join in block.joins if _crosses(join, block))
    if aggregate is None or not keys or names_outer or outer.is_aggregate or outer.group:
        return None
    for key in keys:
        _dropped(key.node)
    inner = [_ends(key, block)[0] for key in keys]
    name = _free_name(shape)
    columns = [exp.column(column, table=shape.uses[use].alias) for use, column in inner]
    value = exp.alias_(aggregate.copy(), "value")
    inner_query.set("expressions", [*[column.copy() for column in columns], value])
    inner_query.group_by(*[column.copy() for column in columns], copy=False)
    _narrow(shape, outer, keys, block)
    derived = exp.Subquery(
        this=inner_query.copy(), alias=exp.TableAlias(this=exp.to_identifier(name))
    )
    on = exp.and_(
        *[
            exp.EQ(
                this=exp.column(_ends(key, block)[0][1], table=name),
                expression=exp.column(
                    _ends(key, block)[1][1], table=shape.uses[_ends(key, block)[1][0]].alias
                ),
            )
            for key in keys
        ]
    )
    told: exp.Expression = exp.column("value", table=name)
    if isinstance(aggregate, exp.Count):
        told = exp.Coalesce(this=told, expressions=[exp.Literal.number(0)])
    home.replace(told)
    outer.node.join(derived, on=on, join_type="left", copy=False)
    return Rewrite(shape.tree)


def _only_aggregate(query: exp.Expression) -> exp.Expression | None:
    """The aggregate that a subquery returns; None where it is anything else."""
    if not plain_select(query) or query.args.get("order") or len(query.expressions) != 1:
        return None
    only = query.expressions[0].unalias()
    return only if isinstance(only, _AGGREGATES) else None


def _crosses(join: Join, block: Block) -> bool:
    return (join.left in block.uses) != (join.right in block.uses)


def _keys(shape: Shape, block: Block, outer: Block) -> list[Join]:
    """Equalities between the subquery and the block around it; [] where anything else ties them."""
    crossing = [join for join in block.joins if _crosses(join, block)]
    inside = {shape.uses[use].alias for use in block.uses}
    around = {shape.uses[use].alias for use in outer.uses}
    if inside & around or not crossing:
        return []
    for join in crossing:
        (_, inner_column), (use, outer_column) = _ends(join, block)
        if not inner_column or not outer_column or use not in outer.uses:
            return []
    tied = {id(column) for join in crossing for column in join.node.find_all(exp.Column)}
    named = (column for column in block.node.find_all(exp.Column) if id(column) not in tied)
    return [] if any(column.table in around for column in named) else crossing


def _ends(join: Join, block: Block) -> tuple[tuple[int, str], tuple[int, str]]:
    """The end within the block, then the one around it."""
    ends = (join.left, join.left_column), (join.right, join.right_column)
    return ends if join.left in block.uses else (ends[1], ends[0])


def _narrow(shape: Shape, outer: Block, keys: list[Join], block: Block) -> None:
    """Conditions that the outer block puts on a key hold for the subquery's key as well: without
    them all groups would be computed."""
    for key in keys:
        (inner_use, inner_column), (use, column) = _ends(key, block)
        for predicate in outer.predicates:
            if (predicate.use, predicate.column) != (use, column) or predicate.is_optional:
                continue
            if predicate.clause != "where" or predicate.node.find(exp.Query):
                continue
            copy = predicate.node.copy()
            for named in list(copy.find_all(exp.Column)):
                named.replace(exp.column(inner_column, table=shape.uses[inner_use].alias))
            query: Any = block.node
            query.where(copy, copy=False)


def _dropped(node: exp.Expression) -> None:
    """Take a condition out of a row of ANDs, or the whole WHERE with it."""
    above = node.parent
    while isinstance(above, exp.Paren):
        node, above = above, above.parent
    if isinstance(above, exp.And):
        above.replace(above.expression if above.this is node else above.this)
    elif isinstance(above, exp.Where):
        above.pop()


def _free_name(shape: Shape) -> str:
    taken = {use.alias for use in shape.uses}
    return next(
        f"per_key{n or ''}" for n in range(len(taken) + 1) if f"per_key{n or ''}" not in taken
    )


def exists_instead(tree: exp.Expression) -> bool:
    """Change ``(SELECT COUNT(*) …) > 0`` to EXISTS in place, and ``= 0`` to NOT EXISTS; whether
    there was any. The same result always: a count without groups is never NULL."""
    changed = False
    for node in list(tree.find_all(exp.GT, exp.EQ)):
        query = node.this.this if isinstance(node.this, exp.Subquery) else None
        if not (_is_zero(node.expression) and query is not None and plain_select(query)):
            continue
        only = query.expressions[0].unalias() if len(query.expressions) == 1 else None
        if not (isinstance(only, exp.Count) and isinstance(only.this, exp.Star)):
            continue
        # No literal: those are masked afterwards.
        query.set("expressions", [exp.Var(this="1")])
        found: exp.Expression = exp.Exists(this=query.copy())
        node.replace(exp.Not(this=found) if isinstance(node, exp.EQ) else found)
        changed = True
    return changed


def _is_zero(node: exp.Expression) -> bool:
    return isinstance(node, exp.Literal) and node.this == "0"
