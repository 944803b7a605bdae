"""The tables a filter may be put on, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from perfview.filtering.combining import combined
from perfview.filtering.comparing import text_held
from perfview.filtering.fields import NumberField, TextField
from perfview.filtering.grammar import Expression, Term
from perfview.kernels.refolding import nearest_above
from perfview.profiles.filtering.expressions import affirmed, denies
from perfview.profiles.filtering.fields import FUNCTION_FIELDS, Field, held
from perfview.profiles.filtering.frames import anywhere, functions_matching, lifted
from perfview.profiles.measures.threads import thread_table
from perfview.profiles.study import Study

Mask = NDArray[np.bool_]

FUNCTION_TABLE_FIELDS: Mapping[str, Field] = {
    **FUNCTION_FIELDS,
    "self": NumberField("what it costs itself", "", lambda s: s.functions.own),
    "total": NumberField("with what it calls", "", lambda s: s.functions.total),
    "samples": NumberField("samples that end in it", "count", lambda s: s.functions.count),
}

STACK_FIELDS: Mapping[str, Field] = {
    "self": NumberField("what it costs itself", "", lambda s: s.tree.own),
    "total": NumberField("with what it calls", "", lambda s: s.tree.total),
    "samples": NumberField("samples that end here", "count", lambda s: s.tree.count),
    "depth": NumberField("callers above it", "count", lambda s: s.tree.shape.depth),
}
"""Besides those of functions, which hold of a stack when they hold of one in it."""

THREAD_FIELDS: Mapping[str, Field] = {
    "name": TextField("its name", lambda s: (s.model.threads.name, s.model.strings)),
    "process": TextField(
        "its process’s name", lambda s: (s.model.threads.process_name, s.model.strings)
    ),
    "thread_id": NumberField("its number", "count", lambda s: s.model.threads.thread_id),
    "process_id": NumberField("its process’s", "count", lambda s: s.model.threads.process_id),
    "samples": NumberField("samples in it", "count", lambda s: thread_table(s).count),
    "total": NumberField("what it costs", "", lambda s: thread_table(s).total),
}


def functions_that(study: Study, expression: Expression) -> Mask:
    """The functions that match: bool (f). Raises FilterError."""

    def one(term: Term) -> Mask:
        return held(study, FUNCTION_TABLE_FIELDS, term) if term.key else anywhere(study, term)

    return combined(expression, len(study.model.functions), one)


def stacks_that(study: Study, expression: Expression) -> Mask:
    """The distinct ways of functions that match: bool (p). Raises FilterError."""
    shape = study.tree.shape

    def lift(part: Expression) -> Mask:
        matching = np.take(functions_matching(study, part), shape.function)
        return matching | (nearest_above(shape.parent, matching) >= 0)

    def part(expression: Expression) -> Mask:
        """Conditions on functions hold of one function, those on the stack of the stack."""
        if isinstance(expression, Term):
            if expression.key in STACK_FIELDS:
                return held(study, STACK_FIELDS, expression)
            return lift(expression)
        return combined(expression, len(shape), part)

    wanted = affirmed(expression)
    if denies(wanted) or _asks(wanted):
        return combined(wanted, len(shape), part)
    return lifted(wanted, len(shape), lift)


def _asks(expression: Expression) -> bool:
    """Whether a condition on the stack itself is in an expression that denies nothing."""
    if isinstance(expression, Term):
        return expression.key in STACK_FIELDS
    parts = getattr(expression, "parts", ())
    return any(_asks(part) for part in parts)


def threads_that(study: Study, expression: Expression) -> Mask:
    """The threads that match: bool (t); words are looked for in their and their processes' names.
    Raises FilterError."""
    threads, strings = study.model.threads, study.model.strings

    def one(term: Term) -> Mask:
        if term.key:
            return held(study, THREAD_FIELDS, term)
        plain = Term("", term.operator.lstrip("!"), term.value, term.at)
        found = text_held(threads.name, strings, plain)
        found |= text_held(threads.process_name, strings, plain)
        return ~found if term.operator.startswith("!") else found

    return combined(expression, len(threads), one)


def samples_that(study: Study, expression: Expression) -> Mask:
    """The samples whose stacks match: bool (n). Raises FilterError."""
    path = np.append(study.shape.of_stack, np.int32(-1))[study.model.samples.stack]
    return np.append(stacks_that(study, expression), False)[path]


FILTERS: dict[str, Callable[[Study, Expression], Mask]] = {
    "functions": functions_that,
    "stacks": stacks_that,
    "threads": threads_that,
    "samples": samples_that,
}
