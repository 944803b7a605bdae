"""OTLP documents written span by span in tests, for what stands in a span's attributes."""

from __future__ import annotations

import base64
import copy
import json
from typing import Any

from google.protobuf.json_format import ParseDict  # type: ignore[import-untyped]
from opentelemetry.proto.trace.v1.trace_pb2 import TracesData

from perfview.findings.detector import Detector, Limits
from perfview.findings.finding import Finding
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from perfview.traces.model import SpanKind
from perfview.traces.readers.otlp_json import OtlpJson
from perfview.traces.readers.otlp_protobuf import OtlpProtobuf
from perfview.traces.study import Study
from tests.traces.building import EPOCH_NS


class Labelled:
    """One recording: its spans, times in ms, and which of them are at fault."""

    def __init__(self, service: str = "shop", **resource: Any) -> None:
        self.spans: list[dict[str, Any]] = []
        self.offenders: set[str] = set()
        told = {"service.name": service, **resource}
        self._resource = {"attributes": [_attribute(key, value) for key, value in told.items()]}

    def span(
        self,
        start: float,
        end: float,
        name: str,
        parent: str = "",
        *,
        trace: int = 1,
        kind: SpanKind = SpanKind.INTERNAL,
        at_fault: bool = False,
        events: tuple[tuple[str, float], ...] = (),
        **attributes: Any,
    ) -> str:
        """Add a span; attributes as keywords, `__` for a dot, None for none. Gives its id."""
        identity = f"{len(self.spans) + 1:016x}"
        told = {key.replace("__", "."): value for key, value in attributes.items()}
        self.spans.append(
            {
                "traceId": f"{trace:032x}",
                "spanId": identity,
                "parentSpanId": parent,
                "name": name,
                "kind": int(kind),
                "startTimeUnixNano": str(EPOCH_NS + round(start * 1e6)),
                "endTimeUnixNano": str(EPOCH_NS + round(end * 1e6)),
                "attributes": [_attribute(k, v) for k, v in told.items() if v is not None],
                "events": [
                    {"name": name, "timeUnixNano": str(EPOCH_NS + round(at * 1e6))}
                    for name, at in events
                ],
                "status": {},
            }
        )
        if at_fault:
            self.offenders.add(identity)
        return identity

    def request(self, length: float = 20_000, **attributes: Any) -> str:
        """A server span and the view in it, which is given."""
        told = {"http__request__method": "GET", "http__route": "/books", **attributes}
        root = self.span(0, length, "GET /books", kind=SpanKind.SERVER, **told)
        return self.span(0, length, "view", root, code__function="index")

    def page(self, length: float = 20_000, **attributes: Any) -> str:
        """A page's load and the view in it, which is given."""
        root = self.span(0, length, "pageload", sentry__op="pageload", **attributes)
        return self.span(0, length, "view", root)

    def query(
        self, start: float, end: float, parent: str, statement: str, *, at_fault: bool = False,
        system: str = "postgresql", **attributes: Any,
    ) -> str:  # fmt: skip
        """A database call."""
        return self.span(
            start, end, statement.split()[0], parent, kind=SpanKind.CLIENT, at_fault=at_fault,
            db__system=system, db__statement=statement, **attributes,
        )  # fmt: skip

    def get(
        self, start: float, end: float, parent: str, url: str, *, at_fault: bool = False,
        **attributes: Any,
    ) -> str:  # fmt: skip
        """An HTTP request, seen from its client."""
        told = {"http__request__method": "GET", **attributes}
        return self.span(
            start, end, "GET", parent, kind=SpanKind.CLIENT, at_fault=at_fault, url__full=url,
            **told,
        )  # fmt: skip

    def document(self) -> dict[str, Any]:
        """The whole as OTLP JSON."""
        scope = {"scope": {"name": "t"}, "spans": self.spans}
        return {"resourceSpans": [{"resource": self._resource, "scopeSpans": [scope]}]}

    def protobuf(self) -> bytes:
        """The whole as OTLP protobuf, written by OpenTelemetry's own classes."""
        document = copy.deepcopy(self.document())
        for span in document["resourceSpans"][0]["scopeSpans"][0]["spans"]:
            ids = {key: bytes.fromhex(span[key]) for key in ("traceId", "spanId", "parentSpanId")}
            span |= {key: base64.b64encode(value).decode() for key, value in ids.items()}
        content: bytes = ParseDict(document, TracesData()).SerializeToString()
        return content

    def study(self, *, protobuf: bool = False) -> Study:
        """The recording as its reader hands it on, its file with it."""
        text = json.dumps(self.document()).encode()
        source = Source.from_bytes(self.protobuf() if protobuf else text)
        reader = OtlpProtobuf() if protobuf else OtlpJson()
        model, report = reader.read(source, Progress())
        return Study(model, report, source)

    def found(
        self, kind: type[Detector], *, protobuf: bool = False, **limits: float
    ) -> tuple[list[Finding], set[str]]:
        """What a detector says (its limits moved by keyword), and the span ids of its evidence."""
        study = self.study(protobuf=protobuf)
        overrides = {name.replace("_", "-"): value for name, value in limits.items()}
        findings = list(kind().detect(study, Limits(kind(), overrides)))
        return findings, named_by(study, findings)


def named_by(study: Study, findings: list[Finding]) -> set[str]:
    """The ids of the spans that prove these findings."""
    return {study.model.span_hex(int(row)) for each in findings for row in each.evidence.rows}


def _attribute(key: str, value: Any) -> dict[str, Any]:
    return {"key": key, "value": _wrapped(value)}


def _wrapped(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value}
    if isinstance(value, dict):
        members = [{"key": k, "value": _wrapped(v)} for k, v in value.items()]
        return {"kvlistValue": {"values": members}}
    return {"stringValue": str(value)}
