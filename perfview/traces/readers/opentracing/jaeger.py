"""The names of Jaeger's JSON, in its shapes: API export, protobuf's mapping, Elasticsearch.

https://github.com/jaegertracing/jaeger/blob/main/internal/uimodel/model.go (API),
https://github.com/jaegertracing/jaeger-idl/blob/main/proto/api_v2/model.proto (protobuf),
https://github.com/jaegertracing/jaeger-idl/blob/main/thrift/jaeger.thrift (thrift's batches).
"""

from __future__ import annotations

import numpy as np

from perfview.kernels.json_schema import Capture, Object, Value
from perfview.kernels.layout import Column, Table, link, text
from perfview.traces.model import EVENTS_KEY, LINKS_KEY
from perfview.traces.readers.common.span_tables import NO_VALUE, SPANS, span_layout

GROUPS, PROCESSES, REFERENCES = "groups", "processes", "references"
"""One row a document or trace; a process of one; a reference from a span to another."""

WARNINGS_KEY = "warnings"
CHILD_OF, FOLLOWS_FROM = 1, 2
REFERENCE_TYPES = {"CHILD_OF": CHILD_OF, "FOLLOWS_FROM": FOLLOWS_FROM}
MICROSECONDS = 3

WORD_SOURCES: dict[str, tuple[str, ...]] = {
    "kind_word": ("span.kind",),
    "error_word": ("error",),
    "status_word": ("otel.status_code", "status.code"),
}
"""Text columns of spans that say its kind and status: OpenTracing's semantic conventions."""


def _reference(name: str) -> Column:
    return Column(name, np.uint64, NO_VALUE)


JAEGER_LAYOUT = span_layout(
    tables=(
        Table(
            GROUPS,
            (_reference("reference"), _reference("warnings"), text("service")),
            resumable=True,
            keep_cut_off=True,
        ),
        Table(
            PROCESSES,
            (
                _reference("reference"),
                _reference("tags"),
                Column("digest", np.uint64),
                link("group", GROUPS),
                link("span", SPANS),
                text("id"),
                text("service"),
            ),
        ),
        Table(
            REFERENCES,
            (
                Column("trace_id_high", np.uint64),
                Column("trace_id_low", np.uint64),
                Column("span_id", np.uint64),
                link("span", SPANS),
                Column("kind", np.uint8, CHILD_OF),
            ),
        ),
    ),
    columns=(link("group", GROUPS), text("process"), *(text(name) for name in WORD_SOURCES)),
    constant_keys=(WARNINGS_KEY,),
)


def _list_of(record: Object) -> Value:
    return Value(array=Value(object=record))


def _constant(key: str) -> tuple[str, int]:
    return "attributes.key", JAEGER_LAYOUT.constant_keys.index(key.encode())


def _whole(key: str) -> Value:
    """A value that is kept among the attributes as it stands, under a key of our own."""
    return Value(
        Capture.REFERENCE, "attributes.reference", constant=_constant(key), commit="attributes"
    )


def _tag() -> Object:
    value = Value(Capture.REFERENCE, "attributes.reference")
    names = ("value", "vStr", "vBool", "vInt64", "vFloat64", "vDouble", "vLong", "vBinary")
    keys = {"key": Value(Capture.KEY, "attributes.key")}
    return Object(keys | dict.fromkeys(names, value), record="attributes")


def _trace_id(table: str) -> dict[str, Value]:
    whole = Value(Capture.ID16, f"{table}.trace_id_high")
    return {
        "traceID": whole,
        "traceId": whole,
        "traceIdHigh": Value(Capture.NUMBER, f"{table}.trace_id_high"),
        "traceIdLow": Value(Capture.NUMBER, f"{table}.trace_id_low"),
    }


def _to_other_span() -> Object:
    """A reference: a row of its own, and among the span's links."""
    kind = Value(
        Capture.NAME,
        "references.kind",
        names=REFERENCE_TYPES,
        constant=_constant(LINKS_KEY),
        commit="attributes",
    )
    span = Value(Capture.ID8, "references.span_id")
    keys = _trace_id(REFERENCES) | {"refType": kind, "spanID": span, "spanId": span}
    return Object(keys, record=REFERENCES, place="attributes.reference")


def _process(into: str = PROCESSES, record: str = "") -> Object:
    tags = {"tags": Value(Capture.REFERENCE, "processes.tags")} if into == PROCESSES else {}
    keys = {"serviceName": Value(Capture.TEXT, f"{into}.service")} | tags
    return Object(keys, record=record, place=f"{into}.reference")


def _span() -> Object:
    span, parent = Value(Capture.ID8, "spans.span_id"), Value(Capture.ID8, "spans.parent_id")
    process = Value(Capture.TEXT, "spans.process")
    keys = {
        "spanID": span,
        "spanId": span,
        "parentSpanID": parent,
        "parentSpanId": parent,
        "operationName": Value(Capture.TEXT, "spans.name"),
        "references": _list_of(_to_other_span()),
        "startTime": Value(Capture.TIME, "spans.start", scale=MICROSECONDS),
        "duration": Value(Capture.TIME, "spans.end", scale=MICROSECONDS),
        "tags": _list_of(_tag()),
        "logs": _whole(EVENTS_KEY),
        "warnings": _whole(WARNINGS_KEY),
        "processID": process,
        "processId": process,
        "process": Value(object=_process(record=PROCESSES)),
    }
    return Object(_trace_id(SPANS) | keys, record=SPANS)


def _trace() -> dict[str, Value]:
    by_id = Object(
        every_key=Value(Capture.TEXT, "processes.id"),
        every_value=Value(object=_process(record=PROCESSES)),
    )
    listed = {
        "processId": Value(Capture.TEXT, "processes.id"),
        "process": Value(object=_process()),
    }
    return {
        "spans": _list_of(_span()),
        "processes": Value(object=by_id),
        "processMap": _list_of(Object(listed, record=PROCESSES)),
        "process": Value(object=_process(GROUPS)),
        "warnings": Value(Capture.REFERENCE, "groups.warnings"),
    }


def traces_schema() -> Value:
    """Documents of traces: what the API answers, one trace, a batch, Elasticsearch's answers."""
    found = Object({"_source": Value(object=_span())})
    keys = {
        "data": _list_of(Object(_trace(), record=GROUPS)),
        "hits": Value(object=Object({"hits": _list_of(found)})),
        "_source": Value(object=_span()),
    }
    root = Object(_trace() | keys, record=GROUPS)
    return Value(object=root, array=Value(object=root))


def spans_schema() -> Value:
    """Spans one after another or in an array, each with its process: Elasticsearch's documents."""
    return Value(object=_span(), array=Value(object=_span()))
