"""OTLP in protobuf as strange as it may come, and what the protobuf package makes of it."""

from __future__ import annotations

import base64
import random
import struct
from typing import Any

from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span, TracesData

from perfview.recording.source import Source
from perfview.traces.contents import attributes
from perfview.traces.model import NUMBER_SOURCES, TEXT_SOURCES, TraceModel
from tests.kernels import wire

HOT = [key for keys in (TEXT_SOURCES | NUMBER_SOURCES).values() for key in keys]
KEYS = [*HOT, "service.name", "", "x", "ключ", "k" * 200]
WORDS = ["", "a", "GET /", "SELECT 1", "Zoë 😀", "x" * 130, "y" * 700]


class Writer:
    """Writes random documents: fields in any order, repeated, unknown ones among them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def some(self, most: int) -> range:
        return range(self.random.randint(0, most))

    def word(self) -> bytes:
        return self.random.choice(WORDS).encode()

    def unknown(self, groups: bool) -> bytes:
        field = self.random.choice([25, 31, 40, 900, 5000, 1 << 20])
        content = self.random.randbytes(self.random.randint(0, 20))
        # Groups are for the walker only; what is looked up one at a time does without them.
        inner = wire.number(3, 9) + wire.group(7, wire.fixed32(1, 1))
        return self.random.choice(
            [
                wire.group(field, inner) if groups else b"",
                wire.number(field, self.random.getrandbits(64)),
                wire.fixed64(field, self.random.getrandbits(64)),
                wire.fixed32(field, self.random.getrandbits(32)),
                wire.chunk(field, content),
            ]
        )

    def mixed(self, fields: list[bytes], groups: bool = True) -> bytes:
        if self.random.random() < 0.3:
            fields.append(self.unknown(groups))
        if self.random.random() < 0.7:
            self.random.shuffle(fields)
        return b"".join(fields)

    def scalar(self) -> bytes:
        number = self.random.choice([0, 1, 200, 503, 1 << 33, -1, -(1 << 63), (1 << 63) - 1])
        return self.random.choice(
            [
                wire.chunk(1, self.word()),
                wire.number(2, self.random.randint(0, 1)),
                wire.number(3, number),
                wire.tag(4, 1) + struct.pack("<d", self.random.uniform(-1e9, 1e9)),
                wire.chunk(7, self.random.randbytes(9)),
            ]
        )

    def value(self, depth: int = 0) -> bytes:
        kind = self.random.randint(0, 9)
        if kind == 0 and depth < 3:
            values = [wire.chunk(1, self.value(depth + 1)) for _ in self.some(3)]
            return wire.chunk(5, b"".join(values))
        if kind == 1 and depth < 3:
            pairs = [wire.chunk(1, self.pair(depth + 1)) for _ in self.some(3)]
            return wire.chunk(6, b"".join(pairs))
        # Of a choice given twice the last one counts.
        repeated = self.random.choice([0, 1, 1, 1, 1, 2])
        return self.mixed([self.scalar() for _ in range(repeated)], depth == 0)

    def pair(self, depth: int = 0, keys: list[str] = KEYS) -> bytes:
        repeated = self.random.choice([1, 1, 1, 1, 0, 2])
        fields = [wire.chunk(1, self.random.choice(keys).encode()) for _ in range(repeated)]
        return self.mixed([*fields, wire.chunk(2, self.value(depth))], depth == 0)

    def span(self) -> bytes:
        fields = [wire.fixed64(7, self.random.randint(1, 1 << 62))]
        fields += [wire.fixed64(8, self.random.randint(1, 1 << 62)) for _ in self.some(2)]
        for number, size in ((1, 16), (2, 8), (4, 8)):
            fields += [wire.chunk(number, self.random.randbytes(size)) for _ in self.some(2)]
        fields += [wire.chunk(5, self.word()) for _ in self.some(2)]
        fields += [wire.number(6, self.random.randint(0, 5)) for _ in self.some(2)]
        fields += [wire.chunk(9, self.pair()) for _ in self.some(8)]
        fields += [wire.chunk(11, self.event()) for _ in self.some(2)]
        link = wire.chunk(1, b"t" * 16) + wire.chunk(2, b"s" * 8)
        fields += [wire.chunk(13, link) for _ in self.some(1)]
        status = [wire.number(3, self.random.randint(0, 2)), wire.chunk(2, self.word())]
        fields += [wire.chunk(15, self.mixed(status)) for _ in self.some(2)]
        fields += [wire.fixed32(16, 257) for _ in self.some(1)]
        return self.mixed(fields)

    def event(self) -> bytes:
        pairs = [wire.chunk(3, self.pair(1)) for _ in self.some(2)]
        return self.mixed([wire.fixed64(1, 5), wire.chunk(2, self.word()), *pairs], False)

    def scope(self) -> bytes:
        fields = [wire.chunk(2, self.span()) for _ in self.some(5)]
        return self.mixed([*fields, wire.chunk(1, wire.chunk(1, b"scope")), wire.chunk(3, b"url")])

    def resource(self) -> bytes:
        service = wire.chunk(1, b"service.name") + wire.chunk(2, wire.chunk(1, self.word()))
        # The service is read as text, not as the last of several kinds of value in one choice.
        others = [key for key in KEYS if key != "service.name"]
        pairs = [wire.chunk(1, self.pair(1, others)) for _ in self.some(2)]
        return self.mixed([wire.chunk(1, service), *pairs], False)

    def resource_spans(self) -> bytes:
        fields = [wire.chunk(2, self.scope()) for _ in self.some(3)]
        fields += [wire.chunk(1, self.resource()) for _ in self.some(1)]
        return self.mixed([*fields, wire.chunk(3, b"https://schema")])

    def document(self) -> bytes:
        count = self.random.randint(1, 4)
        return self.mixed([wire.chunk(1, self.resource_spans()) for _ in range(count)])


def _plain(value: AnyValue) -> Any:
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    found = getattr(value, kind)
    if kind == "array_value":
        return [_plain(v) for v in found.values]
    if kind == "kvlist_value":
        return {p.key: _plain(p.value) for p in found.values}
    return base64.b64encode(found).decode() if kind == "bytes_value" else found


def _pairs(pairs: list[KeyValue]) -> list[tuple[str, Any]]:
    return [(p.key, _plain(p.value)) for p in pairs]


def _hot(span: Span) -> dict[str, Any]:
    found: dict[str, Any] = {}
    last = {pair.key: pair.value for pair in span.attributes}
    for column, keys in (TEXT_SOURCES | NUMBER_SOURCES).items():
        value = next((last[key] for key in keys if key in last), AnyValue())
        if column in NUMBER_SOURCES:
            fits = -(1 << 31) <= value.int_value < 1 << 31
            found[column] = value.int_value if fits else 0
        else:
            is_text = value.WhichOneof("value") == "string_value"
            found[column] = value.string_value if is_text else None
    return found


def rows_by_protobuf(content: bytes) -> list[dict[str, Any]]:
    """Every span of the document as the protobuf package reads it."""
    rows = []
    for group in TracesData.FromString(content).resource_spans:
        names = [p.value for p in group.resource.attributes if p.key == "service.name"]
        named = bool(names) and names[-1].WhichOneof("value") == "string_value"
        for span in (s for scope in group.scope_spans for s in scope.spans):
            end = span.end_time_unix_nano or span.start_time_unix_nano
            row = {
                "trace": span.trace_id.hex() or "0" * 32,
                "span": span.span_id.hex() or "0" * 16,
                "parent": int.from_bytes(span.parent_span_id, "big"),
                "name": span.name,
                "service": names[-1].string_value if named else None,
                "kind": span.kind,
                "status": span.status.code,
                "start": span.start_time_unix_nano,
                "duration": max(0, end - span.start_time_unix_nano),
                "attributes": _pairs(span.attributes),
                "events": [(e.name, e.time_unix_nano, _pairs(e.attributes)) for e in span.events],
                "links": [(k.trace_id.hex(), k.span_id.hex()) for k in span.links],
                "resource": _pairs(group.resource.attributes),
            }
            rows.append(row | _hot(span))
    return rows


def rows_of_model(model: TraceModel, source: Source) -> list[dict[str, Any]]:
    """Every span of the model in the same form."""
    rows = []
    for i in range(len(model)):
        events = attributes.events(model, source, i)
        row: dict[str, Any] = {
            "trace": model.trace_hex(i),
            "span": model.span_hex(i),
            "parent": int(model.parent_id[i]),
            "name": model.strings[model.name[i]],
            "kind": int(model.kind[i]),
            "status": int(model.status[i]),
            "start": int(model.start_ns[i]),
            "duration": int(model.duration_ns[i]),
            "attributes": attributes.attributes(model, source, i),
            "events": [(e.name, e.time_ns, e.attributes) for e in events],
            "links": [(k.trace_hex, k.span_hex) for k in attributes.links(model, source, i)],
            "resource": attributes.resource(model, source, i),
        }
        for column in ("service", *TEXT_SOURCES):
            index = int(getattr(model, column)[i])
            row[column] = model.strings[index] if index >= 0 else None
        rows.append(row | {c: int(getattr(model, c)[i]) for c in NUMBER_SOURCES})
    return rows
