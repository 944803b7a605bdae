"""Which spans, traces or operations a filter keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from string import hexdigits

import numpy as np
from numpy.typing import NDArray

from perfview.filtering.combining import Mask, combined
from perfview.filtering.comparing import numbers_that, texts_that
from perfview.filtering.fields import NumberField
from perfview.filtering.grammar import Expression, FilterError, Term
from perfview.traces.contents.attribute_columns import attribute_column
from perfview.traces.contents.attributes import resource
from perfview.traces.contents.detail import as_text
from perfview.traces.filtering.list_fields import OPERATION_FIELDS, TRACE_FIELDS
from perfview.traces.filtering.span_fields import SPAN_FIELDS, Field, used_texts
from perfview.traces.filtering.words import WORD_COLUMNS, spans_with
from perfview.traces.study import Study

_FEWEST_DIGITS = 6
_IDS = {"span": ("span_id",), "trace": ("trace_id_high", "trace_id_low")}


def spans_matching(study: Study, expression: Expression) -> Mask:
    """The spans that match: bool (n). Raises `FilterError`."""
    return combined(expression, len(study.model), lambda term: _spans(study, term))


def traces_matching(study: Study, expression: Expression) -> Mask:
    """The traces that match: bool (t). What is no field of a trace holds of it when it holds of one
    of its spans. Raises `FilterError`."""
    structure = study.structure

    def lift(spans: Mask) -> Mask:
        found = np.zeros(structure.traces, np.bool_)
        found[structure.trace[spans]] = True
        return found

    return _list(study, expression, TRACE_FIELDS, structure.traces, lift)


def operations_matching(study: Study, expression: Expression) -> Mask:
    """The operations that match: bool (o); other fields as for traces. Raises `FilterError`."""
    operations = study.operations

    def lift(spans: Mask) -> Mask:
        found = np.zeros(len(operations), np.bool_)
        found[operations.of_span[spans]] = True
        return found

    return _list(study, expression, OPERATION_FIELDS, len(operations), lift)


def _list(
    study: Study,
    expression: Expression,
    fields: Mapping[str, Field],
    count: int,
    lift: Callable[[Mask], Mask],
) -> Mask:
    def one(term: Term) -> Mask:
        if term.key in fields:
            return _field(study, fields[term.key], term)
        return lift(_spans(study, term))

    return combined(expression, count, one)


def _spans(study: Study, term: Term) -> Mask:
    if not term.key:
        return _anywhere(study, term)
    if term.key in SPAN_FIELDS:
        return _field(study, SPAN_FIELDS[term.key], term)
    if term.key in _IDS:
        return _with_id(study, term)
    return _attribute(study, term)


def _field(study: Study, field: Field, term: Term) -> Mask:
    if isinstance(field, NumberField):
        return numbers_that(term, field.values(study), field.unit)
    ids, texts = field.texts(study)
    return _by_text(term, ids, texts)


def _by_text(term: Term, ids: NDArray[np.int32], texts: Iterable[str]) -> Mask:
    """What is absent meets only what denies something."""
    found = texts_that(term, texts)
    return np.append(found, term.operator.startswith("!"))[ids]


def _anywhere(study: Study, term: Term) -> Mask:
    """A word, or a regular expression, in any text of a span."""
    if not term.operator:
        return spans_with(study.model, term.value) | _with_some_id(study, term)
    columns = np.concatenate([getattr(study.model, name) for name in WORD_COLUMNS])
    ids, texts = used_texts(columns, study.model.strings)
    hits = np.append(texts_that(Term("", "~", term.value, term.at), texts), False)[ids]
    found = np.asarray(hits.reshape(len(WORD_COLUMNS), -1).any(axis=0), np.bool_)
    return ~found if term.operator == "!~" else found


def _with_some_id(study: Study, term: Term) -> Mask:
    """Spans whose id, or whose trace's, begins with a word that could be one."""
    if len(term.value) < _FEWEST_DIGITS or set(term.value.lower()) - set(hexdigits):
        return np.zeros(len(study.model), np.bool_)
    keys = [key for key, words in _IDS.items() if len(term.value) <= 16 * len(words)]
    found = np.zeros(len(study.model), np.bool_)
    for key in keys:
        found |= _with_id(study, Term(key, "=", term.value, term.at))
    return found


def _with_id(study: Study, term: Term) -> Mask:
    """Spans whose id, or whose trace's, begins with these hexadecimal digits."""
    digits = term.value.lower()
    words = [getattr(study.model, name) for name in _IDS[term.key]]
    if term.operator not in ("=", "!=") or len(digits) > 16 * len(words):
        raise FilterError(f"“{term.key}=” is followed by the first digits of an id", term.at)
    found = np.ones(len(study.model), np.bool_)
    for index, word in enumerate(words):
        part = digits[16 * index : 16 * (index + 1)]
        try:
            wanted = int(part, 16) if part else 0
        except ValueError:
            raise FilterError(f"“{part}” is no hexadecimal number", term.at) from None
        if part:
            found &= (word >> np.uint64(64 - 4 * len(part))) == np.uint64(wanted)
    return ~found if term.operator == "!=" else found


def _attribute(study: Study, term: Term) -> Mask:
    """An attribute of the span, or else of its resource (service, host, process)."""
    column = attribute_column(study, term.key)
    if column.values:
        return _by_text(term, column.of_span, [as_text(value) for value in column.values])
    of_resource = study.once(f"resource attribute {term.key}", lambda: _resources(study, term.key))
    if not any(of_resource):
        raise FilterError(f"No span has an attribute “{term.key}”", term.at)
    ids, texts = used_texts(np.arange(len(of_resource), dtype=np.int32), of_resource)
    ids[[not text for text in of_resource]] = -1
    return _by_text(term, np.append(ids, np.int32(-1))[study.model.resource], texts)


def _resources(study: Study, key: str) -> list[str]:
    """An attribute's value in each resource, "" where it is absent."""
    values = [""] * len(study.model.resource_reference)
    used, row = np.unique(study.model.resource, return_index=True)
    if study.source is None:
        return values
    for index, some_row in zip(used.tolist(), row.tolist(), strict=True):
        found = dict(resource(study, study.source, some_row)).get(key)
        if 0 <= index < len(values) and found is not None:
            values[index] = as_text(found)
    return values
