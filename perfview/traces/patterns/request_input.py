"""What the callers of a service sent with their requests: parameters and bodies."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.text_picking import pick_texts
from perfview.traces.contents.attribute_columns import attribute_column
from perfview.traces.contents.attribute_numbers import has_any
from perfview.traces.contents.detail import Value
from perfview.traces.model import SpanKind
from perfview.traces.study import Study

QUERY_KEYS = ("url.query", "http.query", "http.query_string", "http.request.query")
BODY_KEYS = (
    "http.request.body",
    "http.request.body.content",
    "http.request.body.data",
    "http.request.body.text",
    "http.request.data",
    "http.request_body",
    "http.body",
)

MOST_TEXTS = 20_000
"""Different queries and bodies that are taken apart; those after them are left out."""

DEEPEST = 4
_NESTED = re.compile(r"\A([^\[\]]+)\[(\$?\w+)\]\Z")


@dataclass(frozen=True)
class Parameter:
    """A name and what came under it: a text, or an object (dict, list) in `value`."""

    key: str
    value: Any


def request_input(study: Study) -> dict[int, list[Parameter]]:
    """By trace, the parameters that came with requests from outside.

    From the query of the address, of the attributes that hold it, and from bodies that are JSON or
    forms. Raises `UnreadableInput` when the file has changed.
    """
    return study.once("request input", lambda: _gather(study))


def _gather(study: Study) -> dict[int, list[Parameter]]:
    model, structure = study.model, study.structure
    entry = (model.kind == SpanKind.SERVER) | (structure.parent < 0)
    found: dict[int, list[Parameter]] = {}
    for keys, taken_apart in ((QUERY_KEYS, _of_query), (BODY_KEYS, _of_body)):
        for key in keys:
            if not has_any(study, (key,)):
                continue
            column = attribute_column(study, key)
            parts = [taken_apart(value) for value in column.values[:MOST_TEXTS]]
            rows = np.flatnonzero(entry & (column.of_span >= 0) & (column.of_span < MOST_TEXTS))
            for row, number in zip(rows.tolist(), column.of_span[rows].tolist(), strict=True):
                if parts[number]:
                    found.setdefault(int(structure.trace[row]), []).extend(parts[number])
    for row, text in _queries(study, np.flatnonzero(entry & (model.url >= 0))):
        found.setdefault(int(structure.trace[row]), []).extend(_of_query(text))
    return found


def _queries(study: Study, rows: NDArray[np.intp]) -> list[tuple[int, str]]:
    """Of these spans, those whose address has a query, and it."""
    strings, url = study.model.strings, study.model.url[rows]
    used = np.zeros(len(strings), np.bool_)
    used[url] = True
    known = np.flatnonzero(used).astype(np.int32)
    none = np.zeros(0, np.uint8), np.zeros(1, np.int64)
    arena, offsets = pick_texts((strings.arena, strings.offsets), none, known)
    marks = np.flatnonzero(arena == ord("?"))
    asking = np.unique(np.searchsorted(offsets, marks, "right") - 1)[:MOST_TEXTS]
    used[:] = False
    used[known[asking]] = True
    chosen = np.flatnonzero(used[url]) if len(rows) else np.zeros(0, np.intp)
    texts = (strings[i].partition("?")[2].partition("#")[0] for i in url[chosen].tolist())
    return list(zip(rows[chosen].tolist(), texts, strict=True))


def _of_query(value: Value) -> list[Parameter]:
    """A query's parameters; `filter[$ne]=x`, as Express and PHP read it, as an object."""
    if not isinstance(value, str):
        return _of_object(value)
    found: list[Parameter] = []
    try:
        pairs = parse_qsl(value.lstrip("?"), keep_blank_values=False, max_num_fields=200)
    except ValueError:
        return found
    for key, text in pairs:
        nested = _NESTED.match(key)
        if nested:
            found.append(Parameter(nested[1], {nested[2]: text}))
        else:
            found.append(Parameter(key, _loaded(text)))
    return found


def _of_body(value: Value) -> list[Parameter]:
    """A body's parameters, its objects' members with them."""
    if not isinstance(value, str):
        return _of_object(value)
    loaded = _loaded(value)
    return _of_query(value) if isinstance(loaded, str) else _of_object(loaded)


def _loaded(text: str) -> Any:
    """JSON objects and lists as such, everything else as it is."""
    if not text.lstrip().startswith(("{", "[")):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _of_object(value: Any, depth: int = 0) -> list[Parameter]:
    if isinstance(value, list) and depth < DEEPEST:
        return [each for item in value[:100] for each in _of_object(item, depth + 1)]
    if not isinstance(value, dict) or depth >= DEEPEST:
        return []
    found = [Parameter(str(key), inner) for key, inner in list(value.items())[:100]]
    return found + [each for p in found for each in _of_object(p.value, depth + 1)]
