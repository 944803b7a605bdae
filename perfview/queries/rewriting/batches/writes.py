"""An INSERT, UPDATE or DELETE of one row, written for many rows at once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from perfview.queries.rewriting.batches.batch import Batch, Refused, Row, held_against_all
from perfview.queries.sql.shapes import Shape

NEW = "changed"
_AGAIN = "A key that comes twice is changed only once: add its changes up first."
_CONFLICTS = "A row that would conflict with another of the same list fails: keep one of each key."
_COPY = "For thousands of rows COPY is faster still."
_MANY = "Send some thousand rows a statement at most."
_TYPES = "Give the types of the first row where the server cannot tell them: `?::int`."


def batched_insert(tree: exp.Insert, rows: Sequence[Row], dialect: str) -> Batch | Refused:
    """INSERT of one row as one of many; `rows` are whole rows of VALUES."""
    values = tree.expression
    if not isinstance(values, exp.Values) or not values.expressions:
        return Refused("It inserts what another query gives.")
    first = values.expressions[0]
    several: list[exp.Expression] = [
        exp.Tuple(expressions=[value.copy() for value in row]) for row in rows
    ]
    values.set("expressions", several or [first.copy(), first.copy()])
    notes = [_COPY if dialect == "postgres" else _MANY]
    if tree.args.get("conflict"):
        notes.append(_CONFLICTS)
    return Batch(tree, (), "rows", tuple(notes))


def batched_delete(
    shape: Shape, keys: Sequence[str], rows: Sequence[Row], dialect: str
) -> Batch | Refused:
    """DELETE by key for many keys."""
    condition = _condition(shape, keys)
    if isinstance(condition, Refused):
        return condition
    nodes, columns = condition
    _hold(nodes, held_against_all(columns, rows, dialect))
    return Batch(shape.tree, tuple(keys), "list")


def batched_update(
    shape: Shape, keys: Sequence[str], rows: Sequence[Row], dialect: str, *, sets_differ: bool
) -> Batch | Refused:
    """UPDATE by key for many keys: a list of keys where all rows get the same, else a list of rows
    that the table is joined with. Then `rows` hold the keys and behind them what is set."""
    condition = _condition(shape, keys)
    if isinstance(condition, Refused):
        return condition
    nodes, columns = condition
    tree = shape.tree
    reads_itself = any(
        term.expression is not None and term.expression.find(exp.Column) is not None
        for term in tree.expressions
        if isinstance(term, exp.EQ)
    )
    notes = (_AGAIN,) if reads_itself else ()
    if not sets_differ:
        _hold(nodes, held_against_all(columns, rows, dialect))
        return Batch(tree, tuple(keys), "list", notes)
    return _with_values(tree, nodes, columns, keys, rows, dialect, notes)


def _with_values(
    tree: exp.Expression,
    nodes: list[exp.Expression],
    columns: list[exp.Expression],
    keys: Sequence[str],
    rows: Sequence[Row],
    dialect: str,
    notes: tuple[str, ...],
) -> Batch | Refused:
    """UPDATE … FROM (VALUES …)."""
    if dialect not in ("postgres", "sqlite") or not isinstance(tree, exp.Update):
        return Refused("Each row gets values of its own, and the server has no UPDATE … FROM.")
    if tree.args.get("from_") or tree.args.get("from"):
        return Refused("It joins other tables already.")
    names = [column.name for column in columns]
    changed = 0
    for term in tree.expressions:
        for place in list(term.expression.find_all(exp.Placeholder, exp.Literal)):
            if place.find_ancestor(exp.Interval, exp.Cast) is None:
                name = term.this.name if changed == 0 or term.this.name not in names else ""
                name = name if name and name not in names else f"value_{changed + 1}"
                names.append(name)
                place.replace(exp.column(name, NEW))
                changed += 1
    target = tree.this.alias_or_name
    rows = rows or [tuple(exp.Placeholder() for _ in names)] * 2
    _hold(nodes, *_joined(columns, target))
    tree.set("from_", exp.From(this=_list_of(rows, names)))
    return Batch(tree, tuple(keys), "values", (*notes, _TYPES) if dialect == "postgres" else notes)


def _joined(columns: list[exp.Expression], target: str) -> list[exp.Expression]:
    return [
        exp.EQ(this=exp.column(column.name, target), expression=exp.column(column.name, NEW))
        for column in columns
    ]


def _list_of(rows: Sequence[Row], names: Sequence[str]) -> exp.Expression:
    items = [exp.Tuple(expressions=[value.copy() for value in row]) for row in rows]
    alias = exp.TableAlias(
        this=exp.to_identifier(NEW), columns=[exp.to_identifier(name) for name in names]
    )
    return exp.Values(expressions=items, alias=alias)


def _condition(
    shape: Shape, keys: Sequence[str]
) -> tuple[list[exp.Expression], list[exp.Expression]] | Refused:
    """The conditions on the keys, which must stand under nothing but AND, and their columns."""
    nodes: list[exp.Expression] = []
    columns: list[exp.Expression] = []
    for key in keys:
        found = [p for p in shape.blocks[0].predicates if p.column == key and not p.is_optional]
        if len(found) != 1 or not isinstance(found[0].node, (exp.EQ, exp.In)):
            return Refused("Its key stands in a subquery or an expression.")
        above = found[0].node.parent
        while isinstance(above, (exp.And, exp.Paren)):
            above = above.parent
        if not isinstance(above, exp.Where):
            return Refused("Its key stands in a subquery or an expression.")
        nodes.append(found[0].node)
        columns.append(found[0].node.this)
    return (nodes, columns) if nodes else Refused("It has no key.")


def _hold(nodes: list[exp.Expression], *conditions: exp.Expression) -> None:
    """The first condition makes way for the new ones, the others go."""
    for node in nodes[1:]:
        above = node.parent
        if isinstance(above, exp.And):
            above.replace(above.expression if above.this is node else above.this)
    nodes[0].replace(exp.and_(*conditions) if len(conditions) > 1 else conditions[0])
