"""Recordings played with the OpenTelemetry SDK on a made-up clock, encoded by its own exporter."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.json_format import MessageToDict
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, Span, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import Link, SpanKind, Status, StatusCode

EPOCH_NS = 1_760_000_000_000_000_000
_IDS = ("traceId", "spanId", "parentSpanId")


@dataclass
class Scene:
    """Spans of several services; times in milliseconds, attributes with __ for the dots."""

    exporter: InMemorySpanExporter = field(default_factory=InMemorySpanExporter)
    providers: dict[str, TracerProvider] = field(default_factory=dict)
    played: list[tuple[Span, int]] = field(default_factory=list)

    def span(
        self,
        service: str,
        name: str,
        start: float,
        end: float,
        parent: Span | None = None,
        kind: SpanKind = SpanKind.INTERNAL,
        error: str = "",
        links: Sequence[Link] = (),
        **attributes: Any,
    ) -> Span:
        """One span; `error` is the message of its failure."""
        context = trace.set_span_in_context(parent or trace.INVALID_SPAN)
        span = self._tracer(service).start_span(
            name,
            context,
            kind,
            {key.replace("__", "."): value for key, value in attributes.items()},
            links,
            EPOCH_NS + round(start * 1e6),
        )
        assert isinstance(span, Span)
        if error:
            span.set_status(Status(StatusCode.ERROR, error))
        self.played.append((span, EPOCH_NS + round(end * 1e6)))
        return span

    def request(self, service: str, name: str, start: float, end: float, **more: Any) -> Span:
        """A server's root, with the attributes the HTTP conventions ask for."""
        method, route = name.split()
        http: dict[str, Any] = {"http__request__method": method, "http__route": route}
        http |= {"http__response__status_code": 500 if more.get("error") else 200}
        return self.span(service, name, start, end, kind=SpanKind.SERVER, **http | more)

    def query(self, caller: Span, start: float, end: float, text: str, **more: Any) -> Span:
        """A call to PostgreSQL by the caller's service."""
        service = str(caller.resource.attributes["service.name"])
        database: dict[str, Any] = {"db__system__name": "postgresql", "db__query__text": text}
        name = text.split()[0]
        return self.span(service, name, start, end, caller, SpanKind.CLIENT, **database | more)

    def get(self, caller: Span, start: float, end: float, host: str, path: str) -> Span:
        """A request to another host that is not recorded itself."""
        service = str(caller.resource.attributes["service.name"])
        return self.span(
            service,
            "GET",
            start,
            end,
            caller,
            SpanKind.CLIENT,
            http__request__method="GET",
            url__full=f"https://{host}{path}",
            server__address=host,
        )

    def spans(self) -> Sequence[ReadableSpan]:
        """End all spans, once, and give what the SDK exported."""
        for span, end in self.played:
            span.end(end)
        self.played.clear()
        return self.exporter.get_finished_spans()

    def protobuf(self) -> bytes:
        """One export request as it goes over the wire."""
        return encode_spans(self.spans()).SerializeToString()

    def json(self, **style: Any) -> bytes:
        """OTLP JSON as the collector writes it: ids in hex, enumerations as numbers."""
        return json.dumps(otlp_json(self.spans()), **style).encode()

    def _tracer(self, service: str) -> trace.Tracer:
        if service not in self.providers:
            provider = TracerProvider(resource=Resource.create({"service.name": service}))
            provider.add_span_processor(SimpleSpanProcessor(self.exporter))
            self.providers[service] = provider
        return self.providers[service].get_tracer("acceptance")


def otlp_json(spans: Sequence[ReadableSpan]) -> dict[str, Any]:
    """An export request as OTLP JSON. Its mapping differs from protobuf's in ids and enums."""
    document = MessageToDict(encode_spans(spans), use_integers_for_enums=True)
    for resource in document["resourceSpans"]:
        for scope in resource["scopeSpans"]:
            for span in scope["spans"]:
                for owner in (span, *span.get("links", ())):
                    owner |= {
                        key: base64.b64decode(owner[key]).hex() for key in _IDS if key in owner
                    }
    return document


def span_id(span: Span) -> str:
    """The id as the file has it."""
    return format(span.get_span_context().span_id, "016x")
