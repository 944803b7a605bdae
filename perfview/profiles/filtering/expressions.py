"""Expressions of the filter language put together from what each of their terms says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from perfview.filtering.grammar import Every, Expression, Not, Some, Term

Mask = NDArray[np.bool_]


def combined(expression: Expression, count: int, one: Callable[[Term], Mask]) -> Mask:
    """Which of `count` rows an expression holds of, bool; `one` says it of a term."""
    if isinstance(expression, Term):
        return one(expression)
    if isinstance(expression, Not):
        return ~combined(expression.part, count, one)
    masks = (combined(part, count, one) for part in expression.parts)
    if isinstance(expression, Some):
        return np.asarray(np.logical_or.reduce(list(masks)), np.bool_)
    found = np.ones(count, np.bool_)
    for mask in masks:
        found &= mask
    return found


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
