"""Expressions put together from what each of their terms says of rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from perfview.filtering.grammar import Expression, Not, Some, Term

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
