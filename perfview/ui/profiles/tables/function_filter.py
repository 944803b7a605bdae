"""A filter over the functions a table shows: its numbers are those that are shown."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.filtering.combining import combined
from perfview.filtering.fields import NumberField
from perfview.filtering.grammar import Term, parse
from perfview.profiles.filtering.fields import Field, held
from perfview.profiles.filtering.frames import anywhere
from perfview.profiles.filtering.tables import FUNCTION_TABLE_FIELDS
from perfview.profiles.measures.function_table import FunctionTable
from perfview.profiles.study import Study


def shown_functions_that(
    study: Study, text: str, table: FunctionTable, unit: str
) -> NDArray[np.bool_]:
    """Which functions match a filter, bool (f), by the numbers of a table whose weights are in
    `unit`. Raises FilterError."""
    fields = {**FUNCTION_TABLE_FIELDS, **_fields(len(study.model.functions), table, unit)}

    def one(term: Term) -> NDArray[np.bool_]:
        return held(study, fields, term) if term.key else anywhere(study, term)

    return combined(parse(text), len(study.model.functions), one)


def _fields(count: int, table: FunctionTable, unit: str) -> dict[str, Field]:
    def field(name: str, values: NDArray[np.number], unit: str) -> Field:
        return NumberField(FUNCTION_TABLE_FIELDS[name].meaning, unit, lambda _: values[:count])

    return {
        "self": field("self", table.own, unit),
        "total": field("total", table.total, unit),
        "samples": field("samples", table.count, "count"),
    }
