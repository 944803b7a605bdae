"""The tables of queries that a filter may be put on, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from perfview.filtering.combining import combined
from perfview.filtering.comparing import text_held
from perfview.filtering.grammar import Expression, Term
from perfview.queries.filtering.fields import (
    CALL_FIELDS,
    EVENT_FIELDS,
    SEVERAL,
    STATEMENT_FIELDS,
    Mask,
    held,
    several_held,
)
from perfview.queries.study import Study

_STATEMENTS_ONLY = ("kind", "table", "text", "sql", "fingerprint", "dialect")


def statements_that(study: Study, expression: Expression) -> Mask:
    """The statements that match: bool (t). A word is looked for in their texts;
    ``table=orders user=web mean>10ms`` in what they touch, who ran them, what they took. Raises
    FilterError."""
    model = study.model

    def one(term: Term) -> Mask:
        if term.key in SEVERAL:
            return several_held(SEVERAL[term.key](study), term, len(model.statements))
        if term.key:
            return held(study, STATEMENT_FIELDS, term, *SEVERAL)
        return text_held(model.statements.text, model.strings, term)

    return combined(expression, len(model.statements), one)


def calls_that(study: Study, expression: Expression) -> Mask:
    """The calls that match: bool (n), by what they took and returned, who asked, and by their
    statement: ``kind=select table=orders duration>10ms``. Raises FilterError."""
    calls = study.model.calls

    def one(term: Term) -> Mask:
        if term.key in _STATEMENTS_ONLY or not term.key:
            of_statement = statements_that(study, term)
            known = calls.statement >= 0
            return known & of_statement[calls.statement] if len(of_statement) else known
        return held(study, CALL_FIELDS, term, *_STATEMENTS_ONLY)

    return combined(expression, len(calls), one)


def events_that(study: Study, expression: Expression) -> Mask:
    """The events that match: bool (e). A word is looked for in what was told. Raises
    FilterError."""
    events = study.model.events

    def one(term: Term) -> Mask:
        if term.key:
            return held(study, EVENT_FIELDS, term)
        return text_held(events.text, study.model.strings, term)

    return combined(expression, len(events), one)


FILTERS: Mapping[str, Callable[[Study, Expression], Mask]] = {
    "statements": statements_that,
    "calls": calls_that,
    "events": events_that,
}
"""By table, which of its rows an expression keeps: bool."""
