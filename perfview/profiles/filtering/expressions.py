"""Expressions of the filter language brought to a form in which `not` stands apart."""

from __future__ import annotations

from perfview.filtering.grammar import Every, Expression, Not, Some, Term


def affirmed(expression: Expression) -> Expression:
    """The same with `!=` and `!~` as `not` before `=` and `~`."""
    if isinstance(expression, Term):
        if not expression.operator.startswith("!"):
            return expression
        return Not(Term(expression.key, expression.operator[1:], expression.value, expression.at))
    if isinstance(expression, Not):
        return Not(affirmed(expression.part))
    parts = tuple(affirmed(part) for part in expression.parts)
    return Some(parts) if isinstance(expression, Some) else Every(parts)


def denies(expression: Expression) -> bool:
    """Whether `not` stands anywhere in an affirmed expression."""
    if isinstance(expression, Term):
        return False
    return isinstance(expression, Not) or any(denies(part) for part in expression.parts)
