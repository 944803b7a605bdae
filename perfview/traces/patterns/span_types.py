"""What a span is (a statement, a request, a file, a resource of a page), as the file says it.

Sentry's SDKs write a type into `sentry.op` (https://develop.sentry.dev/sdk/telemetry/traces/
span-operations/): `db.sql.query`, `http.client`, `resource.script`, `file.read`. Where there is
none, OpenTelemetry's conventions and the names of its web instrumentation tell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.traces.contents.attribute_columns import attribute_column
from perfview.traces.model import SpanKind
from perfview.traces.study import Study

TYPE_KEYS = ("sentry.op", "span.op")
"""Where a span's type stands; the first that the recording has is taken."""

DOCUMENT_LOAD = "documentLoad"
RESOURCE_FETCH = "resourceFetch"
"""Names of a page's load and of a file of it in OpenTelemetry's document-load instrumentation."""

_HOUSEKEEPING = ("db.connection", "db.connect", "db.redis.connection")


@dataclass(frozen=True)
class SpanTypes:
    """of_span int32 (n): the span's type in `names` (lower case), -1 where the file tells none."""

    of_span: NDArray[np.int32]
    names: list[str]

    def begin_with(self, *prefixes: str) -> NDArray[np.bool_]:
        """Whether a span's type is one of these or a kind of it: `db` is `db.sql.query` too."""
        hit = np.zeros(len(self.names) + 1, np.bool_)
        for i, name in enumerate(self.names):
            hit[i] = any(name == p or name.startswith(f"{p}.") for p in prefixes)
        chosen: NDArray[np.bool_] = hit[self.of_span]
        return chosen

    def of(self, row: int) -> str:
        """The type of one span; "" where the file tells none."""
        number = int(self.of_span[row])
        return self.names[number] if number >= 0 else ""


def span_types(study: Study) -> SpanTypes:
    """The types the recording's file gives its spans; read once."""
    return study.once("span types", lambda: _read(study))


def _read(study: Study) -> SpanTypes:
    keys = study.model.attributes.keys
    for key in TYPE_KEYS:
        if study.source is not None and keys.find(key) >= 0:
            column = attribute_column(study, key)
            return SpanTypes(column.of_span, [str(value).lower() for value in column.values])
    return SpanTypes(np.full(len(study.model), -1, np.int32), [])


def is_typed(study: Study) -> bool:
    """Whether the file gives its spans types at all."""
    return bool(span_types(study).names)


def are_statements(study: Study) -> NDArray[np.bool_]:
    """Which spans ask a database: bool (n)."""
    stated: NDArray[np.bool_] = study.statements.of_span >= 0
    return stated


def described_statements(study: Study) -> NDArray[np.intp]:
    """The spans whose type is all that says that they ask a database: their name is what they ask.

    Sentry's SDKs write the statement into the description, which becomes the name.
    """
    types, model = span_types(study), study.model
    if not types.names:
        return np.zeros(0, np.intp)
    typed = types.begin_with("db") & ~types.begin_with(*_HOUSEKEEPING, "db.redis")
    untold = (model.db_statement < 0) & (model.db_system < 0) & (model.name >= 0)
    return np.flatnonzero(typed & untold)


def are_requests(study: Study) -> NDArray[np.bool_]:
    """Which spans ask another host over HTTP, by type, or by kind, method and address: bool (n)."""
    return study.once("spans that are requests", lambda: _find_requests(study))


def _find_requests(study: Study) -> NDArray[np.bool_]:
    model, types = study.model, span_types(study)
    calls = model.kind == SpanKind.CLIENT
    asks: NDArray[np.bool_] = calls & ((model.http_method >= 0) | (model.url >= 0))
    if types.names:
        asks |= types.begin_with("http.client", "http", "resource.fetch", "resource.xhr") & (
            model.kind != SpanKind.SERVER
        )
        asks &= ~types.begin_with("http.server", "db")
    return asks


def are_resources(study: Study) -> NDArray[np.bool_]:
    """Which spans are a page's resources (scripts, style sheets, images, fonts): bool (n)."""
    model, types = study.model, span_types(study)
    named = model.strings.find(RESOURCE_FETCH)
    found: NDArray[np.bool_] = (model.name == named) & (named >= 0)
    return found | types.begin_with("resource") if types.names else found


def of_pages(study: Study, traces: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which traces begin on a user's screen: a page's load, a change of view, an interaction."""
    on_screen = study.once("traces of pages", lambda: _begin_on_screen(study))
    chosen: NDArray[np.bool_] = on_screen[traces]
    return chosen


def _begin_on_screen(study: Study) -> NDArray[np.bool_]:
    types, root = span_types(study), study.structure.root
    on_screen: NDArray[np.bool_] = np.isin(root, named_roots(study, DOCUMENT_LOAD))
    if types.names:
        begins = types.begin_with("pageload", "navigation", "ui", "browser")
        on_screen |= (root >= 0) & begins[root]
    return on_screen


def named_roots(study: Study, name: str) -> NDArray[np.int32]:
    """The spans with this name that a trace begins with: int32 rows."""
    roots = study.structure.root[study.structure.root >= 0]
    known = np.unique(study.model.name[roots])
    strings = study.model.strings
    return roots[
        np.isin(study.model.name[roots], [i for i in known.tolist() if strings[i] == name])
    ]


def are_files(study: Study) -> NDArray[np.bool_]:
    """Which spans read or write files: bool (n)."""
    return span_types(study).begin_with("file")


def texts_that(study: Study, texts: NDArray[np.int32], match: re.Pattern[str]) -> NDArray[np.bool_]:
    """Which of these texts (int32 ids) match somewhere; each different one is looked at once."""
    known, place = np.unique(texts, return_inverse=True)
    hit = np.array([bool(match.search(study.model.strings[i])) for i in known.tolist()], np.bool_)
    found: NDArray[np.bool_] = hit[place]
    return found
