"""Writes the made-up traces as OTLP files under benchmarks/data, once."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import orjson
from opentelemetry.proto.trace.v1 import trace_pb2

from benchmarks.opentracing import write_jaeger, write_zipkin
from benchmarks.shop import ERROR, Span, traces

DATA = Path(__file__).parent / "data"
BATCH = 512


def recording(spans: int, kind: str) -> Path:
    """The file with that many spans, made when it is not there yet.

    `kind` is json or pb (OpenTelemetry), jaeger or zipkin.
    """
    name = f"otlp.{kind}" if kind in ("json", "pb") else f"{kind}.json"
    path = DATA / f"shop-{spans}.{name}"
    if not path.exists():
        print(f"making {path.name}", file=sys.stderr, flush=True)
        DATA.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            _WRITERS[kind](file, spans)
        unfinished.rename(path)
    return path


def _batches(spans: int) -> Iterator[dict[str, list[Span]]]:
    """What an exporter would send: spans of a batch of traces, by service."""
    batch: dict[str, list[Span]] = defaultdict(list)
    for number, trace in enumerate(traces(spans)):
        for span in trace:
            batch[span.service].append(span)
        if number % BATCH == BATCH - 1:
            yield batch
            batch = defaultdict(list)
    yield batch


def _json_value(value: str | int) -> dict[str, str]:
    return {"stringValue": value} if isinstance(value, str) else {"intValue": str(value)}


def _json_span(span: Span) -> dict[str, object]:
    attributes = [{"key": k, "value": _json_value(v)} for k, v in span.attributes]
    written: dict[str, object] = {
        "traceId": f"{span.trace:032x}",
        "spanId": f"{span.id:016x}",
        "parentSpanId": f"{span.parent:016x}" if span.parent else "",
        "name": span.name,
        "kind": span.kind,
        "startTimeUnixNano": str(span.start),
        "endTimeUnixNano": str(span.end),
        "attributes": attributes,
        "status": {"code": ERROR, "message": span.error} if span.error else {},
    }
    return written


def _write_json(file: BinaryIO, spans: int) -> None:
    file.write(b'{"resourceSpans":[')
    comma = b""
    for batch in _batches(spans):
        for service, rows in batch.items():
            name = {"key": "service.name", "value": {"stringValue": service}}
            scope = {"scope": {"name": "shop", "version": "1.4.0"}, "spans": []}
            scope["spans"] = [_json_span(span) for span in rows]  # type: ignore[assignment]
            resource = {"resource": {"attributes": [name]}, "scopeSpans": [scope]}
            file.write(comma + orjson.dumps(resource))
            comma = b","
    file.write(b"]}")


def _write_protobuf(file: BinaryIO, spans: int) -> None:
    for batch in _batches(spans):
        data = trace_pb2.TracesData()
        for service, rows in batch.items():
            group = data.resource_spans.add()
            name = group.resource.attributes.add()
            name.key, name.value.string_value = "service.name", service
            scope = group.scope_spans.add()
            for span in rows:
                _fill(scope.spans.add(), span)
        file.write(data.SerializeToString())


def _fill(message: trace_pb2.Span, span: Span) -> None:
    message.trace_id = span.trace.to_bytes(16, "big")
    message.span_id = span.id.to_bytes(8, "big")
    message.parent_span_id = span.parent.to_bytes(8, "big") if span.parent else b""
    message.name, message.kind = span.name, span.kind
    message.start_time_unix_nano, message.end_time_unix_nano = span.start, span.end
    for key, value in span.attributes:
        attribute = message.attributes.add()
        attribute.key = key
        if isinstance(value, str):
            attribute.value.string_value = value
        else:
            attribute.value.int_value = value
    if span.error:
        message.status.code, message.status.message = ERROR, span.error


_WRITERS = {
    "json": _write_json,
    "pb": _write_protobuf,
    "jaeger": write_jaeger,
    "zipkin": write_zipkin,
}
