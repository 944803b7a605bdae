"""The names of OpenTelemetry's protocol: https://github.com/open-telemetry/opentelemetry-proto."""

from __future__ import annotations

import re

from perfview.kernels.json_schema import Capture, Object, Value
from perfview.kernels.references import BARE
from perfview.traces.model import EVENTS_KEY, LINKS_KEY, TRACE_STATE_KEY, SpanKind, SpanStatus
from perfview.traces.readers.common.span_tables import SPAN_LAYOUT

KINDS = {f"SPAN_KIND_{kind.name}": int(kind) for kind in SpanKind}
STATUSES = {f"STATUS_CODE_{status.name}": int(status) for status in SpanStatus}


def both_cases(keys: dict[str, Value]) -> dict[str, Value]:
    """These keys in camelCase and in snake_case, as protobuf's JSON mapping allows."""
    snake = {re.sub(r"[A-Z]", lambda m: "_" + m[0].lower(), key): keys[key] for key in keys}
    return snake | keys


def _list_of(record: Object) -> Value:
    return Value(array=Value(object=record))


def _any_value(table: str, text: str = "") -> Object:
    """AnyValue: a reference to whatever the value is; its text interned when `text` names where."""
    into = f"{table}.reference"
    plain = Value(Capture.REFERENCE, into)
    string = Value(Capture.TEXT, text) if text else plain
    if text:
        return Object(both_cases({"stringValue": string}))
    bare = Value(Capture.REFERENCE, into, reference_type=BARE)
    return Object(
        both_cases(
            {
                "stringValue": string,
                "intValue": bare,
                "boolValue": plain,
                "doubleValue": bare,
                "arrayValue": plain,
                "kvlistValue": plain,
                "bytesValue": plain,
            }
        )
    )


def _attributes(table: str, text: str = "") -> Value:
    keys = {
        "key": Value(Capture.KEY, f"{table}.key"),
        "value": Value(object=_any_value(table, text)),
    }
    return _list_of(Object(keys, record=table))


def _listed(key: str) -> Value:
    constant = SPAN_LAYOUT.constant_keys.index(key.encode())
    return Value(
        Capture.REFERENCE,
        "attributes.reference",
        constant=("attributes.key", constant),
        commit="attributes",
    )


def _span() -> Object:
    status = both_cases({"code": Value(Capture.NAME, "spans.status", names=STATUSES)})
    return Object(
        both_cases(
            {
                "traceId": Value(Capture.ID16, "spans.trace_id_high"),
                "spanId": Value(Capture.ID8, "spans.span_id"),
                "parentSpanId": Value(Capture.ID8, "spans.parent_id"),
                "name": Value(Capture.TEXT, "spans.name"),
                "kind": Value(Capture.NAME, "spans.kind", names=KINDS),
                "startTimeUnixNano": Value(Capture.NUMBER, "spans.start"),
                "endTimeUnixNano": Value(Capture.NUMBER, "spans.end"),
                "attributes": _attributes("attributes"),
                "events": _listed(EVENTS_KEY),
                "links": _listed(LINKS_KEY),
                "traceState": _listed(TRACE_STATE_KEY),
                "status": Value(object=Object(status)),
            }
        ),
        record="spans",
    )


def _resource() -> Value:
    attributes = _attributes("resource_attributes", "resource_attributes.text")
    return Value(object=Object({"attributes": attributes}, place="resources.reference"))


def _resource_spans() -> Object:
    scope = _list_of(Object({"spans": _list_of(_span())}))
    keys = {"scopeSpans": scope, "instrumentationLibrarySpans": scope}
    return Object({"resource": _resource()} | both_cases(keys), record="resources")


def _resource_metrics() -> Object:
    points = _list_of(Object(record="metric_points"))
    data = Value(object=Object(both_cases({"dataPoints": points})))
    kinds = ("gauge", "sum", "histogram", "exponentialHistogram", "summary")
    metric = Object(both_cases(dict.fromkeys(kinds, data)))
    scope = _list_of(Object({"metrics": _list_of(metric)}))
    return Object(both_cases({"scopeMetrics": scope, "instrumentationLibraryMetrics": scope}))


def _resource_logs() -> Object:
    records = _list_of(Object(record="log_records"))
    scope = _list_of(Object(both_cases({"logRecords": records, "logs": records})))
    return Object(both_cases({"scopeLogs": scope, "instrumentationLibraryLogs": scope}))


def json_schema() -> Value:
    """TracesData, MetricsData and LogsData in one: what any OTLP JSON document may hold.

    Documents may stand one after another or in an array. `batches` is what Grafana Tempo calls
    resourceSpans (https://grafana.com/docs/tempo/latest/api_docs/#query).
    """
    keys = {
        "resourceSpans": _list_of(_resource_spans()),
        "batches": _list_of(_resource_spans()),
        "resourceMetrics": _list_of(_resource_metrics()),
        "resourceLogs": _list_of(_resource_logs()),
    }
    # Jaeger's API, version 3, wraps each document: {"result": {"resourceSpans": ...}}.
    wrapped = {"result": Value(object=Object(both_cases(keys)))}
    document = Object(both_cases(keys) | wrapped, record="documents")
    return Value(object=document, array=Value(object=document))
