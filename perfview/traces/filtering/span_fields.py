"""What a filter may ask of a span by name; every other key is one of its attributes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from perfview.filtering.fields import NumberField, TextField, Texts
from perfview.traces.model import SpanKind, SpanStatus
from perfview.traces.study import Study

Field = NumberField[Study] | TextField[Study]
"""One thing a list's rows can be filtered by."""


def _column(name: str) -> Callable[[Study], tuple[NDArray[np.int32], list[str]]]:
    return lambda study: used_texts(getattr(study.model, name), study.model.strings)


def used_texts(ids: NDArray[np.int32], texts: Texts) -> tuple[NDArray[np.int32], list[str]]:
    """Ids (int32, -1 none) renumbered to the texts that occur, and these texts."""
    count = int(ids.max(initial=-1)) + 1
    is_used = np.zeros(count + 1, np.bool_)
    is_used[ids] = True
    used = np.flatnonzero(is_used[:-1])
    renumbered = np.full(count + 1, -1, np.int32)
    renumbered[used] = np.arange(len(used), dtype=np.int32)
    return renumbered[ids], [texts[int(i)] for i in used]


def _named(name: str, kind: type[SpanKind] | type[SpanStatus]) -> TextField[Study]:
    names = [member.name.lower() for member in kind]
    meaning = f"{name}: {', '.join(names)}"
    return TextField(meaning, lambda study: (getattr(study.model, name).astype(np.int32), names))


def _since_start(study: Study) -> NDArray[np.int64]:
    start = study.model.start_ns
    return start - (start.min() if len(start) else 0)


def _tracks(study: Study) -> tuple[NDArray[np.int32], list[str]]:
    tracks = study.model.threads.tracks
    if not len(tracks):
        return np.full(len(study.model), -1, np.int32), []
    return used_texts(tracks.name[tracks.of_span], study.model.strings)


def _categories(study: Study) -> tuple[NDArray[np.int32], list[str]]:
    tracks = study.model.threads.tracks
    if not len(tracks):
        return np.full(len(study.model), -1, np.int32), []
    return used_texts(tracks.category, study.model.strings)


SPAN_FIELDS: Mapping[str, Field] = {
    "name": TextField("the span's name", _column("name")),
    "service": TextField("the service, or the process", _column("service")),
    "duration": NumberField("how long it took", "ns", lambda s: s.model.duration_ns),
    "self": NumberField("time that no child covers", "ns", lambda s: s.self_ns),
    "critical": NumberField("its time on the critical path", "ns", lambda s: s.critical_ns),
    "start": NumberField("after the recording's begin", "ns", _since_start),
    "depth": NumberField("callers above it", "count", lambda s: s.structure.depth),
    "status": _named("status", SpanStatus),
    "kind": _named("kind", SpanKind),
    "statement": TextField("the database statement", _column("db_statement")),
    "db": TextField("the database system", _column("db_system")),
    "method": TextField("the HTTP method", _column("http_method")),
    "url": TextField("the address asked for", _column("url")),
    "http": NumberField("the HTTP status", "count", lambda s: s.model.http_status),
    "peer": TextField("whom it called", _column("peer")),
    "code": TextField("the function in the code", _column("code")),
    "thread": TextField("the thread or track", _tracks),
    "category": TextField("the slice's category", _categories),
}
"""By name. `trace` and `span` ids are looked for besides, by their first digits."""
