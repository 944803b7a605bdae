"""The names of Zipkin's JSON, both versions of it: https://zipkin.io/zipkin-api/."""

from __future__ import annotations

import numpy as np

from perfview.kernels.json_schema import Capture, Object, Value
from perfview.kernels.layout import Column, Table, link, text
from perfview.traces.model import EVENTS_KEY, SpanKind
from perfview.traces.readers.common.span_tables import ATTRIBUTES, NOT_GIVEN, SPANS, span_layout

ANNOTATIONS, ADDRESSES = "annotations", "addresses"
"""Of version 1: what happened when, and the endpoints of binary annotations."""

KINDS = {
    kind.name: int(kind)
    for kind in (SpanKind.CLIENT, SpanKind.SERVER, SpanKind.PRODUCER, SpanKind.CONSUMER)
}
WORD_SOURCES: dict[str, tuple[str, ...]] = {"error_word": ("error",)}
MICROSECONDS = 3

_SPAN_COLUMNS = (
    Column("endpoint", np.uint64),
    Column("port", np.int32),
    text("own_service"),
    text("ipv4"),
    text("ipv6"),
    text("remote"),
    text("error_word"),
)

ZIPKIN_LAYOUT = span_layout(columns=_SPAN_COLUMNS)

ZIPKIN_V1_LAYOUT = span_layout(
    tables=(
        Table(
            ANNOTATIONS,
            (
                Column("time", default=NOT_GIVEN),
                Column("endpoint", np.uint64),
                link("attribute", ATTRIBUTES, np.int64),
                link("span", SPANS),
                text("value"),
                text("service"),
            ),
        ),
        Table(
            ADDRESSES,
            (
                Column("endpoint", np.uint64),
                link("attribute", ATTRIBUTES, np.int64),
                link("span", SPANS),
                text("service"),
            ),
        ),
    ),
    columns=(text("error_word"),),
)


def _identity() -> dict[str, Value]:
    return {
        "traceId": Value(Capture.ID16, "spans.trace_id_high"),
        "id": Value(Capture.ID8, "spans.span_id"),
        "parentId": Value(Capture.ID8, "spans.parent_id"),
        "name": Value(Capture.TEXT, "spans.name"),
        "timestamp": Value(Capture.NUMBER, "spans.start", scale=MICROSECONDS),
        "duration": Value(Capture.NUMBER, "spans.end", scale=MICROSECONDS),
    }


def _event(capture: Capture, into: str) -> Value:
    constant = ("attributes.key", ZIPKIN_LAYOUT.constant_keys.index(EVENTS_KEY.encode()))
    return Value(capture, into, constant=constant, commit=ATTRIBUTES)


def _documents(span: Object) -> Value:
    """A span, spans one after another, an array of them, or an array of traces."""
    spans = Value(object=span, array=Value(object=span))
    return Value(object=span, array=spans)


def v2_schema() -> Value:
    """Spans with kind, localEndpoint, remoteEndpoint, annotations and a map of tags."""
    local = {
        "serviceName": Value(Capture.TEXT, "spans.own_service"),
        "ipv4": Value(Capture.TEXT, "spans.ipv4"),
        "ipv6": Value(Capture.TEXT, "spans.ipv6"),
        "port": Value(Capture.NUMBER, "spans.port"),
    }
    remote = {"serviceName": Value(Capture.TEXT, "spans.remote")}
    tags = Object(
        every_key=Value(Capture.KEY, "attributes.key"),
        every_value=Value(Capture.REFERENCE, "attributes.reference", commit=ATTRIBUTES),
    )
    keys = {
        "kind": Value(Capture.NAME, "spans.kind", names=KINDS),
        "localEndpoint": Value(object=Object(local, place="spans.endpoint")),
        "remoteEndpoint": Value(object=Object(remote)),
        "annotations": _event(Capture.REFERENCE, "attributes.reference"),
        "tags": Value(object=tags),
    }
    return _documents(Object(_identity() | keys, record=SPANS))


def v1_schema() -> Value:
    """Spans with annotations and binaryAnnotations, each with the endpoint it comes from."""
    annotation = Object(
        {
            "timestamp": Value(Capture.NUMBER, "annotations.time", scale=MICROSECONDS),
            "value": _event(Capture.TEXT, "annotations.value"),
            "endpoint": Value(object=_endpoint(ANNOTATIONS)),
        },
        record=ANNOTATIONS,
        place="attributes.reference",
    )
    binary = Object(
        {
            "key": Value(Capture.KEY, "attributes.key"),
            "value": Value(Capture.REFERENCE, "attributes.reference"),
            "endpoint": Value(object=_endpoint(ADDRESSES, record=ADDRESSES)),
        },
        record=ATTRIBUTES,
    )
    keys = {
        "annotations": Value(array=Value(object=annotation)),
        "binaryAnnotations": Value(array=Value(object=binary)),
    }
    return _documents(Object(_identity() | keys, record=SPANS))


def _endpoint(table: str, record: str = "") -> Object:
    service = Value(Capture.TEXT, f"{table}.service")
    return Object({"serviceName": service}, record=record, place=f"{table}.endpoint")
