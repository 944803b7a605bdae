"""Whether it is told what a statement was asked for each time."""

from __future__ import annotations

import re

from perfview.queries.study import Study

_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|--[^\n]*|/\*.*?\*/", re.DOTALL)
_PLACE = re.compile(r"\$\d+|%s|%\(\w+\)s|(?<![:\w]):[A-Za-z_]\w*|(?<![@\w])@[A-Za-z_]\w*|\?")
_LOOKED_AT = 20_000


def values_told(study: Study, statement: int) -> bool:
    """Whether equal keys mean that the same was asked: False where a statement was written down
    with places for its parameters, and their values were not."""
    samples, key = study.model.samples, study.model.calls.key
    rows = study.samples_of(statement)
    if not len(rows):
        return False
    asked = key[study.calls_of(statement)]
    if (samples.parameters[rows] >= 0).any() or (len(asked) and (asked != asked[0]).any()):
        return True
    text = study.model.strings[samples.text[rows[0]]][:_LOOKED_AT]
    return not _PLACE.search(_QUOTED.sub("", text))
