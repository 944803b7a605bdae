"""Attributes, events, links and resources decoded on demand, from JSON and from protobuf."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from perfview.kernels.references import LENGTH_BITS, LONGEST, OFFSET_BITS
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from perfview.traces.contents import attributes, protobuf_values
from perfview.traces.contents.detail import Event, Link
from perfview.traces.model import Attributes, TraceModel, ValueType
from perfview.traces.readers.otlp_json import OtlpJson
from tests.traces.building import Recording


def recording(
    span: dict[str, Any], resource: dict[str, Any] | None = None
) -> tuple[TraceModel, Source]:
    document = {"resourceSpans": [{"resource": resource or {}, "scopeSpans": [{"spans": [span]}]}]}
    source = Source.from_bytes(json.dumps(document).encode())
    model, _ = OtlpJson().read(source, Progress())
    return model, source


def pair(key: str, **value: Any) -> dict[str, Any]:
    return {"key": key, "value": value}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"stringValue": 'a "b" \\ é 😀'}, 'a "b" \\ é 😀'),
        ({"string_value": "x"}, "x"),
        ({"intValue": "-9223372036854775808"}, -(2**63)),
        ({"intValue": 7}, 7),
        ({"doubleValue": 1.5}, 1.5),
        ({"doubleValue": "Infinity"}, float("inf")),
        ({"boolValue": False}, False),
        ({"bytesValue": "AQI="}, "AQI="),
        ({"arrayValue": {"values": [{"intValue": "1"}, {"stringValue": "a"}]}}, [1, "a"]),
        ({"arrayValue": {}}, None),
        ({"kvlistValue": {"values": [pair("k", boolValue=True)]}}, {"k": True}),
        ({}, None),
    ],
)
def test_json_values(value: dict[str, Any], expected: object) -> None:
    model, source = recording({"attributes": [{"key": "k", "value": value}]})
    assert attributes.attributes(model, source, 0) == [("k", expected)]


def test_json_events_links_and_resource() -> None:
    span = {
        "attributes": [pair("a", intValue="1")],
        "events": [{"timeUnixNano": "12", "name": "e", "attributes": [pair("b", stringValue="x")]}],
        "links": [{"traceId": "AB" * 16, "spanId": base64.b64encode(b"12345678").decode()}],
    }
    model, source = recording(span, {"attributes": [pair("service.name", stringValue="shop")]})
    assert attributes.attributes(model, source, 0) == [("a", 1)]
    assert attributes.events(model, source, 0) == [Event("e", 12, [("b", "x")])]
    assert attributes.links(model, source, 0) == [Link("ab" * 16, b"12345678".hex())]
    assert attributes.resource(model, source, 0) == [("service.name", "shop")]


def test_values_longer_than_a_reference_can_say() -> None:
    text = 'long "quoted" \\ text ' * 80_000
    many = [{"intValue": str(i)} for i in range(70_000)]
    span = {
        "attributes": [
            pair("t", stringValue=text),
            pair("a", arrayValue={"values": many}),
            pair("db.statement", stringValue="x" * (1 << 20)),
        ],
        "events": [{"name": "n" * (1 << 20)}],
    }
    model, source = recording(span)
    found = dict(attributes.attributes(model, source, 0))
    assert found["t"] == text
    assert found["a"] == list(range(70_000))
    assert found["db.statement"] == "x" * (1 << 20)
    assert attributes.events(model, source, 0)[0].name == "n" * (1 << 20)
    assert int(model.db_statement[0]) == -1


def _varint(value: int) -> bytes:
    written = bytearray()
    while value >= 128:
        written.append(value & 127 | 128)
        value >>= 7
    return bytes([*written, value])


def in_protobuf(*values: tuple[str, bytes, ValueType]) -> tuple[TraceModel, Source]:
    """A model whose attributes stand one after another in a file of their own."""
    recorded = Recording()
    recorded.span(0, 1)
    content, words = b"", []
    for _, value, kind in values:
        content += b"\x0a" + _varint(len(value))
        shown = min(len(value), LONGEST)
        words.append(len(content) | shown << OFFSET_BITS | int(kind) << OFFSET_BITS + LENGTH_BITS)
        content += value
    model = recorded.model()
    keys = [key for key, _, _ in values]
    found = Attributes(
        np.array([0, len(values)], np.int64),
        np.arange(len(values), dtype=np.int32),
        np.array(words, np.uint64),
        type(model.strings).of(keys),
    )
    object.__setattr__(model, "attributes", found)
    return model, Source.from_bytes(content)


def test_protobuf_values() -> None:
    array = AnyValue(
        array_value=ArrayValue(values=[AnyValue(int_value=-1), AnyValue(bool_value=True)])
    )
    nested = AnyValue(kvlist_value=KeyValueList(values=[KeyValue(key="k", value=array)]))
    model, source = in_protobuf(
        ("text", "é\\n".encode(), ValueType.TEXT),
        ("int", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", ValueType.VARINT),
        ("double", np.float64(2.5).tobytes(), ValueType.DOUBLE),
        ("bool", b"\x01", ValueType.BOOL),
        ("bytes", b"\x01\x02", ValueType.BYTES),
        ("array", array.SerializeToString(), ValueType.PROTOBUF),
        ("nested", nested.SerializeToString(), ValueType.PROTOBUF),
        ("long", b"y" * (1 << 20), ValueType.TEXT),
    )
    assert attributes.attributes(model, source, 0) == [
        ("text", "é\\n"),
        ("int", -1),
        ("double", 2.5),
        ("bool", True),
        ("bytes", "AQI="),
        ("array", [-1, True]),
        ("nested", {"k": [-1, True]}),
        ("long", "y" * (1 << 20)),
    ]


def test_protobuf_events_links_and_resource() -> None:
    value = KeyValue(key="k", value=AnyValue(string_value="v"))
    event = Span.Event(time_unix_nano=12, name="e", attributes=[value])
    link = Span.Link(trace_id=b"\x01" * 16, span_id=b"\x02" * 8, attributes=[value])
    model, source = in_protobuf(
        ("@events", event.SerializeToString(), ValueType.PROTOBUF),
        ("@links", link.SerializeToString(), ValueType.PROTOBUF),
    )
    assert attributes.attributes(model, source, 0) == []
    assert attributes.events(model, source, 0) == [Event("e", 12, [("k", "v")])]
    assert attributes.links(model, source, 0) == [Link("01" * 16, "02" * 8, [("k", "v")])]
    resource = Resource(attributes=[value])
    assert protobuf_values.resource(resource.SerializeToString()) == [("k", "v")]


def test_damaged_protobuf_gives_what_can_be_read() -> None:
    message = AnyValue(string_value="text").SerializeToString()
    for cut in range(len(message)):
        assert protobuf_values.any_value(message[:cut]) in (None, "")
    assert list(protobuf_values.fields(b"\xff" * 20)) == []


def test_deep_protobuf_ends_at_some_depth() -> None:
    message = AnyValue(int_value=1).SerializeToString()
    for _ in range(1000):
        for tag in (b"\x0a", b"\x2a"):
            message = tag + _varint(len(message)) + message
    value = protobuf_values.any_value(message)
    depth = 0
    while isinstance(value, list):
        value = value[0]
        depth += 1
    assert 50 < depth < 100
