"""Conditions on several tables under one OR, asked one after the other."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from perfview.queries.rewriting.rewrite import Rewrite
from perfview.queries.rewriting.subqueries import plain_select
from perfview.queries.sql.shapes import Shape

MOST_BRANCHES = 4
_KNOW_IS_TRUE = ("postgres", "mysql", "sqlite")


def union(shape: Shape, dialect: str) -> Rewrite | None:
    """``WHERE a.x = ? OR b.y = ?`` as a UNION ALL of both, the second without the rows of the
    first: the same rows, as often, whatever the columns hold (``IS NOT TRUE`` keeps NULL apart)."""
    block = shape.blocks[0] if shape.blocks else None
    if block is None or dialect not in _KNOW_IS_TRUE or not plain_select(block.node):
        return None
    query = block.node
    if query.args.get("order") or block.is_aggregate or shape.tree is not query:
        return None
    found = across_tables(shape)
    if found is None:
        return None
    branches: list[Any] = list(found.flatten())
    if not 2 <= len(branches) <= MOST_BRANCHES:
        return None
    queries = [_asked(shape, found, branches, number) for number in range(len(branches))]
    whole: Any = queries[0]
    for more in queries[1:]:
        whole = exp.union(whole, more, distinct=False, copy=False)
    return Rewrite(whole)


def across_tables(shape: Shape) -> exp.Or | None:
    """The OR of the first block whose branches are each about one table, and not all about the
    same; None without one."""
    block = shape.blocks[0]
    for node in list(block.node.find_all(exp.Or)):
        if isinstance(node.parent, exp.Or) or node.find_ancestor(exp.Select) is not block.node:
            continue
        if not _stands_in_where(node):
            continue
        about = [_aliases(shape, branch) for branch in node.flatten()]
        if all(len(names) == 1 for names in about) and len(set().union(*about)) > 1:
            return node
    return None


def _stands_in_where(node: exp.Expression) -> bool:
    above = node.parent
    while isinstance(above, (exp.And, exp.Paren)):
        above = above.parent
    return isinstance(above, exp.Where)


def _aliases(shape: Shape, branch: exp.Expr) -> set[str]:
    """The tables a branch names; none where one of its columns does not say its table."""
    columns = list(branch.find_all(exp.Column))
    if branch.find(exp.Query) or not all(column.table for column in columns):
        return set()
    known = {use.alias for use in shape.uses}
    return {column.table for column in columns if column.table in known}


def _asked(shape: Shape, found: exp.Or, branches: list[Any], number: int) -> exp.Select:
    """The whole query with one branch in place of the OR, and none of those before."""
    condition: Any = branches[number].copy()
    for before in branches[:number]:
        is_not = exp.Not(this=exp.Is(this=exp.Paren(this=before.copy()), expression=exp.true()))
        condition = exp.and_(condition, is_not, copy=False)
    home = found.parent if isinstance(found.parent, exp.Paren) else found
    place = exp.Paren(this=condition) if number else condition
    query = shape.tree
    home.replace(place)
    made = query.copy()
    place.replace(home)
    assert isinstance(made, exp.Select)
    return made
