"""What statements in spans were asked with: the values of parameters that some libraries record."""

from __future__ import annotations

import json

import numpy as np
from numpy.typing import NDArray

from perfview.recording.errors import UnreadableInput
from perfview.traces.contents.detail import Value
from perfview.traces.contents.many_attributes import attributes_of
from perfview.traces.study import Study

_WHOLE = ("db.statement.parameters", "db.postgresql.values", "db.sql.parameters", "db.params")
"""All values in one attribute: OpenTelemetry's instrumentations of Python (`capture_parameters`)
and of node-postgres (`enhancedDatabaseReporting`), and some of their own."""
_ONE = ("db.query.parameter.", "db.query.parameters.")
"""One value an attribute, by name or place: the semantic conventions for databases."""
MOST_SPANS = 100_000
"""Spans whose values are read: 3 us a value from the file."""


def values_in(study: Study, span: NDArray[np.int32]) -> list[str]:
    """By span, its values as one text (a JSON list where each is told apart), "" where none are
    told; an empty list where no span tells any, or there are more than `MOST_SPANS`."""
    keys = [key for key in study.model.attributes.keys if key in _WHOLE or key.startswith(_ONE)]
    if not keys or len(span) > MOST_SPANS:
        return []
    try:
        told = attributes_of(study, span, keys)
    except UnreadableInput:
        return []
    return [_text(each) for each in told]


def _text(told: dict[str, Value]) -> str:
    for key in _WHOLE:
        if key in told:
            value = told[key]
            return value if isinstance(value, str) else json.dumps(value, default=str)
    if not told:
        return ""
    return json.dumps([told[key] for key in sorted(told, key=_place)], default=str)


def _place(key: str) -> tuple[int, str]:
    """By number where parameters are numbered: 2 before 10."""
    last = key.rpartition(".")[2]
    return (int(last), "") if last.isdigit() else (0, last)
