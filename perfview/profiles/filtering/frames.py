"""Which functions, frames and stacks an expression of the filter language means."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.filtering.combining import combined
from perfview.filtering.comparing import numbers_that, text_held, texts_that
from perfview.filtering.grammar import Every, Expression, Not, Some, Term, parse
from perfview.kernels.refolding import nearest_above
from perfview.profiles.filtering.expressions import affirmed, denies
from perfview.profiles.filtering.fields import FUNCTION_FIELDS, held
from perfview.profiles.study import Study

Mask = NDArray[np.bool_]


def stacks_where(study: Study, expression: str) -> Mask:
    """The stacks with a matching frame, bool (s). Raises FilterError.

    Conditions side by side hold of one and the same frame; what is denied holds of no frame of the
    stack: ``file=*/orders/* -kind=library`` are stacks with a frame in orders and none of a
    library. Fields are those of functions; `line` is the line that is executed.
    """
    stacks = study.model.stacks

    def lift(part: Expression) -> Mask:
        matching = np.take(frames_matching(study, part), stacks.frame)
        return matching | (nearest_above(stacks.parent, matching) >= 0)

    return lifted(affirmed(parse(expression)), len(stacks), lift)


def lifted(expression: Expression, count: int, lift: Callable[[Expression], Mask]) -> Mask:
    """What an affirmed expression over frames says of `count` stacks; `lift` says it of the parts
    that deny nothing."""
    if not denies(expression):
        return np.ones(count, np.bool_) if expression == Every() else lift(expression)
    if isinstance(expression, Not):
        return ~lifted(expression.part, count, lift)
    assert isinstance(expression, Some | Every)
    if isinstance(expression, Some):
        return np.logical_or.reduce([lifted(part, count, lift) for part in expression.parts])  # type: ignore[no-any-return]
    plain = tuple(part for part in expression.parts if not denies(part))
    found = lifted(Every(plain), count, lift)
    for part in expression.parts:
        if denies(part):
            found &= lifted(part, count, lift)
    return found


def functions_matching(study: Study, expression: Expression, made: Sequence[str] = ()) -> Mask:
    """The functions an expression matches, bool (f), then those of names that transforms made; of
    them only the name is known. Raises FilterError."""
    count = len(study.model.functions)
    return combined(expression, count + len(made), lambda term: _functions(study, term, made))


def frames_matching(study: Study, expression: Expression) -> Mask:
    """The frames an expression matches, bool (r). Raises FilterError."""
    frames = study.model.frames

    def one(term: Term) -> Mask:
        if term.key == "line":
            return numbers_that(term, frames.line, "count")
        return np.take(_functions(study, term, ()), frames.function)

    return combined(expression, len(frames), one)


def _functions(study: Study, term: Term, made: Sequence[str]) -> Mask:
    if term.key in ("", "name"):
        named = texts_that(Term("name", term.operator, term.value, term.at), made)
    else:
        named = np.full(len(made), term.operator.startswith("!"))
    found = held(study, FUNCTION_FIELDS, term) if term.key else anywhere(study, term)
    return np.append(found, named)


def anywhere(study: Study, term: Term) -> Mask:
    """Of which functions a word, or a regular expression, holds in name or file: bool (f)."""
    functions, strings = study.model.functions, study.model.strings
    plain = Term("", term.operator.lstrip("!"), term.value, term.at)
    found = text_held(functions.name, strings, plain) | text_held(functions.file, strings, plain)
    return ~found if term.operator.startswith("!") else found
