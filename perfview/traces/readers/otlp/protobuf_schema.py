"""OTLP in protobuf, by field number: what is kept of it and where it goes.

https://github.com/open-telemetry/opentelemetry-proto (trace, metrics, logs, resource and common).
The three kinds of request have the same numbers down to the record, which alone shows its kind.
"""

from __future__ import annotations

from functools import cache

from perfview.kernels.protobuf_schema import (
    Capture,
    Choice,
    Field,
    Message,
    Schema,
    Wire,
    compile_schema,
)
from perfview.traces.model import EVENTS_KEY, LINKS_KEY, TRACE_STATE_KEY, ValueType
from perfview.traces.readers.common.span_tables import (
    ATTRIBUTES,
    LOG_RECORDS,
    METRIC_POINTS,
    RESOURCE_ATTRIBUTES,
    RESOURCES,
    SPAN_LAYOUT,
    SPANS,
)

_VALUE = f"{ATTRIBUTES}.reference"


def _reference(kind: ValueType, wire: Wire = Wire.BYTES) -> Field:
    return Field(Capture.REFERENCE, _VALUE, reference_type=int(kind), wire=wire)


_WHOLE_VALUE = Field(Capture.AROUND, _VALUE, reference_type=int(ValueType.PROTOBUF))
_ANY_VALUE = Message(
    {
        1: _reference(ValueType.TEXT),
        2: _reference(ValueType.BOOL, Wire.VARINT),
        3: _reference(ValueType.VARINT, Wire.VARINT),
        4: _reference(ValueType.DOUBLE, Wire.FIXED64),
        5: _WHOLE_VALUE,
        6: _WHOLE_VALUE,
        7: _reference(ValueType.BYTES),
    }
)


def _attribute(table: str, value: Message) -> Field:
    key = Field(Capture.KEY, f"{table}.key")
    return Field(message=Message({1: key, 2: Field(message=value)}, record=table))


def _listed(key: str, kind: ValueType = ValueType.PROTOBUF) -> Field:
    """A repeated message that stands among the attributes under `key`, unparsed; or a text."""
    return Field(
        Capture.REFERENCE,
        _VALUE,
        reference_type=int(kind),
        constant=(f"{ATTRIBUTES}.key", SPAN_LAYOUT.constant_keys.index(key.encode())),
        commit=ATTRIBUTES,
    )


_SPAN = Message(
    {
        1: Field(Capture.ID16, f"{SPANS}.trace_id_high"),
        2: Field(Capture.ID8, f"{SPANS}.span_id"),
        3: _listed(TRACE_STATE_KEY, ValueType.TEXT),
        4: Field(Capture.ID8, f"{SPANS}.parent_id"),
        5: Field(Capture.TEXT, f"{SPANS}.name"),
        6: Field(Capture.VARINT, f"{SPANS}.kind"),
        7: Field(Capture.FIXED64, f"{SPANS}.start"),
        8: Field(Capture.FIXED64, f"{SPANS}.end"),
        9: _attribute(ATTRIBUTES, _ANY_VALUE),
        11: _listed(EVENTS_KEY),
        13: _listed(LINKS_KEY),
        15: Field(message=Message({3: Field(Capture.VARINT, f"{SPANS}.status")})),
    },
    record=SPANS,
)
_DATA = Field(message=Message({1: Field(message=Message(record=METRIC_POINTS))}))
_METRIC = Message({5: _DATA, 7: _DATA, 9: _DATA, 10: _DATA, 11: _DATA})
_LOG_RECORD = Message(record=LOG_RECORDS)

# What only one of the three has: a span's parent, kind, times and status; a log record's times
# and severity; a metric's sum or exponential histogram (its other fields could be a span's).
SPAN_SIGNS = {
    (4, Wire.BYTES),
    (6, Wire.VARINT),
    (7, Wire.FIXED64),
    (8, Wire.FIXED64),
    (15, Wire.BYTES),
}
LOG_SIGNS = {(1, Wire.FIXED64), (2, Wire.VARINT), (11, Wire.FIXED64), (8, Wire.FIXED32)}
METRIC_SIGNS = {(7, Wire.BYTES), (10, Wire.BYTES)}

_RECORD = Choice(
    dict.fromkeys(SPAN_SIGNS, _SPAN)
    | dict.fromkeys(LOG_SIGNS, _LOG_RECORD)
    | dict.fromkeys(METRIC_SIGNS, _METRIC),
    otherwise=_METRIC,
)
_SCOPE = Field(message=Message({2: Field(choice=_RECORD)}, stream=True))
_SERVICE = Message({1: Field(Capture.TEXT, f"{RESOURCE_ATTRIBUTES}.text")})
_RESOURCE = Field(
    Capture.REFERENCE,
    f"{RESOURCES}.reference",
    reference_type=int(ValueType.PROTOBUF),
    message=Message({1: _attribute(RESOURCE_ATTRIBUTES, _SERVICE)}),
)
# 1000 is instrumentation_library_spans, which scope_spans replaced in 2022 (v0.15).
_RESOURCE_SPANS = Message({1: _RESOURCE, 2: _SCOPE, 1000: _SCOPE}, record=RESOURCES, stream=True)
_ROOT = Message({1: Field(message=_RESOURCE_SPANS)}, stream=True)


@cache
def otlp_schema() -> Schema:
    """The schema of TracesData, MetricsData, LogsData and the requests that hold the same."""
    return compile_schema(_ROOT, SPAN_LAYOUT)
