"""What a filter may ask of a function, of a frame, and of the rows of tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from perfview.filtering.comparing import numbers_that, text_held
from perfview.filtering.fields import NumberField, TextField
from perfview.filtering.grammar import FilterError, Term
from perfview.profiles.measures.kinds import Kind
from perfview.profiles.study import Study
from perfview.recording.strings import StringTable

Field = NumberField[Study] | TextField[Study]
"""One thing rows can be filtered by."""


def _column(name: str) -> Callable[[Study], tuple[NDArray[np.int32], StringTable]]:
    return lambda study: (getattr(study.model.functions, name), study.model.strings)


FUNCTION_FIELDS: Mapping[str, Field] = {
    "name": TextField("the function's name", _column("name")),
    "file": TextField("the file it stands in", _column("file")),
    "module": TextField("the library or binary, as recorded", _column("module")),
    "package": TextField(
        "the package or module it belongs to",
        lambda study: (study.packages.of_function, study.packages.names),
    ),
    "kind": TextField(
        f"what sort of code: {', '.join(kind.name.lower() for kind in Kind)}",
        lambda study: (study.kinds.astype(np.int32), [kind.name.lower() for kind in Kind]),
    ),
    "category": TextField("the recording's own category", _column("category")),
    "line": NumberField("where it begins", "count", lambda s: s.model.functions.line),
}
"""By name."""


def held(study: Study, fields: Mapping[str, Field], term: Term) -> NDArray[np.bool_]:
    """Of which rows a term with a key holds. Raises FilterError, also for an unknown key."""
    field = fields.get(term.key)
    if field is None:
        known = ", ".join(fields)
        raise FilterError(f"There is no “{term.key}” here, but: {known}", term.at)
    if isinstance(field, NumberField):
        return numbers_that(term, field.values(study), field.unit or study.model.unit())
    ids, texts = field.texts(study)
    return text_held(ids, texts, term)
