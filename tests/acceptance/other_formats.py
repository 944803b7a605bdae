"""The same spans as Jaeger's interface and Zipkin's export them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import StatusCode

_JAEGER_TYPES = {bool: "bool", int: "int64", float: "float64"}


def jaeger_json(spans: Sequence[ReadableSpan]) -> bytes:
    """One trace after another, each with its processes."""
    traces: dict[str, list[ReadableSpan]] = {}
    for span in spans:
        traces.setdefault(_trace_id(span), []).append(span)
    return json.dumps({"data": [_jaeger_trace(*each) for each in traces.items()]}).encode()


def zipkin_json(
    spans: Sequence[ReadableSpan], ahead_ms: Mapping[str, float] | None = None
) -> bytes:
    """Version 2; names in lower case, as its libraries send them. `ahead_ms`: services' clocks."""
    return json.dumps([_zipkin_span(span, ahead_ms or {}) for span in spans]).encode()


def _jaeger_trace(trace_id: str, spans: list[ReadableSpan]) -> dict[str, Any]:
    resources = list({id(span.resource): span.resource for span in spans}.values())
    processes = {
        f"p{place}": {
            "serviceName": resource.attributes["service.name"],
            "tags": _host_tags(resource.attributes.get("service.instance.id")),
        }
        for place, resource in enumerate(resources)
    }
    place = {id(resource): f"p{k}" for k, resource in enumerate(resources)}
    written = [_jaeger_span(span, trace_id, place[id(span.resource)]) for span in spans]
    return {"traceID": trace_id, "spans": written, "processes": processes}


def _jaeger_span(span: ReadableSpan, trace_id: str, process: str) -> dict[str, Any]:
    parent = span.parent and [
        {"refType": "CHILD_OF", "traceID": trace_id, "spanID": f"{span.parent.span_id:016x}"}
    ]
    tags: dict[str, Any] = dict(span.attributes or {})
    if span.kind.name != "INTERNAL":
        tags["span.kind"] = span.kind.name.lower()
    if span.status.status_code is StatusCode.ERROR:
        tags["error"] = True
    return {
        "traceID": trace_id,
        "spanID": _span_id(span),
        "operationName": span.name,
        "references": parent or [],
        "startTime": _start_us(span),
        "duration": _duration_us(span),
        "tags": _jaeger_tags(tags),
        "logs": [
            {
                "timestamp": event.timestamp // 1000,
                "fields": _jaeger_tags({"event": event.name, **(event.attributes or {})}),
            }
            for event in span.events
        ],
        "processID": process,
    }


def _host_tags(instance: Any) -> list[dict[str, Any]]:
    return _jaeger_tags({"hostname": instance} if instance else {})


def _jaeger_tags(pairs: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"key": key, "type": _JAEGER_TYPES.get(type(value), "string"), "value": value}
        for key, value in pairs.items()
    ]


def _zipkin_span(span: ReadableSpan, ahead_ms: Mapping[str, float]) -> dict[str, Any]:
    service = str(span.resource.attributes["service.name"])
    written: dict[str, Any] = {
        "traceId": _trace_id(span),
        "id": _span_id(span),
        "name": span.name.lower(),
        "timestamp": _start_us(span) + round(1000 * ahead_ms.get(service, 0)),
        "duration": max(1, _duration_us(span)),
        "localEndpoint": {"serviceName": service},
        "tags": {key: str(value) for key, value in (span.attributes or {}).items()},
    }
    if span.parent:
        written["parentId"] = f"{span.parent.span_id:016x}"
    if span.kind.name != "INTERNAL":
        written["kind"] = span.kind.name
    if span.status.status_code is StatusCode.ERROR:
        written["tags"]["error"] = span.status.description or "true"
    return written


def _trace_id(span: ReadableSpan) -> str:
    assert span.context is not None
    return f"{span.context.trace_id:032x}"


def _span_id(span: ReadableSpan) -> str:
    assert span.context is not None
    return f"{span.context.span_id:016x}"


def _start_us(span: ReadableSpan) -> int:
    assert span.start_time is not None
    return span.start_time // 1000


def _duration_us(span: ReadableSpan) -> int:
    assert span.end_time is not None
    return span.end_time // 1000 - _start_us(span)
