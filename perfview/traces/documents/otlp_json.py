"""Spans as OpenTelemetry JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import numpy as np
import orjson
from numpy.typing import NDArray

from perfview.traces.contents.attributes import events, links, resource
from perfview.traces.contents.detail import Event, Link, Pairs, Value
from perfview.traces.contents.many_attributes import attributes_of
from perfview.traces.model import EVENTS_KEY, LINKS_KEY
from perfview.traces.study import Study

_AT_ONCE = 2_000
_LARGEST = 2**63


def write_otlp_json(
    study: Study,
    rows: NDArray[np.int32],
    file: BinaryIO,
    check: Callable[[], None] = lambda: None,
) -> None:
    """These spans with attributes, events, links and resources, as one document.

    `check` is called every 2,000 spans and may raise. Raises `UnreadableInput` when the recording
    has changed since it was read.
    """
    file.write(b'{"resourceSpans":[')
    for index, group in enumerate(_by_resource(study, rows)):
        head = orjson.dumps({"resource": {"attributes": _resource(study, int(group[0]))}})
        file.write((b"," if index else b"") + head[:-1] + b',"scopeSpans":[{"spans":[')
        for first in range(0, len(group), _AT_ONCE):
            check()
            part = group[first : first + _AT_ONCE]
            spans = [orjson.dumps(span) for span in _spans(study, part)]
            file.write((b"," if first else b"") + b",\n".join(spans))
        file.write(b"]}]}\n")
    file.write(b"]}\n")


def _by_resource(study: Study, rows: NDArray[np.int32]) -> Iterator[NDArray[np.int32]]:
    """Rows of one resource and service each, in the order of the file."""
    model = study.model
    rows = np.sort(rows)
    keys = np.stack([model.resource[rows], model.service[rows]], axis=1)
    _, group = np.unique(keys, axis=0, return_inverse=True)
    order = np.argsort(group.ravel(), kind="stable")
    cuts = np.flatnonzero(np.diff(group.ravel()[order])) + 1
    yield from (part for part in np.split(rows[order], cuts) if len(part))


def _resource(study: Study, row: int) -> list[dict[str, Any]]:
    """The resource's attributes; its name at least, where the file knows no more."""
    said: Pairs = []
    if study.source is not None:
        said = resource(study, study.source, row)
    name = study.model.strings[int(study.model.service[row])]
    if name and not any(key == "service.name" for key, _ in said):
        said = [("service.name", name), *said]
    return _pairs(said)


def _spans(study: Study, rows: NDArray[np.int32]) -> Iterator[dict[str, Any]]:
    model = study.model
    starts, durations = model.start_ns[rows].tolist(), model.duration_ns[rows].tolist()
    listed = {key: _has(study, rows, key) for key in (EVENTS_KEY, LINKS_KEY)}
    for i, said in enumerate(attributes_of(study, rows)):
        row = int(rows[i])
        span: dict[str, Any] = {
            "traceId": model.trace_hex(row),
            "spanId": model.span_hex(row),
            "name": model.strings[int(model.name[row])],
            "kind": int(model.kind[row]),
            "startTimeUnixNano": str(starts[i]),
            "endTimeUnixNano": str(starts[i] + durations[i]),
            "attributes": _pairs(list(said.items())),
            "status": {"code": int(model.status[row])},
        }
        if model.parent_id[row]:
            span["parentSpanId"] = f"{int(model.parent_id[row]):016x}"
        if study.source is not None and listed[EVENTS_KEY][i]:
            span["events"] = [_event(event) for event in events(study, study.source, row)]
        if study.source is not None and listed[LINKS_KEY][i]:
            span["links"] = [_link(link) for link in links(study, study.source, row)]
        yield span


def _has(study: Study, rows: NDArray[np.int32], key: str) -> list[bool]:
    """Which rows have something under a key that stands among the attributes unparsed."""
    table = study.model.attributes
    number = table.keys.find(key)
    return [
        number >= 0 and bool((table.key[table.first[row] : table.first[row + 1]] == number).any())
        for row in rows.tolist()
    ]


def _event(event: Event) -> dict[str, Any]:
    times = {"timeUnixNano": str(event.time_ns)} if event.time_ns else {}
    return times | {"name": event.name, "attributes": _pairs(event.attributes)}


def _link(link: Link) -> dict[str, Any]:
    ids = {"traceId": link.trace_hex, "spanId": link.span_hex}
    return ids | {"attributes": _pairs(link.attributes)}


def _pairs(pairs: Pairs) -> list[dict[str, Any]]:
    return [{"key": key, "value": _wrapped(value)} for key, value in pairs]


def _wrapped(value: Value) -> dict[str, Any]:
    """A plain value as OTLP's AnyValue."""
    if value is None:
        return {}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        fits = -_LARGEST <= value < _LARGEST
        return {"intValue": str(value)} if fits else {"doubleValue": float(value)}
    if isinstance(value, float):
        return {"doubleValue": value if np.isfinite(value) else str(value)}
    if isinstance(value, list):
        return {"arrayValue": {"values": [_wrapped(each) for each in value]}}
    if isinstance(value, dict):
        return {"kvlistValue": {"values": _pairs(list(value.items()))}}
    return {"stringValue": value.encode("utf-8", "replace").decode()}
