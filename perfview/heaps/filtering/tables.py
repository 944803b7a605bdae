"""The tables of a heap that a filter may be put on, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from perfview.filtering.combining import combined
from perfview.filtering.comparing import text_held
from perfview.filtering.grammar import Expression, Not, Term
from perfview.heaps.comparing.snapshots import snapshot_diff
from perfview.heaps.filtering.fields import (
    CLASS_FIELDS,
    DIFFERENCE_FIELDS,
    OBJECT_FIELDS,
    STRING_FIELDS,
    Mask,
    RepeatedTexts,
    held,
)
from perfview.heaps.filtering.words import texts_with
from perfview.heaps.study import Study

_OF_OBJECTS = [name for name in OBJECT_FIELDS if name not in CLASS_FIELDS]


def objects_that(study: Study, expression: Expression) -> Mask:
    """The objects that match: bool (n). A word is looked for in names and classes, ``@88213`` is an
    object's number. Raises FilterError."""

    def one(term: Term) -> Mask:
        return held(study, OBJECT_FIELDS, term) if term.key else _anywhere(study, term)

    return combined(expression, len(study.graph), one)


def classes_that(study: Study, expression: Expression) -> Mask:
    """The classes that match: bool (k). A word is looked for in their names; what only objects have
    (``id``, ``detached``, ``new`` …) holds of a class when it holds of one of its objects. Raises
    FilterError."""

    def one(term: Term) -> Mask:
        if term.key in _OF_OBJECTS or _identifier(term) is not None:
            return _with_objects(study, objects_that(study, term))
        if term.key:
            return held(study, CLASS_FIELDS, term)
        return _named(study, term)

    return combined(expression, len(study.classes), one)


def asks_of_objects(expression: Expression) -> bool:
    """Whether an expression speaks of what only objects have."""
    if isinstance(expression, Term):
        return expression.key in _OF_OBJECTS or _identifier(expression) is not None
    parts = (expression.part,) if isinstance(expression, Not) else expression.parts
    return any(asks_of_objects(part) for part in parts)


def differences_that(study: Study, expression: Expression) -> Mask:
    """The rows of `snapshot_diff` that match: bool. A word is looked for in names of classes.
    Raises FilterError, ValueError without a baseline."""
    names = snapshot_diff(study).name

    def one(term: Term) -> Mask:
        if term.key:
            return held(study, DIFFERENCE_FIELDS, term)
        return text_held(np.arange(len(names), dtype=np.int32), names, term)

    return combined(expression, len(names), one)


def repeated_texts_that(study: Study, expression: Expression) -> Mask:
    """The groups of `duplicate_strings` that match: bool. A word is looked for in their texts.
    Raises FilterError."""
    texts = RepeatedTexts(study)

    def one(term: Term) -> Mask:
        if term.key:
            return held(study, STRING_FIELDS, term)
        return text_held(np.arange(len(texts), dtype=np.int32), texts, term)

    return combined(expression, len(texts), one)


def _with_objects(study: Study, objects: Mask) -> Mask:
    found = np.zeros(len(study.classes), np.bool_)
    found[study.classes.of_node[objects]] = True
    return found


def _anywhere(study: Study, term: Term) -> Mask:
    identifier = _identifier(term)
    if identifier is not None:
        return np.asarray(study.graph.nodes.id == identifier)
    classes = _named(study, Term("", term.operator.lstrip("!"), term.value, term.at))
    plain = Term("", term.operator.lstrip("!"), term.value, term.at)
    nodes, strings = study.graph.nodes, study.model.strings
    if term.operator:
        named = text_held(nodes.name, strings, plain)
    else:
        named = texts_with(strings, term.value)[nodes.name]
    found = named | classes[study.classes.of_node]
    return ~found if term.operator.startswith("!") else found


def _named(study: Study, term: Term) -> Mask:
    numbers = np.arange(len(study.classes), dtype=np.int32)
    return text_held(numbers, study.classes.name, term)


def _identifier(term: Term) -> int | None:
    """The number that ``@88213`` names, None for other words."""
    digits = term.value[1:]
    is_one = not term.key and not term.operator and term.value[:1] == "@" and digits.isdecimal()
    return int(digits) if is_one and len(digits) < 19 else None


def _class_rows_that(study: Study, expression: Expression) -> Mask:
    """Of the rows of the table of classes, which has only those with objects of a size."""
    rows = np.flatnonzero(study.class_sizes.count)
    return classes_that(study, expression)[rows]


FILTERS: Mapping[str, Callable[[Study, Expression], Mask]] = {
    "nodes": objects_that,
    "classes": _class_rows_that,
}
"""By table, which of its rows an expression keeps: bool."""
