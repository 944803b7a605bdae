"""What a block asks for beside its conditions: columns, order, groups, how many rows."""

from __future__ import annotations

from collections import Counter

from sqlglot import exp

from perfview.queries.sql.resolving.columns import Columns
from perfview.queries.sql.resolving.scopes import Scope, Scopes
from perfview.queries.sql.shapes import Ordering


def needed_columns(
    scopes: Scopes, columns: Columns
) -> tuple[list[dict[int, Counter[str]]], set[int]]:
    """By scope: by use, the columns that are needed of it and how often each is named; and scopes
    that name a use of one around. A name that a scope gives to an expression is not a column of its
    tables where it stands in ORDER BY or GROUP BY."""
    needed: list[dict[int, Counter[str]]] = [{} for _ in scopes.scopes]
    correlated = set[int]()
    for scope in scopes.scopes:
        given = _given(scope)
        for node, clause in scope.named:
            if clause in ("order", "group") and not node.table and node.name.lower() in given:
                continue
            found = columns.resolve(node, scope.row)
            if found is None:
                continue
            if found.is_outer:
                correlated.add(scope.row)
            owner = scopes.uses[found.use].block
            needed[owner].setdefault(found.use, Counter())[found.column] += 1
    return needed, correlated


def starred(scope: Scope, scopes: Scopes) -> frozenset[int]:
    """Uses of which every column is asked; ``EXISTS (SELECT *)`` asks none."""
    if isinstance(scope.node, (exp.Update, exp.Delete)):
        return frozenset(scope.uses[:1])
    if scope.role == "exists":
        return frozenset()
    names = {name.lower() for name in scope.stars}
    if "" in names:
        return frozenset(scope.uses)
    return frozenset(row for row in scope.uses if scopes.uses[row].alias.lower() in names)


def _given(scope: Scope) -> dict[str, exp.Expr]:
    if not isinstance(scope.node, exp.Select):
        return {}
    return {each.alias.lower(): each.this for each in scope.node.expressions if each.alias}


def orderings(scope: Scope, columns: Columns, dialect: str) -> tuple[Ordering, ...]:
    """ORDER BY: names given in the select list and numbers are followed to their columns."""
    large = dialect in ("postgres", "oracle")
    order = scope.node.args.get("order")
    found = []
    for each in order.expressions if order is not None else ():
        if not isinstance(each, exp.Ordered):
            continue
        use, column = _followed(each.this, scope, columns)
        is_descending = bool(each.args.get("desc"))
        nulls_first = bool(each.args.get("nulls_first"))
        usual = is_descending == large
        told = None if nulls_first == usual else nulls_first
        found.append(Ordering(use, column, is_descending, told))
    return tuple(found)


def groupings(scope: Scope, columns: Columns) -> tuple[tuple[int, str], ...]:
    """GROUP BY in the same way; (-1, "") for something computed."""
    group = scope.node.args.get("group")
    terms = group.expressions if group is not None else ()
    return tuple(_followed(each, scope, columns) for each in terms)


def _followed(term: exp.Expr, scope: Scope, columns: Columns) -> tuple[int, str]:
    if isinstance(term, exp.Literal) and not term.is_string:
        at = int(term.this) - 1 if term.this.isdigit() else -1
        listed = scope.node.expressions
        term = listed[at] if 0 <= at < len(listed) else term
        term = term.this if isinstance(term, exp.Alias) else term
    elif isinstance(term, exp.Column) and not term.table:
        term = _given(scope).get(term.name.lower(), term)
    found = columns.resolve(term, scope.row) if isinstance(term, exp.Column) else None
    return (found.use, found.column) if found is not None else (-1, "")


def outputs(scope: Scope, scopes: Scopes, columns: Columns) -> dict[str, tuple[int, str]]:
    """Plain columns that a SELECT gives, by the names it gives them."""
    if not isinstance(scope.node, exp.Select):
        return {}
    found: dict[str, tuple[int, str]] = {}
    for each in scope.node.expressions:
        inner = each.this if isinstance(each, exp.Alias) else each
        if isinstance(inner, exp.Column) and not isinstance(inner.this, exp.Star):
            resolved = columns.resolve(inner, scope.row)
            if resolved is not None and not resolved.is_outer:
                found.setdefault(each.alias_or_name.lower(), (resolved.use, resolved.column))
    for row in starred(scope, scopes):
        for name in columns.names_of(row).values():
            found.setdefault(name, (row, name))
    return found


def rows_wanted(node: exp.Expr) -> tuple[int | None, int | None]:
    """LIMIT (TOP, FETCH FIRST) and OFFSET: None for none, -1 for a parameter."""
    limit = node.args.get("limit")
    offset = node.args.get("offset")
    most = limit.args.get("count") if isinstance(limit, exp.Fetch) else None
    if isinstance(limit, exp.Limit):
        most = limit.expression
    return _number(most), _number(offset.expression if offset is not None else None)


def _number(node: exp.Expr | None) -> int | None:
    if node is None or isinstance(node, exp.Null):
        return None
    while isinstance(node, exp.Paren):
        node = node.this
    text = node.this if isinstance(node, exp.Literal) else ""
    return int(text) if isinstance(text, str) and text.isdigit() and len(text) < 16 else -1
