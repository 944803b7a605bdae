"""The made-up traces in the older formats: Jaeger's and Zipkin's JSON, as their APIs answer."""

from __future__ import annotations

from typing import BinaryIO

import orjson

from benchmarks.shop import CLIENT, SERVER, Span, traces

_KINDS = {SERVER: "server", CLIENT: "client"}
_TYPES = {str: "string", int: "int64", bool: "bool"}


def write_jaeger(file: BinaryIO, spans: int) -> None:
    """One answer of Jaeger's API with all traces."""
    file.write(b'{"data":[')
    comma = b""
    for trace in traces(spans):
        file.write(comma + orjson.dumps(_jaeger_trace(trace)))
        comma = b","
    file.write(b'],"total":0,"limit":0,"offset":0,"errors":null}')


def _jaeger_trace(trace: list[Span]) -> dict[str, object]:
    processes: dict[str, str] = {}
    for span in trace:
        processes.setdefault(span.service, f"p{len(processes) + 1}")
    return {
        "traceID": f"{trace[0].trace:032x}",
        "spans": [_jaeger_span(span, processes[span.service]) for span in trace],
        "processes": {
            process: {
                "serviceName": service,
                "tags": [_tag("hostname", f"{service}-7d4f"), _tag("jaeger.version", "Go-2.30")],
            }
            for service, process in processes.items()
        },
        "warnings": None,
    }


def _tag(key: str, value: str | int) -> dict[str, object]:
    return {"key": key, "type": _TYPES[type(value)], "value": value}


def _jaeger_span(span: Span, process: str) -> dict[str, object]:
    trace = f"{span.trace:032x}"
    above = {"refType": "CHILD_OF", "traceID": trace, "spanID": f"{span.parent:016x}"}
    tags = [_tag(key, value) for key, value in span.attributes]
    tags.append(_tag("span.kind", _KINDS.get(span.kind, "internal")))
    if span.error:
        tags += [_tag("error", True), _tag("otel.status_description", span.error)]
    return {
        "traceID": trace,
        "spanID": f"{span.id:016x}",
        "flags": 1,
        "operationName": span.name,
        "references": [above] if span.parent else [],
        "startTime": span.start // 1000,
        "duration": (span.end - span.start) // 1000,
        "tags": tags,
        "logs": [],
        "processID": process,
        "warnings": None,
    }


def write_zipkin(file: BinaryIO, spans: int) -> None:
    """One array with the spans of all traces."""
    file.write(b"[")
    comma = b""
    for trace in traces(spans):
        for span in trace:
            file.write(comma + orjson.dumps(_zipkin_span(span)))
            comma = b","
    file.write(b"]")


def _zipkin_span(span: Span) -> dict[str, object]:
    written: dict[str, object] = {
        "traceId": f"{span.trace:032x}",
        "id": f"{span.id:016x}",
        "name": span.name,
        "timestamp": span.start // 1000,
        "duration": (span.end - span.start) // 1000,
        "localEndpoint": {"serviceName": span.service, "ipv4": "10.12.0.1"},
        "tags": {key: str(value) for key, value in span.attributes},
    }
    if span.parent:
        written["parentId"] = f"{span.parent:016x}"
    if span.kind in _KINDS:
        written["kind"] = _KINDS[span.kind].upper()
    if span.error:
        written["tags"] = {**written["tags"], "error": span.error}  # type: ignore[dict-item]
    return written
